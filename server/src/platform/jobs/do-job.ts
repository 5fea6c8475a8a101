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

export type Means = {
  database: Database;
  clock: Clock;
  outbound: Pick<Outbound, "call" | "fetch" | "objection">;
  transport: Transport;
  keyRing: KeyRing;
  publicUrl: string;
  logger: Logger;
  /** Writes facts and entries of the trail with the commit: what verbs leave, jobs leave too. */
  leaveTrail(tx: Tx): void;
  /** Facts were committed. */
  committed(): void;
};

/**
 * @returns whether it is marked done: a job without an effect of its own is marked by the caller, many at a time
 * @throws what went wrong; then its effect did not happen
 */
export async function doJob(
  means: Means,
  job: Job,
  claimed: Claimed,
  context: Context,
  worker: string,
  signal: AbortSignal,
): Promise<boolean> {
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
  const prepared = await job.prepare?.(context, input, services);
  killPoint("jobs.after-call");
  signal.throwIfAborted();
  const { run } = job;
  if (run === undefined) return false;
  await database.transaction(context, async (tx) => {
    await finishWithin(tx, claimed, worker); // the fence: from here on it is nobody else's
    await run(context, tx, input, prepared);
    means.leaveTrail(tx);
    killPoint("jobs.before-commit");
  });
  killPoint("jobs.after-commit");
  means.committed();
  return true;
}
