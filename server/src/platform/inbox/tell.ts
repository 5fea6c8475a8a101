/** Telling whoever looks after an incident: once, while it is open. */
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

/** The incident, locked; undefined when it was told already or has moved on. */
export async function lockUntold(tx: Tx, id: string): Promise<Untold | undefined> {
  const [item] = await tx.query<Omit<Untold, "resolves"> & { resolves: string }>(sql`
    select id, kind, because, owner_user_id as "ownerUserId", since, resolves
      from plinth.inbox_items
     where organization_id = ${tx.context.organizationId} and id = ${id} and told_at is null and settled_at is null
       for update`);
  // written by `raise` alone
  return item === undefined ? undefined : { ...item, resolves: JSON.parse(item.resolves) as Resolving[] };
}

export async function markTold(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    update plinth.inbox_items
       set told_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}
