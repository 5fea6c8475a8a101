import { type Database, sql } from "#platform/db";

const everyMs = 60_000;
const mostAtOnce = 10_000;

/** Removes records that are older than their 24 hours, in small bites, once a minute. @returns how to stop. */
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

/** One bite; also revocations that every process has long seen. @returns how many records went. */
export async function purgeRecords(database: Database): Promise<number> {
  const gone = await database.system<{ key: string }>(sql`
    delete from plinth.idempotency_records r
     using (select organization_id, actor, key from plinth.idempotency_records
             where created_at < now() - interval '24 hours' order by created_at limit ${mostAtOnce}) old
     where r.organization_id = old.organization_id and r.actor = old.actor and r.key = old.key
    returning r.key`);
  const personal = await database.system<{ key: string }>(sql`
    delete from plinth.user_idempotency_records where created_at < now() - interval '24 hours' returning key`);
  await database.system(sql`delete from plinth.revocations where created_at < now() - interval '1 hour'`);
  await database.system(
    sql`delete from plinth.user_revocations where created_at < now() - interval '1 hour'`,
  );
  return gone.length + personal.length;
}
