/** What people are told, and how: for now the mails about their account. */
export {
  accountExistsMail,
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
