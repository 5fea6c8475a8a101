/** Every verb of identity, in the order in which somebody meets them. */
import type { Action, Query } from "#platform/action";
import { me } from "../me.ts";
import { createApiKey } from "./create-api-key.ts";
import { logIn } from "./log-in.ts";
import { logInWithTotp } from "./log-in-with-totp.ts";
import { refreshSession } from "./refresh-session.ts";
import { registerUser } from "./register-user.ts";
import { revokeApiKey } from "./revoke-api-key.ts";
import { verifyEmail } from "./verify-email.ts";

export const identityActions: Action[] = [
  registerUser,
  verifyEmail,
  logIn,
  logInWithTotp,
  refreshSession,
  createApiKey,
  revokeApiKey,
];

export const identityQueries: Query[] = [me];
