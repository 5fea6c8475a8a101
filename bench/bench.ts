/** The bench itself: given a seeded database, runs the workloads against a server and prints what it sees. */
import pg from "pg";
import { benchDeliveries, type DeliveriesRound, deliveriesName } from "./deliveries.ts";
import { type Heard, HttpConnection } from "./http-connection.ts";
import { checkStock } from "./invariants.ts";
import { benchJobs, type JobsRound, jobsName } from "./jobs.ts";
import { benchLive, type LiveRound, liveName } from "./live.ts";
import { loginsBesideReads, loginsName, type Phase } from "./logins.ts";
import { type Floor, floor, type Served, serve } from "./measure.ts";
import { watchNeighbours } from "./neighbours.ts";
import { benchOverload, type OverloadPhase, overloadName } from "./overload.ts";
import type { Population } from "./population.ts";
import { parentOf } from "./processor-time.ts";
import { type ReplayStatement, replayOf } from "./replay.ts";
import type { DatabaseUrls } from "./seed.ts";
import type { SentStatement } from "./server.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { benchStock, type StockRound, stockName } from "./stock.ts";
import type { Ground, Workload } from "./workload.ts";
import { workloads } from "./workloads.ts";

/** `neighbours`: the share of the machine that others used during it. */
export type Round = { served: Served; floor: Floor | undefined; neighbours: number };
export type Outcome = { workload: Workload; rounds: Round[] };
export type Report = {
  outcomes: Outcome[];
  /** Reads beside logins, when they were asked for. */
  logins: Phase[];
  /** The work of jobs, when it was asked for. */
  jobs: JobsRound[];
  /** Rivals for one product, without anything else, when they were asked for. */
  stock: StockRound[];
  /** Webhooks, when they were asked for. */
  deliveries: DeliveriesRound[];
  /** Clients that are kept up to date, when they were asked for. */
  live: LiveRound[];
  /** More than can be answered, when it was asked for. */
  overload: OverloadPhase[];
  startedInMs: number;
  idleMegabytes: number;
  loadedMegabytes: number;
};

export type Wish = {
  only: string[];
  rounds: number;
  seconds: number;
  /** Whether the floors run as well. */
  floors: boolean;
  /** A folder for a CPU profile of the server. */
  profile?: string | undefined;
};

/** Rounds are interleaved, so that a noisy minute of the machine does not fall on one workload alone. */
export async function bench(
  database: DatabaseUrls & { keys: string[] },
  people: Population,
  wish: Wish,
  say: (line: string) => void,
): Promise<Report> {
  const postmaster = await postmasterOf(database.adminUrl);
  const server = await startServer(
    database,
    wish.profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", wish.profile],
  );
  try {
    const idleMegabytes = server.residentMegabytes();
    const ground: Ground = { ...people, port: server.port, keys: database.keys };
    const outcomes = workloads
      .filter(({ name }) => wish.only.includes(name))
      .map((workload): Outcome => ({ workload, rounds: [] }));
    const replays = new Map<Workload, ReplayStatement[]>();
    for (const { workload } of outcomes.filter(({ workload: { noFloor } }) => noFloor === undefined))
      replays.set(workload, await recordedReplay(server, ground, workload));

    const logins: Phase[] = [];
    const jobs: JobsRound[] = [];
    const stock: StockRound[] = [];
    const deliveries: DeliveriesRound[] = [];
    const live: LiveRound[] = [];
    const overload: OverloadPhase[] = [];
    for (let round = 1; round <= wish.rounds; round++) {
      for (const { workload, rounds } of outcomes) {
        const neighboursSince = await watchNeighbours(postmaster);
        const served = await serve(server, postmaster, ground, workload, wish.seconds);
        const statements = replays.get(workload) ?? [];
        const below =
          statements.length === 0 || !wish.floors
            ? undefined
            : await floor(database, postmaster, ground, workload, statements, wish.seconds);
        const neighbours = await neighboursSince();
        if (workload.narrow !== undefined) await tidy(database.adminUrl);
        rounds.push({ served, floor: below, neighbours });
        say(roundLine(round, workload, { served, floor: below, neighbours }));
      }
      if (wish.only.includes(loginsName)) {
        const place = { ground, adminUrl: database.adminUrl, postmaster };
        const aloud = (line: string) => say(`${round} ${line}`);
        logins.push(...(await loginsBesideReads(place, logins, wish.seconds, aloud)));
      }
      if (wish.only.includes(jobsName)) {
        const count = Math.round(2_000 * wish.seconds);
        jobs.push(await benchJobs(database, postmaster, count, (line) => say(`${round} ${line}`)));
      }
      if (wish.only.includes(stockName)) {
        const wished = { sets: Math.round(400 * wish.seconds), singles: Math.round(1_000 * wish.seconds) };
        stock.push(await benchStock(database, postmaster, wished, (line) => say(`${round} ${line}`)));
      }
      if (wish.only.includes(deliveriesName)) {
        const place = { ground, adminUrl: database.adminUrl, postmaster, server };
        const count = Math.round(600 * wish.seconds);
        deliveries.push(await benchDeliveries(place, count, (line) => say(`${round} ${line}`)));
      }
      if (wish.only.includes(liveName)) {
        const size = { each: Math.round(1_000 * wish.seconds), events: Math.round(100 * wish.seconds) };
        live.push(await benchLive(database, postmaster, size, (line) => say(`${round} ${line}`)));
      }
      if (wish.only.includes(overloadName)) {
        const aloud = (line: string) => say(`${round} ${line}`);
        overload.push(...(await benchOverload(database, server, postmaster, ground, wish.seconds, aloud)));
      }
    }
    await checkStock(database.adminUrl);
    return {
      outcomes,
      logins,
      jobs,
      stock,
      deliveries,
      live,
      overload,
      startedInMs: server.startedInMs,
      idleMegabytes,
      loadedMegabytes: server.residentMegabytes(),
    };
  } finally {
    await server.stop();
  }
}

