/** One attempt at one job: the outside call, then its effect together with the mark that it is done. */
import type { Context } from "#platform/access";
import type { Clock } from "#platform/clock";
import { type Database, lookThrough, type Tx } from "#platform/db";
import { killPoint } from "#platform/kill-points";
import type { Transport } from "#platform/mail";
import type { Outbound } from "#platform/outbound";
import type { KeyRing } from "#platform/secrets";
import type { Logger } from "#platform/telemetry";
import { type Claimed, finishWithin } from "./claim.ts";
import type { Job, JobServices } from "./define-job.ts";
import { queuesFedBy } from "./enqueue.ts";

type Attempt = {
  worker: string;
  signal: AbortSignal;
  found: Promise<unknown> | undefined;
  fed: (queues: string[]) => void;
};

export type Means = {
  database: Database;
  clock: Clock;
  outbound: Pick<Outbound, "call" | "fetch" | "objection">;
  transport: Transport;
  keyRing: KeyRing;
  publicUrl: string;
  logger: Logger;
  /** Writes facts and entries of the trail with the commit: what verbs leave, jobs leave too. @returns whether there are any */
  leaveTrail(tx: Tx): boolean;
  /** Facts or entries were committed. */
  committed(): void;
};

/** A job that has come so far that only its end is missing. */
export type Finishing = { job: Job; claimed: Claimed; input: unknown; prepared: unknown };

/**
 * @param found what was gathered for it
 * @param fed hears in which queues there is more to do now
 * @returns undefined when it is done; one without an effect of its own, or with one in the set form, is marked by the
 *   caller, many at a time
 * @throws what went wrong; then its effect did not happen
 */
export async function doJob(
  means: Means,
  job: Job,
  claimed: Claimed,
  context: Context,
  { worker, signal, found, fed }: Attempt,
): Promise<Finishing | undefined> {
  const input = job.read(claimed.payload);
  const { database, clock, outbound, transport, keyRing, publicUrl, logger } = means;
  const services: JobServices = {
    job: {
      id: claimed.id,
      kind: claimed.kind,
      attempt: claimed.attempts,
      enqueuedAt: claimed.created_at,
      replays: claimed.replays,
    },
    ...{ outbound, transport, keyRing, publicUrl, logger, clock, signal },
    read: (asked, statement) => database.read(asked, statement),
    look: lookThrough(database),
    callKey: `plinth-job-${claimed.id}`,
  };
  const prepared = await job.prepare?.(context, input, services, await found);
  killPoint("jobs.after-call");
  signal.throwIfAborted();
  const { run } = job;
  if (run === undefined) return { job, claimed, input, prepared };
  const { left, queues } = await database.transaction(context, async (tx) => {
    await finishWithin(tx, claimed, worker); // the fence: from here on it is nobody else's
    await run(context, tx, input, prepared);
    const left = means.leaveTrail(tx);
    killPoint("jobs.before-commit");
    return { left, queues: queuesFedBy(tx) };
  });
  killPoint("jobs.after-commit");
  if (left) means.committed();
  fed(queues);
  return undefined;
}
