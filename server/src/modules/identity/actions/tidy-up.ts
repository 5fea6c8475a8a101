/** What of people has run its course is removed, so that no table only grows. */
import { takeInBites } from "#platform/bites";
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import { bites, mostAtOnce } from "../housekeeping.queries.ts";

const everyMs = 10 * 60_000;

/** In bites, until there is nothing left. @returns how many rows went */
export async function tidyUp(database: Pick<Database, "system">): Promise<number> {
  let gone = 0;
  for (const [table, statement] of Object.entries(bites))
    gone += await takeInBites(table, mostAtOnce, async () => (await database.system(statement)).length);
  return gone;
}

/** Every ten minutes. @returns how to stop. */
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
