/** Mails to customers about their orders, what becomes of them, and the mail to whoever looks after what stands still. */
import type { Module } from "#platform/module";
import { receiveResendNews } from "./actions/receive-resend-news.ts";
import { resendMail } from "./actions/resend-mail.ts";
import { noteMailNews } from "./note-news.jobs.ts";
import { mail } from "./resource.ts";
import { mailsKept } from "./retention.ts";
import { sendConfirmation } from "./send-confirmation.jobs.ts";
import { sendMailJob } from "./send-mail.jobs.ts";
import { mailsSettings } from "./settings.ts";
import { mailsSubscriptions } from "./subscriptions.ts";
import { tellOwner } from "./tell-owner.jobs.ts";

export { mailGaveUp } from "./actions/give-mail-up.ts";

export const mailsModule: Module = {
  name: "mails",
  resources: [mail],
  actions: [resendMail],
  incoming: [receiveResendNews],
  settings: mailsSettings,
  retentions: [mailsKept],
  jobs: [sendConfirmation, sendMailJob, noteMailNews, tellOwner],
  subscriptions: mailsSubscriptions,
};
