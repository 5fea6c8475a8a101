/** The SQL of the inbox. */
import { sql, type Tx } from "#platform/db";

export type LockedItem = {
  kind: string;
  key: string;
  ownerUserId: string | null;
  open: boolean;
  version: number;
};

/** Undefined when there is none. */
export async function lockItem(tx: Tx, id: string): Promise<LockedItem | undefined> {
  const [row] = await tx.query<LockedItem>(sql`
    select kind, key, owner_user_id as "ownerUserId", settled_at is null as open, version
      from plinth.inbox_items
     where organization_id = ${tx.context.organizationId} and id = ${id}
       for update`);
  return row;
}

export async function writeOwner(tx: Tx, id: string, userId: string | null): Promise<void> {
  await tx.query(sql`
    update plinth.inbox_items
       set owner_user_id = ${userId}, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}
