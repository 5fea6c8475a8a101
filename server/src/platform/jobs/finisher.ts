/**
 * Marks jobs done many at a time, with the effects that are written in the set form: while one commit is under way, those
 * that come to their end meanwhile gather for the next.
 */
import type { Clock } from "#platform/clock";
import { type Database, isConnectionLoss } from "#platform/db";
import { killPoint } from "#platform/kill-points";
import { finishAll, LeaseLost } from "./claim.ts";
import type { Job } from "./define-job.ts";
import type { Finishing } from "./do-job.ts";
import { queuesFedBy } from "./enqueue.ts";

export type Finisher = {
  /** @throws `LeaseLost`, or what kept its effect from being written: then nothing happened */
  finish(one: Finishing): Promise<void>;
  /** Nothing waits any more. */
  done(): Promise<void>;
};

type Waiting = Finishing & { resolve(): void; reject(error: unknown): void };

type Means = { database: Database; clock: Clock; fed: (queues: string[]) => void };

/** @param fed hears in which queues there is more to do now */
export function createFinisher({ database, clock, fed }: Means, worker: string): Finisher {
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      await new Promise(setImmediate); // those of the same moment go along
      const all = waiting;
      waiting = [];
      for (const [runAll, some] of Map.groupBy(all, ({ job }) => job.runAll)) await end(runAll, some);
    }
    writing = undefined;
  };

  const end = async (runAll: Job["runAll"], some: Waiting[]): Promise<void> => {
    try {
      const done = await once(runAll, some);
      for (const { claimed, resolve, reject } of some)
        if (done.has(claimed.id)) resolve();
        else reject(new LeaseLost("the job belongs to another worker by now"));
    } catch (error) {
      // each alone, so that it is the one with the mistake that fails; a database that is away is nobody's mistake
      if (some.length > 1 && !isConnectionLoss(error)) for (const one of some) await end(runAll, [one]);
      else for (const { reject } of some) reject(error);
    }
  };

  /** @returns those that are done now */
  const once = async (runAll: Job["runAll"], some: Waiting[]): Promise<Set<string>> => {
    const [claims, now] = [some.map(({ claimed }) => claimed), clock.now()];
    if (runAll === undefined) return await finishAll({ query: database.system }, claims, worker, now);
    const { done, queues } = await database.systemTransaction(async (tx) => {
      const done = await finishAll(tx, claims, worker, now); // the fence: from here on they are nobody else's
      const kept = some.filter(({ claimed }) => done.has(claimed.id)).map(given);
      if (kept.length > 0) await runAll(tx, kept, now);
      killPoint("jobs.before-commit");
      return { done, queues: queuesFedBy(tx) };
    });
    killPoint("jobs.after-commit");
    fed(queues);
    return done;
  };

  return {
    finish: (one) =>
      new Promise((resolve, reject) => {
        waiting.push({ ...one, resolve, reject });
        writing ??= write();
      }),
    done: async () => await writing,
  };
}

const given = ({ claimed, input, prepared }: Finishing) => ({
  organizationId: claimed.organization_id,
  ...{ input, prepared },
});
