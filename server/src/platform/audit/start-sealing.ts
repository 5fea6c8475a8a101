/**
 * Seals what was committed. Every process runs one; the database lets one at a time through (`seal-batch.ts`).
 *
 * Nudged by commits, it leaves at once after a quiet time and then rests between batches, so that under load hundreds
 * of entries share a seal. Nobody nudges for what other processes left behind: it also looks by itself, and says so
 * when an entry stays unsealed, because until then it could be altered unnoticed.
 */
import { type Database, sql } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import { countSealed, type Logger, noteUnsealed } from "#platform/telemetry";
import { createPatience } from "./patience.ts";
import { sealBatch } from "./seal-batch.ts";

export type Sealing = {
  /** Something was committed. */
  nudge(): void;
  /** Stops after one last batch. */
  stop(): Promise<void>;
};

type Options = {
  database: Database;
  keyRing: KeyRing;
  /**
   * Hears of batches and looks that failed, which are tried again, the first time and then once a minute; and of an
   * entry that waits for 5 seconds.
   */
  logger: Pick<Logger, "error">;
};

const batch = 1_000;
const betweenBatchesMs = 200;
const betweenLooksMs = 250;
const lateMs = 5_000;
/** Nobody needs to know it better, and a look is to stay short. */
const mostCounted = 10_000;
const lateAgainMs = 60_000;

export function startSealing({ database, keyRing, logger }: Options): Sealing {
  const stopping = new AbortController();
  const { signal } = stopping;
  let nudged = false;
  let wake = () => {};

  const patient = () =>
    createPatience((error, failures) => {
      if (!signal.aborted) logger.error({ err: error, failures }, "the trail could not be sealed");
    });
  const late = (seconds: number) => logger.error({ seconds }, "entries of the trail stay unsealed");
  const seal = async (): Promise<void> => {
    const { failed, worked } = patient();
    while (!signal.aborted) {
      if (!nudged) await new Promise<void>((resolve) => (wake = resolve));
      nudged = false;
      try {
        const sealed = (await sealBatch(database, keyRing, batch)) ?? 0;
        worked();
        countSealed(sealed);
        if (sealed !== batch) await pause(betweenBatchesMs, signal);
      } catch (error) {
        await pause(failed(error), signal);
      }
    }
  };
  const nudge = () => {
    nudged = true;
    wake();
  };
  const watch = async (): Promise<void> => {
    const look = watcher(database, late);
    const { failed, worked } = patient();
    while (!signal.aborted) {
      try {
        if (await look()) nudge();
        worked();
        await pause(betweenLooksMs, signal);
      } catch (error) {
        await pause(failed(error), signal);
      }
    }
  };
  const running = Promise.all([seal(), watch()]);

  return {
    nudge,
    async stop() {
      stopping.abort();
      wake();
      await running;
      // what this process has just committed would wait for another one's look
      countSealed((await sealBatch(database, keyRing, batch).catch(() => undefined)) ?? 0);
    },
  };
}

type Waiting = { organization_id: string; id: string; still: boolean; entries: number };

/**
 * Looks whether an entry waits, and for how long the same one has been seen to. Its own time would not say that: it
 * is when its deed began, and a long deed commits late.
 */
function watcher(database: Database, late: (seconds: number) => void): () => Promise<boolean> {
  let watched: Waiting | undefined;
  let sinceMs = 0;
  let nextLateMs = 0;
  return async () => {
    const [found] = await database.system<Waiting>(sql`
      select e.organization_id, e.id, e.id = w.id as still,
             (select count(*)::int from (select from plinth.audit_entries limit ${mostCounted}) n) as entries
        from (select ${watched?.organization_id ?? null}::uuid as organization_id, ${watched?.id ?? null}::uuid as id) w
        cross join lateral (
          (select organization_id, id from plinth.audit_entries
            where organization_id = w.organization_id and id = w.id)
          union all
          (select organization_id, id from plinth.audit_entries order by id limit 1)
        ) e
       order by still desc nulls last
       limit 1`);
    const nowMs = performance.now();
    if (found?.still !== true) {
      sinceMs = nowMs;
      nextLateMs = nowMs + lateMs;
    }
    watched = found;
    noteUnsealed(found === undefined ? 0 : (nowMs - sinceMs) / 1_000, found?.entries ?? 0);
    if (found !== undefined && nowMs >= nextLateMs) {
      nextLateMs = nowMs + lateAgainMs;
      late((nowMs - sinceMs) / 1_000);
    }
    return found !== undefined;
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const ended = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", ended);
      resolve();
    };
    const timer = setTimeout(ended, ms);
    signal.addEventListener("abort", ended);
    if (signal.aborted) ended();
  });
}
