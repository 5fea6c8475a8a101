import { catcherTransport } from "./catcher.ts";
import type { Transport } from "./mail.ts";
import { type ResendAccount, resendTransport } from "./resend.ts";
import type { Sender } from "./sender.ts";
import { type SmtpServer, smtpTransport } from "./smtp.ts";

/** Where mails go. */
export type MailSetting =
  | { kind: "catch" }
  | ({ kind: "smtp" } & SmtpServer)
  | ({ kind: "resend" } & ResendAccount);

/** @throws when mails are to leave the house and nobody is named as their sender. */
export function createTransport(setting: MailSetting, from: Sender | undefined): Transport {
  if (setting.kind === "catch") return catcherTransport;
  if (from === undefined) throw new Error("mails that leave the house need a sender");
  return setting.kind === "smtp" ? smtpTransport(setting, from) : resendTransport(setting, from);
}
