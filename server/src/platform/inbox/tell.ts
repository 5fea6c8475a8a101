/** Telling whoever looks after incidents: each once, while it is open. */
import { sql, type Tx } from "#platform/db";
import type { Resolving } from "./raise.ts";

export type Untold = {
  id: string;
  kind: string;
  because: string;
  /** Null: the organization's owners. */
  ownerUserId: string | null;
  since: Date;
  resolves: Resolving[];
};

/** One transaction tells at most this many. */
const most = 200;

/**
 * Every incident of the organization that is open and was not told, the one that is asked for among them, locked; those
 * that somebody else is at are left to them. `told`: it was told already, or has moved on. `busy`: somebody is at it.
 */
export async function lockUntold(tx: Tx, id: string): Promise<Untold[] | "told" | "busy"> {
  const { organizationId } = tx.context;
  const rows = await tx.query<Omit<Untold, "resolves"> & { resolves: string }>(sql`
    select id, kind, because, owner_user_id as "ownerUserId", since, resolves
      from plinth.inbox_items
     where organization_id = ${organizationId} and told_at is null and settled_at is null
     order by (id = ${id}) desc, since, id
     limit ${most}
       for update skip locked`);
  if (rows.some((row) => row.id === id))
    // written by `raise` alone
    return rows.map((row) => ({ ...row, resolves: JSON.parse(row.resolves) as Resolving[] }));
  const waiting = await tx.query(sql`
    select id
      from plinth.inbox_items
     where organization_id = ${organizationId} and id = ${id} and told_at is null and settled_at is null`);
  return waiting.length > 0 ? "busy" : "told";
}

/** @param ids of incidents that are locked */
export async function markTold(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(sql`
    update plinth.inbox_items
       set told_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[])`);
}
