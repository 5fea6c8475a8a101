import Type from "typebox";
import { withdrawInvitations } from "#modules/organizations";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { apiKeyRevoked } from "../events.ts";
import { mayRevoke } from "../policy.ts";
import { lockKey, revokeKeyRow } from "../queries.ts";
import { apiKey } from "../resource.ts";

/** Revoke a key, with every secret that it has: within a second no process accepts it any more. */
export const revokeApiKey = defineAction({
  name: "api_keys.revoke",
  door: "POST /v1/api_keys/{id}/revoke",
  permission: "api_keys:write",
  describe:
    "Revoke a key, and the secret before its last rotation with it. Within a second no process accepts it any more; it stays listed.",
  whileSuspended: true,
  input: Type.Object({}, { additionalProperties: false }),
  output: apiKey,
  fails: [invalidState],
  async run(context, tx, { id, ifMatch }) {
    const known = await lockKey(tx, id);
    if (known === undefined) throw notFound("There is no api key with this id.");
    if (id !== context.actor.id) authorize(mayRevoke(context, known));
    checkVersion(known.version, ifMatch);
    const version = await revokeKeyRow(tx, id);
    if (version === undefined) throw invalidState("The key is revoked already.");
    // whoever had the secret must not have asked themselves in
    await withdrawInvitations(context, tx, { actor: `api_key:${id}` }, undefined);
    noteChanges(tx, id, { revoked_at: { before: null, after: context.now.toISOString() } });
    apiKeyRevoked.emit(tx, context, { id, version }, {});
    return id;
  },
});
