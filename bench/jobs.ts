/**
 * How many jobs are done in a second, and how soon one is begun: jobs that do nothing, through the whole kernel, beside a
 * loop over the same table that takes and marks them in the same numbers and knows no rules.
 */
import { randomUUID } from "node:crypto";
import pg from "pg";
import Type from "typebox";
import { type Context, createContext, plainTenant } from "#platform/access";
import { systemClock } from "#platform/clock";
import { createDatabase, type Database, sql } from "#platform/db";
import { defineJob, type Jobs, startJobs } from "#platform/jobs";
import { createKeyRing } from "#platform/secrets";
import { createLogger } from "#platform/telemetry";
import { watchNeighbours } from "./neighbours.ts";
import { processorTimeOfFamily } from "./processor-time.ts";
import type { DatabaseUrls } from "./seed.ts";

export const jobsName = "jobs";

export type JobsRound = {
  /** Without an effect of its own, marked many at a time. */
  perSecond: number;
  /** With its effect in the transaction that marks it. */
  withEffectPerSecond: number;
  floorPerSecond: number;
  workerMicros: number;
  databaseMicros: number;
  /** From the commit that added it to its first statement, one every few milliseconds. */
  p50Ms: number;
  p99Ms: number;
  neighbours: number;
};

/** Nobody but this process does the jobs of it. */
const queue = { name: "bench", perProcess: 64 };
const organizations = Array.from({ length: 20 }, () => randomUUID());
const nothing = Type.Object({}, { additionalProperties: false });
const begun = new Map<string, number>();

const idle = defineJob({
  name: "bench.rest",
  describe: "Does nothing, to see what that costs.",
  input: nothing,
  queue: queue.name,
  prepare: async (_context, _input, { job }) => void begun.set(job.id, performance.now()),
});
const effective = defineJob({
  name: "bench.touch",
  describe: "Does nothing in a transaction of its own.",
  input: nothing,
  queue: queue.name,
  run: async () => {},
});

/** @param count how many jobs each of the three loops does */
export async function benchJobs(
  urls: DatabaseUrls,
  postmaster: number,
  count: number,
  say: (line: string) => void,
): Promise<JobsRound> {
  const database = await createDatabase(urls);
  try {
    const neighboursSince = await watchNeighbours(postmaster);
    const before = { own: process.cpuUsage(), database: await processorTimeOfFamily(postmaster) };
    const perSecond = await rate(database, idle.name, count);
    const used = process.cpuUsage(before.own);
    const databaseMicros = ((await processorTimeOfFamily(postmaster)) - before.database) / count;
    const withEffectPerSecond = await rate(database, effective.name, count);
    const floorPerSecond = await floorRate(database, urls, count);
    const waits = await latencies(database, Math.min(400, Math.ceil(count / 5)));
    const round: JobsRound = {
      perSecond,
      withEffectPerSecond,
      floorPerSecond,
      workerMicros: (used.user + used.system) / count,
      databaseMicros,
      p50Ms: waits[Math.floor(waits.length * 0.5)] ?? Number.NaN,
      p99Ms: waits[Math.floor(waits.length * 0.99)] ?? Number.NaN,
      neighbours: await neighboursSince(),
    };
    say(jobsLine(round));
    return round;
  } finally {
    await forget(database);
    await database.end();
  }
}

async function rate(database: Database, kind: string, count: number): Promise<number> {
  await add(database, kind, count);
  const started = performance.now();
  const jobs = await start(database);
  try {
    await untilDone(database);
    return (1_000 * count) / (performance.now() - started);
  } finally {
    await jobs.stop();
    await forget(database);
  }
}

/** The same table taken from and marked in the same numbers, by two connections at a time, without any rule. */
async function floorRate(database: Database, urls: DatabaseUrls, count: number): Promise<number> {
  await add(database, idle.name, count);
  const pool = new pg.Pool({ connectionString: urls.systemUrl, max: 2 });
  const loop = async (): Promise<void> => {
    for (;;) {
      const { rows } = await pool.query<{ organization_id: string; id: string }>(
        `update plinth.jobs set state = 'running', worker = $1, locked_until = now() + interval '30 s', attempts = attempts + 1
          where ctid = any (array(select ctid from plinth.jobs where queue = $2 and state = 'ready'
                                   limit ${queue.perProcess} for update skip locked))
        returning organization_id, id`,
        [randomUUID(), queue.name],
      );
      if (rows.length === 0) return;
      await pool.query(
        `update plinth.jobs j set state = 'done', finished_at = now(), worker = null, locked_until = null
           from unnest($1::uuid[], $2::uuid[]) x(organization_id, id)
          where j.organization_id = x.organization_id and j.id = x.id`,
        [rows.map(({ organization_id }) => organization_id), rows.map(({ id }) => id)],
      );
    }
  };
  const started = performance.now();
  await Promise.all([loop(), loop()]);
  const seconds = (performance.now() - started) / 1_000;
  await pool.end();
  await forget(database);
  return count / seconds;
}

