/** The application as a process that can be killed: listens, says where, stops on SIGTERM. Ends when it cannot start. */
import { flushCompileCache } from "node:module";
import { createApp } from "#app";
import type { MailSetting } from "#platform/mail";
import { createLogger } from "#platform/telemetry";
import { jumpTo } from "./jumping-clock.ts";

const { APP_URL = "", SYSTEM_URL = "", SECRET = "", LISTEN_PORT = "0" } = process.env;
const { SMTP_PORT = "", RESEND_URL = "", JOB_LEASE_MS = "" } = process.env;
const role = (["api", "worker"] as const).find((one) => one === process.env.PROCESS_ROLE) ?? "all";

process.on("message", (clockAheadMs: number) => jumpTo(clockAheadMs));
process.on("disconnect", () => process.exit(1)); // whoever started it has died

const mail: MailSetting | undefined =
  RESEND_URL !== ""
    ? { kind: "resend", apiKey: "re_test", url: RESEND_URL }
    : SMTP_PORT !== ""
      ? { kind: "smtp", host: "127.0.0.1", port: Number(SMTP_PORT), secure: false }
      : undefined;

const app = await createApp({
  appUrl: APP_URL,
  systemUrl: SYSTEM_URL,
  secrets: [SECRET],
  role,
  logger: createLogger("silent"),
  // the fakes of outside systems live on this machine
  outboundAllow: ["127.0.0.0/8"],
  ...(mail === undefined ? {} : { mail, mailFrom: { address: "no-reply@plinth.example.com" } }),
  ...(JOB_LEASE_MS === "" ? {} : { jobLeaseMs: Number(JOB_LEASE_MS) }),
}).catch((error: Error) => {
  console.error(`not started: ${error.message}`);
  process.exit(1);
});
const url = await app.server.listen({ port: Number(LISTEN_PORT), host: "127.0.0.1" });
process.on("SIGTERM", () => void app.close().then(() => process.exit(0)));
process.stdout.write(`${url}\n`);
flushCompileCache(); // who is killed has no other moment to keep what the next one need not compile
