/** What of people has run its course is removed, so that no table only grows. */
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import { bites, mostAtOnce } from "../housekeeping.queries.ts";

const everyMs = 10 * 60_000;

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
