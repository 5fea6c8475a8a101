/**
 * The feed keeps what happened for a declared time. What goes is noted per organization, so that a cursor from before it
 * is told so and not continued in silence; nothing goes that a consumer has still to read.
 */
import { takeInBites } from "#platform/bites";
import type { Clock } from "#platform/clock";
import { type Database, sql } from "#platform/db";

const everyMs = 600_000;
const mostAtOnce = 5_000;

/** @param keptDays whole days @param readers of this version: see `forgetEvents` @returns what starts it */
export function forgetEventsAfter(keptDays: number, readers: readonly string[]) {
  return (
    database: Pick<Database, "system">,
    clock: Clock,
    failed: (error: unknown) => void,
  ): (() => void) => {
    const timer = setInterval(() => {
      const before = new Date(clock.now().getTime() - keptDays * 86_400_000);
      forgetEvents(database, before, readers).catch(failed);
    }, everyMs);
    timer.unref();
    return () => clearInterval(timer);
  };
}

/**
 * All that is older, the oldest first, bite by bite. Any number of processes may do it at once.
 * @param readers the consumers whose places hold it up. One that no version reads with any more has a row all the same,
 * which stands still for ever: if it counted, the feed would never be forgotten again.
 * @param bite events at most at once @returns how many went
 */
export function forgetEvents(
  database: Pick<Database, "system">,
  before: Date,
  readers: readonly string[],
  bite = mostAtOnce,
): Promise<number> {
  return takeInBites("events", bite, () => forgetSome(database, before, readers, bite));
}

async function forgetSome(
  database: Pick<Database, "system">,
  before: Date,
  readers: readonly string[],
  bite: number,
): Promise<number> {
  const [row] = await database.system<{ gone: number }>(sql`
    with oldest as materialized (
      select organization_id, seq, pos, occurred_at from plinth.events
       where pos > 0 -- canaries have no place, and go by themselves
       order by pos
       limit ${bite}
    ), gone as (
      delete from plinth.events e
       using oldest o
       where e.organization_id = o.organization_id and e.seq = o.seq and o.occurred_at < ${before}
         and o.pos <= (select coalesce(min(pos), 0) from plinth.consumers where name = any (${readers}::text[]))
      returning e.organization_id, e.seq
    ), noted as (
      update plinth.organization_feed f
         set removed_up_to = greatest(f.removed_up_to, g.seq)
        from (select organization_id, max(seq) as seq from gone group by organization_id order by organization_id) g
       where f.organization_id = g.organization_id
    )
    select count(*)::int as gone from gone`);
  return row?.gone ?? 0;
}
