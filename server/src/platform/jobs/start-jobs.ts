/**
 * Everything that makes jobs go, in this process: reading the feed, looking at the clock, doing the work, and tending to
 * what others left behind. Any number of processes may do the same at once.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "#platform/db";
import { noteConsumerLags, noteJobsWaiting } from "#platform/telemetry";
import { extendLeases, findFed, handBack, lookAround, promote, purgeJobs, takeFromTheDead } from "./claim.ts";
import { type Consumer, consume, type Read, registerConsumers } from "./consumer.ts";
import type { Job } from "./define-job.ts";
import { type Queue, usualQueues } from "./queue.ts";
import { type Schedule, settleSchedules, type TimeZones, tick } from "./schedule.ts";
import { hearEvents, type Subscription } from "./subscription.ts";
import { startWorker, type WorkerOptions } from "./worker.ts";

export type DeclaredJobs = {
  jobs: readonly Job[];
  subscriptions: readonly Subscription[];
  schedules: readonly Schedule[];
  consumers: readonly Consumer[];
};

export type Jobs = {
  /** Something was committed. */
  nudge(): void;
  /** Takes no more; finishes what is under way, or hands it back after `patienceMs`. */
  stop(patienceMs?: number): Promise<void>;
};

export type JobsOptions = Omit<WorkerOptions, "jobs" | "leaseMs" | "fed"> &
  DeclaredJobs & {
    timeZones: TimeZones;
    queues?: readonly Queue[];
    leaseMs?: number | undefined;
    /** How often it looks at the clock, and for what others left behind. */
    tendEveryMs?: number;
  };

/** Under load the feed moves by the hundred times a second: what moved meanwhile is read together. */
const betweenReadsMs = 15;
/** The same for looks after jobs that deeds have added themselves. */
const betweenGlancesMs = 20;
const purgeEveryMs = 3_600_000;
const settleEveryMs = 60_000;
const countEveryMs = 5_000;

/**
 * Refuses what would never be done.
 * @throws naming each job that a subscription or schedule makes and no module lists, or that waits in a queue of nobody
 */
export function requireListedJobs(
  { jobs, subscriptions, schedules }: DeclaredJobs,
  queues: readonly Queue[] = usualQueues,
): void {
  const listed = new Set(jobs);
  const named = new Set(queues.map(({ name }) => name));
  const complaints = [
    ...[...subscriptions, ...schedules]
      .filter(({ job }) => !listed.has(job))
      .map(({ job }) => `the job "${job.name}" is listed by no module`),
    ...jobs
      .filter(({ queue }) => !named.has(queue))
      .map(({ name, queue }) => `the job "${name}" waits in the queue "${queue}", which nobody does`),
  ];
  if (complaints.length > 0) throw new Error(complaints.join("; "));
}

/** Whose places in the feed are kept: every consumer's, and every subscription's. */
export function readersOf({ consumers, subscriptions }: Pick<DeclaredJobs, "consumers" | "subscriptions">) {
  return [...consumers, ...subscriptions].map(({ name }) => name);
}

/** @throws when the database cannot be reached. */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const { database, clock, logger, queues = usualQueues, leaseMs = 30_000, tendEveryMs = 250 } = options;
  const jobs = new Map(options.jobs.map((job) => [job.name, job]));
  const id = randomUUID();
  const stopping = new AbortController();
  const fed = (names: readonly string[]) => {
    for (const name of names) workers.get(name)?.nudge();
  };
  const { consumers, subscriptions } = options;
  const names = readersOf(options);
  await registerConsumers(database, names);
  const workers = new Map(
    queues.map((queue) => [queue.name, startWorker(queue, id, { ...options, jobs, leaseMs, fed })]),
  );
  const everyWorker = [...workers.values()];
  const everyQueue = [...workers.keys()];
  const glance = async (): Promise<Read> => ({ more: false, fed: await findFed(database, everyQueue) });

  const failed = (what: string) => (error: unknown) => {
    if (!stopping.signal.aborted) logger.error({ err: error }, what);
  };
  const reader = (name: string, read: () => Promise<Read>, restMs = betweenReadsMs) =>
    startReader(read, fed, failed(`the consumer ${name} failed`), stopping.signal, restMs);
  const readers = [
    reader("subscriptions", () => hearEvents(database, subscriptions, logger)),
    ...consumers.map((consumer) => reader(consumer.name, () => consume(database, consumer), consumer.restMs)),
    // what a deed added itself nobody reads from the feed; its facts say when to look
    reader("jobs", glance, betweenGlancesMs),
  ];
  const schedules = options.schedules.map(({ name }) => name);
  const nudge = () => {
    for (const reader of readers) reader.nudge();
  };
  const listening = await database.listen("plinth_feed", nudge);

  const every = (ms: number, what: string, deed: () => Promise<unknown>) =>
    repeat(ms, deed, failed(what), stopping.signal);
  const tending = [
    every(tendEveryMs, "jobs could not be tended", async () => {
      const now = clock.now();
      const seen = await lookAround(database, now, { schedules, consumers: names, queues: everyQueue });
      if (seen?.due) await promote(database, now);
      if (seen?.scheduled) await tick(database, options.schedules, now);
      if (seen?.lost) await rescue(options, now);
      // also what another process added without a fact, and what a notification that got lost would have said
      if (seen?.behind) nudge();
      const changed = seen?.due || seen?.scheduled || seen?.lost;
      fed(changed ? everyQueue : (seen?.fed ?? []));
    }),
    every(settleEveryMs, "schedules could not be settled", () =>
      settleSchedules(database, options.schedules, options.timeZones, clock.now()),
    ),
    every(leaseMs / 3, "leases could not be extended", async () => {
      const held = everyWorker.flatMap((worker) => worker.ids());
      if (held.length === 0) return;
      const kept = await extendLeases(database, id, held, leaseMs);
      for (const worker of everyWorker) worker.lose(held.filter((jobId) => !kept.has(jobId)));
    }),
    every(purgeEveryMs, "finished jobs could not be purged", () => purgeJobs(database, clock.now())),
    every(countEveryMs, "jobs could not be counted", async () => {
      noteJobsWaiting(await waiting(options));
      noteConsumerLags(await lagging(options, names));
    }),
  ];

  return {
    nudge,
    async stop(patienceMs = 8_000) {
      stopping.abort();
      await listening.stop();
      const drained = Promise.all(everyWorker.map((worker) => worker.drain()));
      const timer = AbortSignal.timeout(patienceMs);
      let calling: string[] = [];
      const impatient = () => {
        calling = everyWorker.flatMap((worker) => worker.abort());
      };
      timer.addEventListener("abort", impatient, { once: true });
      await drained;
      timer.removeEventListener("abort", impatient);
      await Promise.all([...tending, ...readers.map(({ ended }) => ended)]);
      await handBack(database, id, calling, clock.now()).catch(failed("jobs could not be handed back"));
    },
  };
}

