/** What of people has run its course is removed, so that no table only grows. */
import type { Clock } from "#platform/clock";
import { type Database, type Statement, sql } from "#platform/db";

const everyMs = 10 * 60_000;
const mostAtOnce = 10_000;

/** Tidies up every ten minutes. @returns how to stop. */
export function startHousekeeping(
  database: Pick<Database, "system">,
  _clock: Clock,
  failed: (error: unknown) => void,
): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(() => tidyUp(database)).catch(failed);
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** In bites, until there is nothing left. @returns how many rows went */
export async function tidyUp(database: Pick<Database, "system">): Promise<number> {
  let gone = 0;
  for (const statement of bites) {
    let rows: unknown[];
    do {
      rows = await database.system(statement);
      gone += rows.length;
    } while (rows.length === mostAtOnce);
  }
  return gone;
}

/** The machine's time, as for every purge: a test's clock must not empty tables that others look at. */
const bites: Statement[] = [
  sql`
    delete from user_tokens t
     using (select user_id, id from user_tokens
             where expires_at < now() or used_at < now() - interval '1 day' limit ${mostAtOnce}) old
     where t.user_id = old.user_id and t.id = old.id
    returning 1`,
  sql`
    delete from plinth.registrations
     where id in (select id from plinth.registrations where expires_at < now() limit ${mostAtOnce})
    returning 1`,
  sql`
    delete from plinth.spent_challenges
     where id in (select id from plinth.spent_challenges where expires_at < now() limit ${mostAtOnce})
    returning 1`,
  // the last one of each person stays: it says that somebody logged in before, so that a new device is told of
  sql`
    delete from sessions s
     using (select user_id, id from sessions o
             where least(ended_at, expires_at) < now() - interval '90 days'
               and exists (select from sessions later where later.user_id = o.user_id and later.id > o.id)
             limit ${mostAtOnce}) old
     where s.user_id = old.user_id and s.id = old.id
    returning 1`,
  // what was tried in the name of nobody; identifiers carry their time, and are the index
  sql`
    delete from plinth.user_audit_entries e
     using (select id from plinth.user_audit_entries
             where user_id = '00000000-0000-0000-0000-000000000000' and id < (select uuidv7(interval '-30 days'))
             order by id limit ${mostAtOnce}) old
     where e.user_id = '00000000-0000-0000-0000-000000000000' and e.id = old.id
    returning 1`,
];
