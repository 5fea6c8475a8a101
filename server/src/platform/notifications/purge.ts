/** Forgets what was told long ago. */
import { type Database, sql } from "#platform/db";

/** After it was read or archived. */
const keptDays = 90;
/** What nobody has looked at. */
const waitsDays = 365;
const mostAtOnce = 10_000;

/** Any number of processes may do it at once. @returns how many went */
export async function purgeNotifications(database: Pick<Database, "system">, now: Date): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const gone = await database.system<{ id: string }>(sql`
    delete from plinth.notifications n
     using ((select organization_id, id from plinth.notifications
              where coalesce(archived_at, read_at) < ${before(keptDays)}
              order by coalesce(archived_at, read_at) limit ${mostAtOnce})
            union all
            (select organization_id, id from plinth.notifications
              where coalesce(archived_at, read_at) is null and created_at < ${before(waitsDays)}
              order by created_at limit ${mostAtOnce})) old
     where n.organization_id = old.organization_id and n.id = old.id
    returning n.id`);
  return gone.length;
}
