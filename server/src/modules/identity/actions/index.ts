/** Every verb of identity, in the order in which somebody meets them. */
import type { Action, Query } from "#platform/action";
import { me } from "../me.ts";
import { addPasskey } from "./add-passkey.ts";
import { createApiKey } from "./create-api-key.ts";
import { endAllSessions } from "./end-all-sessions.ts";
import { endSession } from "./end-session.ts";
import { forgotPassword } from "./forgot-password.ts";
import { listPasskeys } from "./list-passkeys.ts";
import { listSessions } from "./list-sessions.ts";
import { logIn } from "./log-in.ts";
import { logInWithPasskey } from "./log-in-with-passkey.ts";
import { logInWithTotp } from "./log-in-with-totp.ts";
import { logOut } from "./log-out.ts";
import { offerPasskey } from "./offer-passkey.ts";
import { offerPasskeyLogin } from "./offer-passkey-login.ts";
import { offerPasskeyProof } from "./offer-passkey-proof.ts";
import { refreshSession } from "./refresh-session.ts";
import { registerUser } from "./register-user.ts";
import { removePasskey } from "./remove-passkey.ts";
import { resetPassword } from "./reset-password.ts";
import { revokeApiKey } from "./revoke-api-key.ts";
import { verifyEmail } from "./verify-email.ts";

export const identityActions: Action[] = [
  registerUser,
  verifyEmail,
  logIn,
  logInWithTotp,
  offerPasskeyLogin,
  logInWithPasskey,
  refreshSession,
  logOut,
  forgotPassword,
  resetPassword,
  endSession,
  endAllSessions,
  offerPasskeyProof,
  offerPasskey,
  addPasskey,
  removePasskey,
  createApiKey,
  revokeApiKey,
];

export const identityQueries: Query[] = [
  me,
  listSessions,
  listPasskeys,
];
