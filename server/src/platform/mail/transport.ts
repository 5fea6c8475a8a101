import type { Database } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import { catcherTransport } from "./catcher.ts";
import type { Transport } from "./mail.ts";
import { type ResendAccount, resendTransport } from "./resend.ts";
import type { Sender } from "./sender.ts";
import type { SmtpServer } from "./smtp.ts";

/** Where mails go. */
export type MailSetting =
  | { kind: "catch" }
  | ({ kind: "smtp" } & SmtpServer)
  | ({ kind: "resend" } & ResendAccount);

/** Where mails stay that are caught. */
type Catcher = { database: Pick<Database, "system">; keyRing: KeyRing };

/** @throws when mails are to leave the house and nobody is named as their sender. */
export async function createTransport(
  setting: MailSetting,
  from: Sender | undefined,
  { database, keyRing }: Catcher,
): Promise<Transport> {
  if (setting.kind === "catch") return catcherTransport(database, keyRing);
  if (from === undefined) throw new Error("mails that leave the house need a sender");
  if (setting.kind === "resend") return resendTransport(setting, from);
  // 25 MB that only who speaks SMTP pays
  const { smtpTransport } = await import("./smtp.ts");
  return smtpTransport(setting, from);
}