async function rescue({ database, becameDead, jobs }: JobsOptions, now: Date): Promise<number> {
  return await database.systemTransaction(async (tx) => {
    const lost = await takeFromTheDead(tx, now);
    const cause = {
      code: "worker_lost",
      detail: "The process that did it ended in the middle of it, again and again.",
    };
    for (const { organization_id: organizationId, id, kind, payload, attempts, dead } of lost) {
      const attempt = { organizationId, attempt: attempts, counted: true, gone: dead, ...cause };
      const job = jobs.find(({ name }) => name === kind);
      await job?.failed(tx, payload, { ...attempt, error: undefined, at: now });
      if (dead) await becameDead(tx, { organizationId, id, kind }, cause);
    }
    return lost.length;
  });
}

/** Nobody needs to know it better, and a look is to stay short. */
const mostCounted = 10_000;

/** Of each queue: how many jobs are ready, and for how long the oldest of those has been. */
async function waiting({ database, clock }: JobsOptions) {
  return await database.system<{ queue: string; ready: number; seconds: number; dead: number }>(sql`
    select queue, count(*) filter (where state = 'ready')::int as ready, count(*) filter (where state = 'dead')::int as dead,
           coalesce(extract(epoch from ${clock.now()}::timestamptz - min(run_at) filter (where state = 'ready')), 0)::float as seconds
      from ((select queue, state, run_at from plinth.jobs where state = 'ready' limit ${mostCounted})
            union all
            (select queue, state, run_at from plinth.jobs where state = 'dead' limit ${mostCounted})) counted
     group by queue`);
}

async function lagging({ database }: JobsOptions, names: readonly string[]) {
  return await database.system<{ consumer: string; events: number }>(sql`
    select c.name as consumer, greatest(h.pos - c.pos, 0) as events
      from plinth.consumers c, plinth.feed_head h
     where h.name = 'main' and c.name = any (${names}::text[])`);
}

/** Reads until there is nothing more, then rests until it is nudged. */
function startReader(
  read: () => Promise<Read>,
  fed: (queues: string[]) => void,
  failed: (error: unknown) => void,
  signal: AbortSignal,
  restMs: number,
): { nudge(): void; ended: Promise<void> } {
  let nudged = true;
  let wake = () => {};
  signal.addEventListener("abort", () => wake(), { once: true });
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      if (!nudged) await new Promise<void>((resolve) => (wake = resolve));
      nudged = false;
      try {
        const come = await read();
        if (come.more) nudged = true;
        fed(come.fed);
        await pause(restMs, undefined, { signal, ref: false }).catch(() => {});
      } catch (error) {
        failed(error);
        nudged = true;
        await pause(1_000, undefined, { signal, ref: false }).catch(() => {});
      }
    }
  };
  return {
    nudge() {
      nudged = true;
      wake();
    },
    ended: run(),
  };
}

async function repeat(
  ms: number,
  deed: () => Promise<unknown>,
  failed: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await deed().catch(failed);
    await pause(ms, undefined, { signal, ref: false }).catch(() => {});
  }
}
