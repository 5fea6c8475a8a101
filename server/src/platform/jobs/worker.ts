/**
 * Does the jobs of one queue: takes as many as there are free places, gives each its context, marks them done, or keeps
 * what went wrong and says when to try again.
 */
import type { Context } from "#platform/access";
import type { Clock } from "#platform/clock";
import type { SystemTx } from "#platform/db";
import { countJob } from "#platform/telemetry";
import { type Claimed, claimJobs, LeaseLost, rememberFailure, type Turn } from "./claim.ts";
import type { Job } from "./define-job.ts";
import { doJob, type Finishing, type Means } from "./do-job.ts";
import { type Failure, failureOf, restAfter, unexpected } from "./ends.ts";
import { createFinisher, type Finisher } from "./finisher.ts";
import { gather } from "./gather.ts";
import type { Queue } from "./queue.ts";

/** The contexts of these organizations' own doings; one that is gone is absent. */
export type ContextsFor = (organizationIds: readonly string[]) => Promise<Map<string, Context>>;

/** A job has given up: whoever looks after it is told. */
export type BecameDead = (
  tx: SystemTx,
  job: { organizationId: string; id: string; kind: string },
  cause: { code: string; detail: string },
) => Promise<void>;

export type WorkerOptions = Means & {
  jobs: ReadonlyMap<string, Job>;
  contextsFor: ContextsFor;
  becameDead: BecameDead;
  /** A job belongs to its worker for this long without being heard of. */
  leaseMs: number;
  /** Hears in which queues jobs have put more jobs. */
  fed(queues: readonly string[]): void;
};

export type Worker = {
  /** There may be something to do. */
  nudge(): void;
  /** Takes no more, and waits for what is under way. */
  drain(): Promise<void>;
  /** Cuts off what is still under way. @returns those whose outside call was begun: it may have had its effect */
  abort(): string[];
  /** What is under way. */
  ids(): string[];
  /** Cuts these off: they belong to somebody else by now. */
  lose(ids: readonly string[]): void;
};

type Running = { cutOff: AbortController; ended: Promise<void>; calls: boolean };

const suspendedRestMs = 10 * 60_000;
/** Between two looks that are asked for: under load they come by the hundred. */
const breathMs = 5;
/** The same where there was nothing. */
const longBreathMs = 20;
/** For so long places that are free again wait for more of them: taking one job costs nearly as much as taking twenty. */
const gatherMs = 15;
const nil = "00000000-0000-0000-0000-000000000000";

