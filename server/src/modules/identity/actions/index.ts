/** Every verb of identity, in the order in which somebody meets them. */
import type { Action, Query } from "#platform/action";
import { addPasskey } from "./add-passkey.ts";
import { beginLink } from "./begin-link.ts";
import { beginOutsideLogin } from "./begin-outside-login.ts";
import { changeEmail } from "./change-email.ts";
import { changePassword } from "./change-password.ts";
import { chooseOrganization } from "./choose-organization.ts";
import { confirmTotp } from "./confirm-totp.ts";
import { createApiKey } from "./create-api-key.ts";
import { endAllSessions } from "./end-all-sessions.ts";
import { endSession } from "./end-session.ts";
import { enrolTotp } from "./enrol-totp.ts";
import { forgotPassword } from "./forgot-password.ts";
import { getMe } from "./get-me.ts";
import { getRecoveryCodes } from "./get-recovery-codes.ts";
import { linkAccount } from "./link-account.ts";
import { listLinkedAccounts } from "./list-linked-accounts.ts";
import { listPasskeys } from "./list-passkeys.ts";
import { listProviders } from "./list-providers.ts";
import { listSecurityLog } from "./list-security-log.ts";
import { listSessions } from "./list-sessions.ts";
import { logIn } from "./log-in.ts";
import { logInFromOutside } from "./log-in-from-outside.ts";
import { logInWithPasskey } from "./log-in-with-passkey.ts";
import { logInWithTotp } from "./log-in-with-totp.ts";
import { logOut } from "./log-out.ts";
import { offerPasskey } from "./offer-passkey.ts";
import { offerPasskeyLogin } from "./offer-passkey-login.ts";
import { offerPasskeyProof } from "./offer-passkey-proof.ts";
import { refreshSession } from "./refresh-session.ts";
import { registerUser } from "./register-user.ts";
import { removePasskey } from "./remove-passkey.ts";
import { removeTotp } from "./remove-totp.ts";
import { renewRecoveryCodes } from "./renew-recovery-codes.ts";
import { resetPassword } from "./reset-password.ts";
import { revokeApiKey } from "./revoke-api-key.ts";
import { rotateApiKey } from "./rotate-api-key.ts";
import { stepUp } from "./step-up.ts";
import { unlinkAccount } from "./unlink-account.ts";
import { updateProfile } from "./update-profile.ts";
import { verifyEmail } from "./verify-email.ts";

export const identityActions: Action[] = [
  registerUser,
  verifyEmail,
  logIn,
  logInWithTotp,
  offerPasskeyLogin,
  logInWithPasskey,
  beginOutsideLogin,
  logInFromOutside,
  refreshSession,
  logOut,
  stepUp,
  forgotPassword,
  resetPassword,
  updateProfile,
  changePassword,
  changeEmail,
  chooseOrganization,
  endSession,
  endAllSessions,
  enrolTotp,
  confirmTotp,
  removeTotp,
  renewRecoveryCodes,
  offerPasskeyProof,
  offerPasskey,
  addPasskey,
  removePasskey,
  beginLink,
  linkAccount,
  unlinkAccount,
  createApiKey,
  rotateApiKey,
  revokeApiKey,
];

export const identityQueries: Query[] = [
  getMe,
  listSessions,
  getRecoveryCodes,
  listSecurityLog,
  listPasskeys,
  listProviders,
  listLinkedAccounts,
];
