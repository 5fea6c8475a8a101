/** Mails: written by a deed in its own transaction, sent afterwards by whichever process takes them first. */

export { type CaughtMail, catcherTransport, findCaughtMail, listCaughtMails } from "./catcher.ts";
export { type Mail, NotSent, openMail, sealMail, type Transport } from "./mail.ts";
export { type Mailing, MailNotSent, startMailing } from "./mailing.ts";
export { purgeMails } from "./queue.ts";
export { type MailInset, type MailText, oneLine, renderMail } from "./render.ts";
export { mailTag, type ResendAccount, resendTransport } from "./resend.ts";
export { isOneAddress, sendMail, sendNoMail } from "./send-mail.ts";
export type { Sender } from "./sender.ts";
export type { SmtpServer } from "./smtp.ts";
export { createTransport, type MailSetting } from "./transport.ts";
