/** What people are told, and how: for now the mails about their account. */
import type { Module } from "#platform/module";
import { notificationsSettings } from "./settings.ts";

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
export { mailSenderOf } from "./settings.ts";

export const notificationsModule: Module = {
  name: "notifications",
  resources: [],
  actions: [],
  settings: notificationsSettings,
};
