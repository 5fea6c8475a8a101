/** The canary's rows: in the outbox as every fact, in the feed for a minute. */
import { type Database, sql } from "#platform/db";

type System = Pick<Database, "system">;

/** The organization that nobody is. */
export const nobody = "00000000-0000-0000-0000-000000000000";

export async function writeCanary(database: System, id: string): Promise<void> {
  await database.system(sql`
    insert into plinth.outbox (organization_id, event_id, type, subject_type, subject_id, subject_version, actor)
    values (${nobody}, ${id}, 'canary.sent', 'canary', ${id}, 1, 'system:canary')`);
}

/** Which of them have come to the feed. */
export async function findCanaries(database: System, ids: readonly string[]): Promise<Set<string>> {
  const rows = await database.system<{ id: string }>(sql`
    select id from plinth.events where organization_id = ${nobody} and id = any (${ids}::uuid[])`);
  return new Set(rows.map(({ id }) => id));
}

export async function purgeCanaries(database: System): Promise<void> {
  await database.system(sql`
    delete from plinth.events
     where organization_id = ${nobody} and occurred_at < plinth.now() - interval '1 minute'`);
}
