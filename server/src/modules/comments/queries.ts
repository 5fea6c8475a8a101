/** The SQL of comments. What a caller may not see of them is not there: theirs by customer, and by what they may read. */
import type { Context } from "#platform/access";
import { sql, type Tx } from "#platform/db";
import { readableSubjects } from "#platform/resource";

export type NewComment = {
  id: string;
  subjectType: string;
  subjectId: string;
  customerId: string | null;
  author: string;
  body: string;
  mentions: readonly string[];
};

export async function insertComment(tx: Tx, comment: NewComment): Promise<void> {
  await tx.query(sql`
    insert into comments (organization_id, id, subject_type, subject_id, customer_id, author, body, mentions)
    values (${tx.context.organizationId}, ${comment.id}, ${comment.subjectType}, ${comment.subjectId},
            ${comment.customerId}, ${comment.author}, ${comment.body}, ${comment.mentions}::uuid[])`);
}

export type LockedComment = Omit<NewComment, "id"> & { version: number; editedAt: string | null };

/** Undefined when there is none that the caller sees. */
export async function lockComment(
  tx: Tx,
  { permissions }: Pick<Context, "permissions">,
  id: string,
): Promise<LockedComment | undefined> {
  const [row] = await tx.query<LockedComment>(sql`
    select subject_type as "subjectType", subject_id as "subjectId", customer_id as "customerId", author, body, mentions,
           version, plinth.json_moment(edited_at) as "editedAt"
      from comments
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and subject_type = any (${readableSubjects(permissions)}::text[])
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))
       for update`);
  return row;
}

/** @param id of a comment that is locked */
export async function writeComment(
  tx: Tx,
  id: string,
  { body, mentions }: Pick<NewComment, "body" | "mentions">,
): Promise<void> {
  // scope: the comment was found within reach, and is locked
  await tx.query(sql`
    update comments
       set body = ${body}, mentions = ${mentions}::uuid[], edited_at = plinth.now(), version = version + 1,
           updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** @param id of a comment that is locked */
export async function deleteComment(tx: Tx, id: string): Promise<void> {
  // scope: the comment was found within reach, and is locked
  await tx.query(sql`
    delete from comments
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** What a comment says and who wrote it, for the organization's own doings; undefined when it is gone. */
export async function findSaid(
  tx: Tx,
  id: string,
): Promise<Pick<LockedComment, "author" | "body"> | undefined> {
  const [row] = await tx.query<Pick<LockedComment, "author" | "body">>(sql`
    select author, body
      from comments
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))`);
  return row;
}

/** Ids of the users who wrote about the same object before this comment, or were mentioned there; in order. */
export async function listTakingPart(tx: Tx, id: string): Promise<string[]> {
  const { organizationId } = tx.context;
  const rows = await tx.query<{ id: string }>(sql`
    with before as (
      select c.author, c.mentions
        from comments this
        join comments c on c.organization_id = this.organization_id and c.subject_type = this.subject_type
         and c.subject_id = this.subject_id and c.id < this.id
         and (${tx.within}::uuid[] is null or c.customer_id = any (${tx.within}::uuid[]))
       where this.organization_id = ${organizationId} and this.id = ${id}
         and (${tx.within}::uuid[] is null or this.customer_id = any (${tx.within}::uuid[]))
    )
    select substring(author from '^member:(.+)$')::uuid as id from before where author like 'member:%'
     union
    select unnest(mentions) from before
     order by id`);
  return rows.map(({ id: userId }) => userId);
}
