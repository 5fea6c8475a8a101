import { takeInBites } from "#platform/bites";
import { type Database, type Statement, sql } from "#platform/db";

const everyMs = 60_000;
const mostAtOnce = 10_000;

/** Removes records that are older than their 24 hours, once a minute. @returns how to stop. */
export function startPurging(
  database: Database,
  _clock: unknown,
  failed: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => {
    purgeRecords(database).catch(failed);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * All that is too old: the records of what is asked at 200 requests a second for a day are 17 million. Also revocations that
 * every process has long seen.
 * @returns how many records went
 */
export async function purgeRecords(database: Database, most = mostAtOnce): Promise<number> {
  const gone = await takeInBites("idempotency_records", most, () =>
    remove(
      database,
      sql`
        delete from plinth.idempotency_records
         where ctid = any (array(select ctid from plinth.idempotency_records
                                  where created_at < now() - interval '24 hours' order by created_at limit ${most}))
        returning 1`,
    ),
  );
  const personal = await takeInBites("user_idempotency_records", most, () =>
    remove(
      database,
      sql`
        delete from plinth.user_idempotency_records
         where ctid = any (array(select ctid from plinth.user_idempotency_records
                                  where created_at < now() - interval '24 hours' order by created_at limit ${most}))
        returning 1`,
    ),
  );
  await database.system(sql`delete from plinth.revocations where created_at < now() - interval '1 hour'`);
  await database.system(
    sql`delete from plinth.user_revocations where created_at < now() - interval '1 hour'`,
  );
  return gone + personal;
}

async function remove(database: Database, statement: Statement): Promise<number> {
  return (await database.system(statement)).length;
}
