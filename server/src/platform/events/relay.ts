/**
 * The relay: moves committed facts from the outbox to the feed. Every process runs one; the database lets
 * one at a time through (server/migrations/0002_platform_events.sql says how and what was tried instead).
 */
import { setTimeout as pause } from "node:timers/promises";
import { type Database, sql } from "#platform/db";

export type Relay = {
  /** Something was committed: look now and not at the next turn. */
  nudge(): void;
  /** Stops after the batch under way. */
  stop(): Promise<void>;
};

const batch = 1_000;
const idleMs = 200;

/**
 * Batches begin no closer together: whatever is committed meanwhile goes along. One that moves five facts costs nearly as
 * much as one that moves fifty, and so does every reader that it wakes.
 */
const apartMs = 20;

/** @param failed hears of a batch that could not be moved; it is tried again at the next turn. */
export function startRelay(database: Database, failed: (error: unknown) => void): Relay {
  let stopped = false;
  let nudged = false;
  let wake = () => {};

  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, idleMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!stopped) {
      nudged = false;
      const apart = pause(apartMs);
      const moved = await database
        .system<{ moved: number }>(sql`select plinth.relay(${batch}) as moved`)
        .then(([row]) => row?.moved ?? 0)
        .catch((error: unknown) => {
          if (!stopped) failed(error);
          return 0;
        });
      if (moved === batch) continue;
      if (!nudged && !stopped) await rest();
      await apart;
    }
  };
  const running = run();

  return {
    nudge() {
      nudged = true;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
