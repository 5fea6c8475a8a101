/** What whoever runs the installation sees of the inbox: figures, and nothing of what it says. */
import { sql } from "#platform/db";
import type { Upkeep } from "#platform/module";
import { noteStanding } from "#platform/telemetry";

const everyMs = 15_000;

export const countStanding: Upkeep = (database, clock, failed) => {
  const count = async (): Promise<void> => {
    const kinds = await database.system<{ kind: string; count: number; seconds: number }>(sql`
      select kind, count(*)::int as count, greatest(extract(epoch from ${clock.now()}::timestamptz - min(since)), 0)::float as seconds
        from plinth.inbox_items
       where settled_at is null
       group by kind`);
    noteStanding(kinds);
  };
  const look = () => void count().catch(failed);
  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
