/** The SQL of one's own notifications. Each statement names the human who acts, as the row policies do. */
import { type Statement, sql, type Tx } from "#platform/db";
import type { Preference } from "./preference.ts";

export type LockedNotification = {
  kind: string;
  version: number;
  // moments as they read in JSON
  readAt: string | null;
  archivedAt: string | null;
};

/** Undefined when the caller has none of this id. */
export async function lockNotification(tx: Tx, id: string): Promise<LockedNotification | undefined> {
  const [row] = await tx.query<LockedNotification>(sql`
    select kind, version, plinth.json_moment(read_at) as "readAt", plinth.json_moment(archived_at) as "archivedAt"
      from plinth.notifications
     where organization_id = ${tx.context.organizationId} and user_id = (select plinth.actor_person()) and id = ${id}
       for update`);
  return row;
}

export type Mark = "read" | "unread" | "archived";

/** What is archived has been read. */
export async function writeMark(tx: Tx, id: string, mark: Mark): Promise<void> {
  await tx.query(sql`
    update plinth.notifications
       set read_at = case when ${mark} <> 'unread' then coalesce(read_at, plinth.now()) end,
           archived_at = case when ${mark} = 'archived' then plinth.now() else archived_at end,
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and user_id = (select plinth.actor_person()) and id = ${id}`);
}

/** `readAt` as it reads in JSON. */
export type ReadAtOnce = { id: string; version: number; count: number; readAt: string };

/** All that is new, read: the newest of them, and how many they were; undefined when nothing was. */
export async function readEverything(tx: Tx): Promise<ReadAtOnce | undefined> {
  const [row] = await tx.query<Omit<ReadAtOnce, "id"> & { id: string | null }>(sql`
    with unread as (
      select id
        from plinth.notifications
       where organization_id = ${tx.context.organizationId} and user_id = (select plinth.actor_person())
         and read_at is null and archived_at is null
       order by id
         for update
    ), seen as (
      update plinth.notifications n
         set read_at = plinth.now(), version = n.version + 1, updated_at = plinth.now()
        from unread
       where n.organization_id = ${tx.context.organizationId} and n.id = unread.id
      returning n.id, n.version
    )
    select (array_agg(id order by id desc))[1] as id, (array_agg(version order by id desc))[1] as version,
           count(*)::int as count, plinth.json_moment(plinth.now()) as "readAt"
      from seen`);
  return row?.id == null ? undefined : { ...row, id: row.id };
}

/** One row `{ unread }`. */
export function unreadCount(organizationId: string): Statement {
  return sql`
    select count(*)::int as unread
      from plinth.notifications
     where organization_id = ${organizationId} and user_id = (select plinth.actor_person())
       and read_at is null and archived_at is null`;
}

/** Rows `Preference`: what the caller has said of kinds, if anything. */
export function ownPreferences(organizationId: string): Statement {
  return sql`
    select kind, in_app, email
      from plinth.notification_preferences
     where organization_id = ${organizationId} and user_id = (select plinth.actor_person())`;
}

export type WrittenPreference = {
  version: number;
  before: { in_app: boolean | null; email: boolean | null };
};

/** @returns its version, and what was said before */
export async function writePreference(
  tx: Tx,
  { kind, in_app, email }: Preference,
): Promise<WrittenPreference> {
  const [row] = await tx.query<{ version: number; wasInApp: boolean | null; wasEmail: boolean | null }>(sql`
    insert into plinth.notification_preferences as p (organization_id, kind, in_app, email)
    values (${tx.context.organizationId}, ${kind}, ${in_app}, ${email})
    on conflict (organization_id, user_id, kind) do update
       set in_app = excluded.in_app, email = excluded.email, version = p.version + 1, updated_at = plinth.now()
    returning version, old.in_app as "wasInApp", old.email as "wasEmail"`);
  const { version = 1, wasInApp = null, wasEmail = null } = row ?? {};
  return { version, before: { in_app: wasInApp, email: wasEmail } };
}
