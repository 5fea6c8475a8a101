/** What people are told, and how: mails about their account, what they ordered, what needs them; and notifications. */
import type { Module } from "#platform/module";
import { notificationsVerbs } from "./actions/index.ts";
import { notifying, type Telling } from "./notify.jobs.ts";
import { notification } from "./resource.ts";
import { notificationsSettings } from "./settings.ts";
import { forgetOldNotifications } from "./upkeep.ts";

export { type Incident, incidentMail, incidentsMail } from "./incident.ts";
export {
  accountExistsMail,
  buyerInvitationMail,
  emailChangedMail,
  emailChangeVerifyMail,
  type FactorChange,
  factorChangedMail,
  invitationMail,
  newDeviceMail,
  passwordChangedMail,
  passwordResetMail,
  type Recipient,
  sessionReuseMail,
  signInLinkedMail,
  verifyEmailMail,
} from "./mail.ts";
export const notificationsModule = (telling: Telling): Module => ({
  name: "notifications",
  resources: [notification],
  ...notificationsVerbs(telling.rules),
  ...notifying(telling),
  settings: notificationsSettings,
  upkeep: [forgetOldNotifications],
});
export { orderConfirmationMail } from "./order-confirmation.ts";
export { brandColor, mailSenderOf, presentable } from "./settings.ts";
