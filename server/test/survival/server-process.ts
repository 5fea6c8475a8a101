/** The application as a process that can be killed: listens, says where, stops on SIGTERM. */
import { createApp } from "#app";
import { createLogger } from "#platform/telemetry";

const { APP_URL = "", SYSTEM_URL = "", SECRET = "", LISTEN_PORT = "0", SMTP_PORT = "" } = process.env;

const app = await createApp({
  appUrl: APP_URL,
  systemUrl: SYSTEM_URL,
  secrets: [SECRET],
  logger: createLogger("silent"),
  // the fakes of outside systems live on this machine
  outboundAllow: ["127.0.0.0/8"],
  ...(SMTP_PORT === ""
    ? {}
    : {
        mail: { kind: "smtp", host: "127.0.0.1", port: Number(SMTP_PORT), secure: false },
        mailFrom: { address: "no-reply@plinth.example.com" },
      }),
});
const url = await app.server.listen({ port: Number(LISTEN_PORT), host: "127.0.0.1" });
process.on("SIGTERM", () => void app.close().then(() => process.exit(0)));
process.stdout.write(`${url}\n`);