export function startWorker(queue: Queue, id: string, options: WorkerOptions): Worker {
  const { database, clock, logger, leaseMs } = options;
  const running = new Map<string, Running>();
  /** Of those, the ones that are done but for the mark, which they wait for together: they hold no place. */
  let written = 0;
  const finishing = createFinisher(options, id);
  let after: Turn = { organizationId: nil, lane: nil };
  let stopped = false;
  let again = true;
  /** The last look took all places: there may be more, and it is looked for it as soon as places are free. */
  let full = false;
  let freed = 0;
  let soon: NodeJS.Timeout | undefined;
  let wake = () => {};

  const lookAgain = () => {
    again = true;
    wake();
  };
  /** At once when at least as many have ended as go on, in a moment otherwise. */
  const lookSoon = () => {
    if (++freed >= running.size - written) lookAgain();
    else soon ??= setTimeout(lookAgain, gatherMs);
  };

  const begin = (claimed: Claimed, context: Context | undefined, found: Promise<unknown> | undefined) => {
    const cutOff = new AbortController();
    const ended = attempt(options, claimed, context, { worker: id, cutOff, finish, found })
      .catch((error: unknown) => logger.error({ err: error, job_id: claimed.id }, "a job could not be ended"))
      .finally(() => {
        // one that is done again may be claimed anew by now
        if (running.get(claimed.id) === mine) running.delete(claimed.id);
        // what waited for its place, its turn or its destination may go now
        if (full || claimed.serial_key !== null || claimed.destination_id !== null) lookSoon();
      });
    const mine = { cutOff, ended, calls: options.jobs.get(claimed.kind)?.prepare !== undefined };
    running.set(claimed.id, mine);
  };

  const finish = async (one: Finishing): Promise<void> => {
    written++;
    if (full) lookSoon();
    await finishing.finish(one).finally(() => written--);
  };

  // as many again may wait for their mark: where that takes long, no more is begun than can be marked
  const places = () =>
    Math.min(queue.perProcess - running.size + written, 2 * queue.perProcess - running.size);

  const look = async (): Promise<number> => {
    const limit = places();
    if (limit <= 0) return 0;
    const claims = await claimJobs(database, queue, id, { limit, leaseMs, now: clock.now(), after });
    if (claims.length === 0) return 0;
    // any of them: a fixed rule would let those who come late in it wait for ever
    const last = claims[Math.floor(Math.random() * claims.length)];
    if (last !== undefined) after = { organizationId: last.organization_id, lane: last.lane };
    const contexts = await options.contextsFor([
      ...new Set(claims.map(({ organization_id }) => organization_id)),
    ]);
    const found = gather(options, claims);
    for (const claim of claims) begin(claim, contexts.get(claim.organization_id), found.get(claim.id));
    return claims.length;
  };

  const run = async (): Promise<void> => {
    let restMs = 0;
    while (!stopped) {
      if (!again) await new Promise<void>((resolve) => (wake = resolve));
      if (stopped) return;
      await new Promise(setImmediate); // those that end at the same moment give their places together
      clearTimeout(soon);
      [again, freed, soon] = [false, 0, undefined];
      try {
        const found = await look();
        full = places() <= 0;
        if (found > 0 && !full) again = true;
        restMs = full ? 0 : found > 0 ? breathMs : longBreathMs;
      } catch (error) {
        // a database that is away for a moment: the same look again, less and less often
        restMs = Math.min(Math.max(restMs, 100) * 2, 5_000);
        again = true;
        if (!stopped) logger.error({ err: error, queue: queue.name }, "jobs could not be taken");
      }
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  };
  const looking = run();

  return {
    nudge() {
      if (!full) lookAgain();
    },
    async drain() {
      stopped = true;
      clearTimeout(soon);
      wake();
      await looking;
      await Promise.all([...running.values()].map(({ ended }) => ended));
      await finishing.done();
    },
    abort() {
      const calling = [...running].filter(([, { calls }]) => calls).map(([jobId]) => jobId);
      for (const { cutOff } of running.values()) cutOff.abort(new Error("the process stops"));
      return calling;
    },
    ids: () => [...running.keys()],
    lose(ids) {
      for (const jobId of ids)
        running.get(jobId)?.cutOff.abort(new LeaseLost("it was not heard of for too long"));
    },
  };
}

type Attempt = {
  worker: string;
  cutOff: AbortController;
  finish: Finisher["finish"];
  found: Promise<unknown> | undefined;
};

async function attempt(
  options: WorkerOptions,
  claimed: Claimed,
  context: Context | undefined,
  { worker, cutOff, finish, found }: Attempt,
): Promise<void> {
  const job = options.jobs.get(claimed.kind);
  const startedMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  try {
    const ready = readiness(job, context);
    if ("failure" in ready) return await end(options, claimed, worker, ready.failure, undefined);
    const { signal } = cutOff;
    timer = setTimeout(() => cutOff.abort(new TooSlow("the attempt took too long")), ready.job.withinMs);
    const mine = own(ready.context, claimed, options.clock);
    const left = await Promise.race([
      doJob(options, ready.job, claimed, mine, { worker, signal, found, fed: options.fed }),
      cutShort(signal),
    ]);
    if (left !== undefined) await finish(left);
    countJob(claimed.kind, "done", performance.now() - startedMs);
  } catch (error) {
    const slow = cutOff.signal.reason instanceof TooSlow ? cutOff.signal.reason : undefined;
    const lost = error instanceof LeaseLost || (cutOff.signal.aborted && slow === undefined);
    if (lost) return countJob(claimed.kind, "lost", 0);
    await end(options, claimed, worker, failureOf(slow ?? error), slow ?? error);
  } finally {
    clearTimeout(timer);
  }
}

type Ready = { job: Job; context: Context } | { failure: Failure };

/** What stands in the way before anything is tried. */
function readiness(job: Job | undefined, context: Context | undefined): Ready {
  const later = (code: string, detail: string): Ready => ({
    failure: { code, detail, counts: "none", afterMs: suspendedRestMs },
  });
  // a newer version beside this one has it: it is left to that one
  if (job === undefined)
    return later("unknown_kind", "This version of the program does not know jobs of this kind.");
  if (context === undefined)
    return {
      failure: {
        code: "no_organization",
        detail: "Its organization is gone.",
        counts: "all",
        afterMs: undefined,
      },
    };
  if (context.tenant.suspended !== null && !job.whileSuspended)
    return later("suspended", "The organization is suspended; it is done when that ends.");
  return { job, context };
}

/** Every attempt is a request of its own: the trail names the job by it. */
function own(context: Context, { id }: Claimed, clock: Clock): Context {
  return { ...context, clock, requestId: id, now: clock.now(), sql: { count: 0, ms: 0 } };
}

async function end(
  options: WorkerOptions,
  claimed: Claimed,
  worker: string,
  failure: Failure,
  error: unknown,
): Promise<void> {
  const { database, clock, jobs, becameDead, logger } = options;
  const { code, detail, counts, afterMs } = failure;
  const now = clock.now();
  const gone = counts === "all" || (counts === "one" && claimed.attempts >= claimed.most_attempts);
  const retry = jobs.get(claimed.kind)?.retry;
  const rest = Math.max(
    afterMs ?? 0,
    counts === "one" && retry !== undefined ? restAfter(retry, claimed.attempts) : 0,
  );
  const runAt = gone ? undefined : new Date(now.getTime() + rest);
  const mine = await database.systemTransaction(async (tx) => {
    const ended = { code, detail, runAt, counted: counts !== "none" };
    if (!(await rememberFailure(tx, claimed, worker, ended, now))) return false;
    const { organization_id: organizationId, id, kind, attempts, payload } = claimed;
    const attempt = { organizationId, attempt: attempts, counted: ended.counted, gone, code, detail };
    await jobs.get(kind)?.failed(tx, payload, { ...attempt, error, at: now });
    if (gone) await becameDead(tx, { organizationId, id, kind }, { code, detail });
    return true;
  });
  if (!mine) return;
  countJob(claimed.kind, gone ? "dead" : counts === "none" ? "put_off" : "failed", 0);
  const line = { job_id: claimed.id, kind: claimed.kind, attempt: claimed.attempts, code, dead: gone };
  if (code === unexpected) logger.error({ ...line, err: error }, "a job failed");
  else if (counts !== "none") logger.warn(line, "a job failed");
}

/** Also a job that does not listen to its signal is not waited for. */
function cutShort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const why = () => reject(signal.reason);
    if (signal.aborted) why();
    else signal.addEventListener("abort", why, { once: true });
  });
}

class TooSlow extends Error {
  readonly code = "too_slow";
  readonly detail = "The attempt took too long and was cut off.";
  readonly retryable = true;
}
