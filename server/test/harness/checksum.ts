/**
 * The whole database as one line per table: how many rows, and the sum of a digest of each, because a sum needs no
 * order and sorting fifty tables took four times as long. Left out is what is written in its own time: when a key or a
 * session was used last, how far the sending of mails has got, how calls went.
 */
import assert from "node:assert/strict";
import { look } from "./execute.ts";
import { relayed, sealed } from "./trail.ts";

export async function checksums(adminUrl: string): Promise<Record<string, string>> {
  const tables = await look(
    adminUrl,
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('public', 'plinth')
        -- each organization gets its times within a minute, whatever anybody does; requests are counted, whatever they are;
        -- and readers of the feed follow what happened before
        and (n.nspname, c.relname) not in (('plinth', 'schedules'), ('plinth', 'request_use'), ('plinth', 'consumers'))
      order by 1`,
  );
  if (tables.length === 0) throw new Error("there is no table, so nothing was compared");
  const sums = await look(adminUrl, tables.map(({ name }) => sumOf(String(name))).join(" union all "));
  return Object.fromEntries(sums.map(({ name, sum }) => [String(name), String(sum)]));
}

function sumOf(table: string): string {
  return `
    select '${table}' as name, count(*) || ' ' || coalesce(sum(hashtextextended(
             (to_jsonb(t) - array['last_used_at', 'last_seen_at'${inItsOwnTime[table] ?? ""}])::text, 0)), 0) as sum
      from ${table} t`;
}

const inItsOwnTime: Record<string, string> = {
  "plinth.mails":
    ", 'payload', 'attempts', 'next_attempt_at', 'sent_at', 'failed_at', 'last_error', 'caught'",
  // how earlier calls went is written when somebody has time for it
  "plinth.destinations":
    ", 'last_success_at', 'hour', 'hour_successes', 'earlier_successes', 'failure_rate', 'failures', 'updated_at'",
};

/**
 * As it stands once nothing that was done before is still on its way to the feed and into the sealed trail. Where jobs are
 * done, wait for them before (`idle`).
 */
export async function checksumsAtRest(adminUrl: string): Promise<Record<string, string>> {
  await relayed(adminUrl);
  await sealed(adminUrl);
  return await checksums(adminUrl);
}

/** Does the deed, and asserts that not one value of one row in any table is another afterwards. */
export async function leavesNoTrace<Answer>(adminUrl: string, deed: () => Promise<Answer>): Promise<Answer> {
  const before = await checksumsAtRest(adminUrl);
  const answer = await deed();
  assert.deepEqual(await checksums(adminUrl), before);
  return answer;
}
