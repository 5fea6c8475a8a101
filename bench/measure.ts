/** One round of one workload: the server under load, then its floor, with what both cost. */
import { type Child, startChild } from "./child.ts";
import type { DriverLoad } from "./floor-driver.ts";
import { type FloorRun, findPgbench, floorConnections, runPgbench } from "./floor-pgbench.ts";
import type { Load, Loaded } from "./load.ts";
import { processorTimeOfFamily } from "./processor-time.ts";
import type { ReplayStatement } from "./replay.ts";
import type { DatabaseUrls } from "./seed.ts";
import type { ServerProcess } from "./server-process.ts";
import type { Ground, Workload } from "./workload.ts";

export type Served = Loaded & {
  perSecond: number;
  serverMicros: number;
  databaseMicros: number;
  statementsEach: number;
};

export type Floor = { tool: "pgbench" | "driver"; perSecond: number; databaseMicros: number };

const warmUpSeconds = 1.5;

/** @param postmaster the process whose children are the database's. */
export async function serve(
  server: ServerProcess,
  postmaster: number,
  ground: Ground,
  workload: Workload,
  seconds: number,
): Promise<Served> {
  const generator = startChild("load.ts");
  const run = (howLong: number) =>
    generator.ask<Loaded>({ workload: workload.name, ground, seconds: howLong } satisfies Load);
  try {
    const warm = await run(Math.min(warmUpSeconds, seconds));
    const before = {
      server: server.processorTime(),
      database: await processorTimeOfFamily(postmaster),
      statements: await server.statements(),
    };
    const loaded = await run(seconds);
    const each = (total: number) => total / loaded.requests;
    return {
      ...loaded,
      errors: loaded.errors + warm.errors,
      firstError: warm.firstError ?? loaded.firstError,
      perSecond: loaded.requests / loaded.seconds,
      serverMicros: each(server.processorTime() - before.server),
      databaseMicros: each((await processorTimeOfFamily(postmaster)) - before.database),
      statementsEach: each((await server.statements()) - before.statements),
    };
  } finally {
    await finish(generator);
  }
}

/** pgbench where there is one and the request is one statement; else the bare driver. */
export async function floor(
  urls: DatabaseUrls,
  postmaster: number,
  ground: Ground,
  { narrow }: Workload,
  statements: ReplayStatement[],
  seconds: number,
): Promise<Floor> {
  const [only] = statements;
  const tool =
    findPgbench() !== undefined && statements.length === 1 && only !== undefined ? "pgbench" : "driver";
  const run = (howLong: number): Promise<FloorRun> =>
    tool === "pgbench" && only !== undefined
      ? runPgbench(urls.appUrl, ground, only, Math.max(1, Math.round(howLong)))
      : runDriver(urls.appUrl, ground, narrow, statements, howLong);
  const before = await processorTimeOfFamily(postmaster);
  const { requests, seconds: elapsed } = await run(seconds);
  return {
    tool,
    perSecond: requests / elapsed,
    databaseMicros: ((await processorTimeOfFamily(postmaster)) - before) / requests,
  };
}

async function runDriver(
  appUrl: string,
  people: Ground,
  narrow: Workload["narrow"],
  statements: ReplayStatement[],
  seconds: number,
): Promise<FloorRun> {
  const driver = startChild("floor-driver.ts");
  try {
    return await driver.ask<FloorRun>({
      appUrl,
      people,
      narrow,
      statements,
      seconds,
      connections: floorConnections,
    } satisfies DriverLoad);
  } finally {
    await finish(driver);
  }
}

async function finish(child: Child): Promise<void> {
  child.leave();
  await child.ended();
}
