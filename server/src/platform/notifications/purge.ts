/** Forgets what was told long ago. */
import { takeInBites } from "#platform/bites";
import { type Database, type Statement, sql } from "#platform/db";

/** After it was read or archived. */
const keptDays = 90;
/** What nobody has looked at. */
const waitsDays = 365;
const mostAtOnce = 10_000;

/** Any number of processes may do it at once. @returns how many went */
export async function purgeNotifications(database: Pick<Database, "system">, now: Date): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const done = sql`
    select ctid from plinth.notifications
     where coalesce(archived_at, read_at) < ${before(keptDays)}
     order by coalesce(archived_at, read_at) limit ${mostAtOnce}
       for update skip locked`;
  const untouched = sql`
    select ctid from plinth.notifications
     where coalesce(archived_at, read_at) is null and created_at < ${before(waitsDays)}
     order by created_at limit ${mostAtOnce}
       for update skip locked`;
  let all = 0;
  for (const old of [done, untouched])
    all += await takeInBites("notifications", mostAtOnce, () => purgeSome(database, old));
  return all;
}

async function purgeSome(database: Pick<Database, "system">, old: Statement): Promise<number> {
  const gone = await database.system<{ id: string }>(sql`
    delete from plinth.notifications
     where ctid = any (array(${old}))
    returning id`);
  return gone.length;
}
