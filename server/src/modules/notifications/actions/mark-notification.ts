/** What every verb about one notification does: it is read, new again, or put away. Said twice it changes nothing. */
import type { Context } from "#platform/access";
import { checkVersion } from "#platform/action";
import { type Changes, noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { notFound } from "#platform/errors";
import { notificationArchived, notificationRead, notificationUnread } from "../events.ts";
import { type LockedNotification, lockNotification, type Mark, writeMark } from "../queries.ts";

const happened = { read: notificationRead, unread: notificationUnread, archived: notificationArchived };

/** @throws 404 for one that is not the caller's, 412 for another version */
export async function markNotification(
  context: Context,
  tx: Tx,
  { id, ifMatch }: { id: string; ifMatch: number | undefined },
  mark: Mark,
): Promise<string> {
  const found = await lockNotification(tx, id);
  if (found === undefined) throw notFound("There is no notification with this id.");
  const { kind, version } = found;
  checkVersion(version, ifMatch);
  const changes = changesBy(mark, found);
  if (Object.keys(changes).length === 0) return id;

  await writeMark(tx, id, mark);
  noteChanges(tx, id, changes);
  happened[mark].emit(tx, context, { id, version: version + 1 }, { kind });
  return id;
}

/** What is put away has been read. */
function changesBy(mark: Mark, { readAt, archivedAt }: LockedNotification): Changes {
  const isRead = readAt !== null;
  if (mark === "unread") return isRead ? { read_at: { before: readAt, after: null } } : {};
  const read: Changes = isRead ? {} : { read_at: { before: null } };
  if (mark === "read" || archivedAt !== null) return read;
  return { ...read, archived_at: { before: null } };
}
