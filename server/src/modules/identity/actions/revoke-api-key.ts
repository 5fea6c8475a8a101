import Type from "typebox";
import type { Role } from "#modules/organizations";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { sql } from "#platform/db";
import { invalidState, notFound } from "#platform/errors";
import { apiKeyRevoked } from "../events.ts";
import { mayRevoke } from "../policy.ts";
import { revokeKeyRow } from "../queries.ts";
import { apiKey } from "../resource.ts";

/** Revoke a key: within a second no process accepts it any more. */
export const revokeApiKey = defineAction({
  name: "api_keys.revoke",
  door: "POST /v1/api_keys/{id}/revoke",
  permission: "api_keys:write",
  describe: "Revoke a key. Within a second no process accepts it any more; it stays listed.",
  input: Type.Object({}, { additionalProperties: false }),
  output: apiKey,
  fails: [invalidState],
  async run(context, tx, { id, ifMatch }) {
    const [known] = await tx.query<{ version: number; role: Role; scopes: string[] | null }>(
      sql`select version, role, scopes from api_keys where organization_id = ${context.organizationId} and id = ${id} for update`,
    );
    if (known === undefined) throw notFound("There is no api key with this id.");
    if (id !== context.actor.id) authorize(mayRevoke(context, known.role, known.scopes));
    checkVersion(known.version, ifMatch);
    const version = await revokeKeyRow(tx, id);
    if (version === undefined) throw invalidState("The key is revoked already.");
    noteChanges(tx, id, { revoked_at: { before: null, after: context.now.toISOString() } });
    apiKeyRevoked.emit(tx, context, { id, version }, {});
    return id;
  },
});