/** What a single request, when nothing else is asked, makes the server say to the database. */
async function recordedReplay(
  server: ServerProcess,
  ground: Ground,
  workload: Workload,
): Promise<ReplayStatement[]> {
  const connection = await HttpConnection.open(ground.port);
  const askOnce = () =>
    new Promise<void>((resolve, reject) => {
      const right = ({ status, body }: Heard) =>
        status === workload.status ? resolve() : reject(new Error(`${workload.name}: ${status} ${body()}`));
      // of the first organization's first order, so that its id is known in the statements
      connection.send(workload.ask({ ...ground, orders: 1, organizations: 1 }, 0).request, right, reject);
    });
  await askOnce(); // the first use looks up the key and compiles the statement
  const recorded = await server.record(askOnce);
  connection.close();
  return replayOf(ownOf(recorded));
}

/** A verb's statements end with its commit: what jobs read because of it is not the request's. */
function ownOf(recorded: SentStatement[]): SentStatement[] {
  if (recorded[0]?.text !== "begin") return recorded;
  return recorded.slice(0, recorded.findIndex(({ text }) => text === "commit") + 1);
}

/**
 * Thousands of rivals for the same few rows leave as many dead versions of them. Within the minute autovacuum
 * would come by; the next workload should not pay for what a floor has left.
 */
async function tidy(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query("vacuum stock_levels, plinth.counters");
  await client.end();
}

async function postmasterOf(adminUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const postmaster = parentOf(rows[0]?.pid ?? 0); // while the backend lives
  await client.end();
  return postmaster ?? Number.NaN;
}

function roundLine(round: number, { name }: Workload, { served, floor: below, neighbours }: Round): string {
  const { serverMicros, databaseMicros, errors, firstError } = served;
  const ratio =
    below === undefined
      ? []
      : [
          `${below.tool} ${Math.round(below.perSecond)}/s with ${Math.round(below.databaseMicros)} µs`,
          `${Math.round((100 * served.perSecond) / below.perSecond)} %`,
        ];
  return [
    `${round} ${name}: ${Math.round(served.perSecond)}/s`,
    `p50 ${served.p50Ms.toFixed(2)} ms, p99 ${served.p99Ms.toFixed(2)} ms`,
    `${Math.round(serverMicros + databaseMicros)} µs (server ${Math.round(serverMicros)}, database ${Math.round(databaseMicros)})`,
    `${served.statementsEach.toFixed(2)} statements`,
    ...ratio,
    `others had ${Math.round(100 * neighbours)} % of the machine`,
    ...(errors === 0 ? [] : [`${errors} ERRORS, first: ${firstError}`]),
  ].join("; ");
}
