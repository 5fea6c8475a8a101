/** The SQL of the inbox. */
import type { Context } from "#platform/access";
import { sql, type Tx } from "#platform/db";
import { readableSubjects } from "#platform/resource";

export type LockedItem = {
  kind: string;
  key: string;
  subjectType: string;
  ownerUserId: string | null;
  open: boolean;
  version: number;
};

/** Undefined when there is none that the caller may see: about what they may not read there is nothing. */
export async function lockItem(
  tx: Tx,
  { permissions }: Context,
  id: string,
): Promise<LockedItem | undefined> {
  const [row] = await tx.query<LockedItem>(sql`
    select kind, key, subject_type as "subjectType", owner_user_id as "ownerUserId", settled_at is null as open, version
      from plinth.inbox_items
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and subject_type = any (${readableSubjects(permissions)}::text[])
       for update`);
  return row;
}

export async function writeOwner(tx: Tx, id: string, userId: string | null): Promise<void> {
  await tx.query(sql`
    update plinth.inbox_items
       set owner_user_id = ${userId}, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** What an item says while it is open; undefined when it has moved on. Only for the organization's own doings. */
export async function findOpenItem(
  tx: Tx,
  id: string,
): Promise<{ because: string; ownerUserId: string | null } | undefined> {
  const [row] = await tx.query<{ because: string; ownerUserId: string | null }>(sql`
    select because, owner_user_id as "ownerUserId"
      from plinth.inbox_items
     where organization_id = ${tx.context.organizationId} and id = ${id} and settled_at is null`);
  return row;
}
