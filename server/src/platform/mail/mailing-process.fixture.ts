/** A process that sends mails until it is killed. */
import { createDatabase } from "#platform/db";
import { createKeyRing } from "#platform/secrets";
import { startMailing } from "./mailing.ts";
import { smtpTransport } from "./smtp.ts";

type Task = { appUrl: string; systemUrl: string; secret: string; smtpPort: number; leaseMs: number };

const { secret, smtpPort, leaseMs, ...urls } = JSON.parse(process.argv[2] ?? "") as Task;

startMailing({
  database: await createDatabase(urls),
  keyRing: createKeyRing([secret]),
  transport: smtpTransport(
    { host: "127.0.0.1", port: smtpPort, secure: false },
    { address: "no-reply@plinth.example.com" },
  ),
  failed: () => {},
  leaseMs,
});
