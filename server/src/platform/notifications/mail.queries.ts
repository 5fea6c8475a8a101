/** What is done with notifications for those whose they are: the row policies show them to nobody else. */
import { sql, type Tx } from "#platform/db";

/** One that is to be written by mail. */
export type ToMail = {
  userId: string;
  kind: string;
  title: string;
  body: string;
  subjectType: string;
  subjectId: string;
  scopeId: string | null;
};

/**
 * Takes it, once for ever: whoever takes it writes the mail in the same transaction.
 * @returns undefined where that has happened, or the person has seen it by now
 */
export async function takeForMail(tx: Tx, id: string): Promise<ToMail | undefined> {
  const [taken] = await tx.query<ToMail>(sql`
    select user_id as "userId", kind, title, body, subject_type as "subjectType", subject_id as "subjectId",
           scope_id as "scopeId"
      from plinth.take_notification_mail(${id})`);
  return taken;
}

/** What somebody was told here, and wanted to be told: gone with them. */
export function forgetNotifications(tx: Tx, userId: string): void {
  tx.later(sql`select plinth.forget_notifications(${userId})`);
}
