/** A membership ends: the keys that were the member's own end with it, and do not wake when they come back. */
import type { Leaver } from "#modules/organizations";
import { noteChanges, noteDeed } from "#platform/audit";
import { sql } from "#platform/db";
import { apiKeyRevoked } from "../events.ts";

export const revokeOwnKeys: Leaver = async (context, tx, userId) => {
  const revoked = await tx.query<{ id: string; version: number }>(sql`
    update api_keys set revoked_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${context.organizationId} and user_id = ${userId} and revoked_at is null
    returning id, version`);
  // what processes remember of them goes with the member, who is forgotten in the same deed
  for (const key of revoked) {
    noteChanges(tx, key.id, { revoked_at: { before: null, after: context.now.toISOString() } });
    noteDeed(context, tx, { action: "api_keys.end_with_member", subject: { type: "api_key", ...key } });
    apiKeyRevoked.emit(tx, context, key, {});
  }
};