/** @returns milliseconds from commit to beginning, sorted */
async function latencies(database: Database, count: number): Promise<number[]> {
  const jobs = await start(database);
  const waits: number[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const organizationId = organizations[i % organizations.length] ?? "";
      await database.transaction(contextOf(organizationId), async (tx) =>
        idle.enqueue(tx, {}, { unique: `w${i}` }),
      );
      const committed = performance.now();
      jobs.nudge();
      const before = begun.size;
      while (begun.size === before && performance.now() - committed < 2_000) await new Promise(setImmediate);
      waits.push(Math.max(0, ([...begun.values()].at(-1) ?? Number.NaN) - committed));
    }
    await untilDone(database);
  } finally {
    await jobs.stop();
    begun.clear();
  }
  return waits.sort((a, b) => a - b);
}

function start(database: Database): Promise<Jobs> {
  return startJobs({
    ...{ jobs: [idle, effective], subscriptions: [], schedules: [], consumers: [], queues: [queue] },
    ...{ database, clock: systemClock, logger: createLogger("silent"), publicUrl: "http://localhost" },
    keyRing: createKeyRing(["a secret of the bench that is long enough"]),
    outbound: {
      call: () => Promise.reject(new Error("nobody calls")),
      fetch: () => fetch,
      objection: () => undefined,
    },
    transport: { send: async () => undefined },
    leaveTrail: () => false,
    committed: () => {},
    contextsFor: async (ids) => new Map(ids.map((id) => [id, contextOf(id)])),
    timeZones: async () => [],
    becameDead: async () => {},
  });
}

function contextOf(organizationId: string): Context {
  return createContext({
    organizationId,
    actor: { kind: "system", id: organizationId, name: "Plinth" },
    permissions: new Set<string>(),
    scope: "all",
    requestId: "bench",
    door: "bench",
    tenant: plainTenant,
  });
}

async function add(database: Database, kind: string, count: number): Promise<void> {
  await database.system(sql`
    insert into plinth.jobs (organization_id, kind, queue, most_attempts)
    select (${organizations}::uuid[])[1 + i % ${organizations.length}::int], ${kind}, ${queue.name}, 20
      from generate_series(1, ${count}::int) i`);
}

/** Asked of an index that is nearly empty: counting those that are done was a quarter of what the database did. */
async function untilDone(database: Database): Promise<void> {
  for (;;) {
    const [row] = await database.system<{ left: boolean }>(sql`
      select (select organization_id from plinth.jobs where queue = ${queue.name} and state = 'ready'
               order by organization_id, lane limit 1) is not null
          or (select organization_id from plinth.jobs where state = 'running' and queue = ${queue.name}
               order by organization_id, lane limit 1) is not null as left`);
    if (row?.left === false) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function forget(database: Database): Promise<void> {
  await database.system(sql`delete from plinth.jobs where queue = ${queue.name}`);
}

/** A part of the page in Markdown, of the quietest round; nothing when it was not measured. */
export function jobsPart(rounds: JobsRound[]): string {
  const [quietest] = rounds.toSorted((a, b) => a.neighbours - b.neighbours);
  if (quietest === undefined) return "";
  const { perSecond, withEffectPerSecond, floorPerSecond, workerMicros, databaseMicros, p50Ms, p99Ms } =
    quietest;
  const cells = [
    `${Math.round(perSecond)}`,
    `${Math.round(withEffectPerSecond)}`,
    `${Math.round(workerMicros)} + ${Math.round(databaseMicros)}`,
    `${Math.round(floorPerSecond)}`,
    `${Math.round((100 * perSecond) / floorPerSecond)} %`,
    `${p50Ms.toFixed(1)} · ${p99Ms.toFixed(1)}`,
    `${Math.round(100 * quietest.neighbours)} %`,
  ];
  return `
## Jobs

| jobs/s that do nothing | with a transaction each | CPU-µs, worker + database | floor/s | of the floor | p50 · p99 ms until begun | others |
| --- | --- | --- | --- | --- | --- | --- |
| ${cells.join(" | ")} |

Of 20 organizations, by one process. The floor takes and marks rows of the same table in the same numbers, with two connections and no rule.
`;
}

function jobsLine(round: JobsRound): string {
  const {
    perSecond,
    withEffectPerSecond,
    floorPerSecond,
    workerMicros,
    databaseMicros,
    p50Ms,
    p99Ms,
    neighbours,
  } = round;
  return [
    `jobs: ${Math.round(perSecond)}/s without an effect, ${Math.round(withEffectPerSecond)}/s with one`,
    `floor ${Math.round(floorPerSecond)}/s, ${Math.round((100 * perSecond) / floorPerSecond)} %`,
    `${Math.round(workerMicros + databaseMicros)} µs (worker ${Math.round(workerMicros)}, database ${Math.round(databaseMicros)})`,
    `begun after p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`,
    `others had ${Math.round(100 * neighbours)} % of the machine`,
  ].join("; ");
}
