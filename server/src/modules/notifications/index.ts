/** What people are told, and how: mails about their account, about what they ordered, about what needs them. */
import type { Module } from "#platform/module";
import { notificationsSettings } from "./settings.ts";

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
export { orderConfirmationMail } from "./order-confirmation.ts";
export { brandColor, mailSenderOf, presentable } from "./settings.ts";

export const notificationsModule: Module = {
  name: "notifications",
  resources: [],
  actions: [],
  settings: notificationsSettings,
};
