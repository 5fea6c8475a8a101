/** How actors prove who they are. */
import type { Module } from "#platform/module";
import { identityActions, identityQueries } from "./actions/index.ts";
import { startReminders } from "./actions/remind-of-expiry.ts";
import { startHousekeeping } from "./actions/tidy-up.ts";
import { identityInvariants } from "./invariants.ts";
import { apiKey } from "./resource.ts";

export { type Authenticator, createAuthenticator } from "./actions/authenticate-caller.ts";
export { contextOfActor } from "./actions/context-of-actor.ts";
export { createKey, type WantedKey } from "./actions/create-key.ts";
export { getRecoverable, operatorContext, recoverUser } from "./actions/recover-user.ts";
export { revokeOwnKeys } from "./actions/revoke-own-keys.ts";
export { keyPattern } from "./key.ts";

export const identityModule: Module = {
  name: "identity",
  resources: [apiKey],
  actions: identityActions,
  queries: identityQueries,
  invariants: identityInvariants,
  upkeep: [startReminders, startHousekeeping],
};
