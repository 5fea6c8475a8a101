/** How actors prove who they are. */
import type { Module } from "#platform/module";
import { createApiKey } from "./actions/create-api-key.ts";
import { revokeApiKey } from "./actions/revoke-api-key.ts";
import { me } from "./me.ts";
import { apiKey } from "./resource.ts";

export { type Authenticator, createAuthenticator } from "./actions/authenticate-caller.ts";
export { createKey, type WantedKey } from "./actions/create-key.ts";
export { keyPattern } from "./key.ts";

export const identityModule: Module = {
  name: "identity",
  resources: [apiKey],
  actions: [createApiKey, revokeApiKey],
  queries: [me],
};
