/** Mails to customers about their orders, what becomes of them, and the mail to whoever looks after what stands still. */
import type { Module } from "#platform/module";
import { receiveResendNews } from "./actions/receive-resend-news.ts";
import { resendMail } from "./actions/resend-mail.ts";
import { noteMailNews } from "./note-news.job.ts";
import { mail } from "./resource.ts";
import { sendConfirmation } from "./send-confirmation.job.ts";
import { sendMailJob } from "./send-mail.job.ts";
import { mailsSettings } from "./settings.ts";
import { mailsSubscriptions } from "./subscriptions.ts";
import { tellOwner } from "./tell-owner.job.ts";

export { mailGaveUp } from "./gave-up.ts";

export const mailsModule: Module = {
  name: "mails",
  resources: [mail],
  actions: [resendMail],
  incoming: [receiveResendNews],
  settings: mailsSettings,
  jobs: [sendConfirmation, sendMailJob, noteMailNews, tellOwner],
  subscriptions: mailsSubscriptions,
};
