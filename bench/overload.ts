/**
 * What becomes of a server that is asked two and a half times as much as it can answer: of those whom it answers, of those whom
 * it turns away, and of everybody when it is over. The same beside a server that lets everybody in.
 */
import { type Child, startChild } from "./child.ts";
import type { Load, Loaded } from "./load.ts";
import { watchNeighbours } from "./neighbours.ts";
import type { Surge, Survived } from "./overload-load.ts";
import type { DatabaseUrls } from "./seed.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import type { Ground } from "./workload.ts";

export const overloadName = "overload";

export type OverloadPhase = {
  workload: string;
  /** Whether the server turns away what it cannot answer soon. */
  shedding: boolean;
  /** What it answers when 32 or 64 clients are always busy with one request each. */
  capacity: number;
  survived: Survived;
  /** The share of the machine that others used meanwhile. */
  neighbours: number;
};

const times = 2.5;
const afterwardsShare = 0.4;
const warmUpSeconds = 1.5;

/** @param usual a server that turns away, as all do */
export async function benchOverload(
  database: DatabaseUrls,
  usual: ServerProcess,
  postmaster: number,
  people: Ground,
  seconds: number,
  say: (line: string) => void,
): Promise<OverloadPhase[]> {
  const phases: OverloadPhase[] = [];
  const capacities = new Map<string, number>();
  for (const shedding of [true, false]) {
    const server = shedding ? usual : await startServer(database, [], { shedding });
    const [generator, load] = [startChild("load.ts"), startChild("overload-load.ts")];
    try {
      const ground = { ...people, port: server.port };
      for (const workload of ["get", "place"]) {
        const busy = await most(generator, { workload, ground, seconds: Math.min(warmUpSeconds, seconds) });
        const capacity = capacities.get(workload) ?? busy;
        capacities.set(workload, capacity);
        const neighboursSince = await watchNeighbours(postmaster);
        const afterwards = { perSecond: capacity * afterwardsShare, seconds };
        const surge: Surge = { workload, ground, perSecond: capacity * times, seconds, afterwards };
        const survived = await load.ask<Survived>(surge);
        const phase = { workload, shedding, capacity, survived, neighbours: await neighboursSince() };
        phases.push(phase);
        say(phaseLine(phase));
      }
    } finally {
      for (const child of [generator, load]) child.leave();
      await Promise.all([generator.ended(), load.ended()]);
      if (server !== usual) await server.stop();
    }
  }
  return phases;
}

/** The same twice: the first time warms up. */
async function most(generator: Child, load: Load): Promise<number> {
  await generator.ask<Loaded>(load);
  const { requests, seconds } = await generator.ask<Loaded>(load);
  return requests / seconds;
}

function phaseLine({ workload, shedding, capacity, survived, neighbours }: OverloadPhase): string {
  const { offeredPerSecond, inTimePerSecond, answered, turnedAway, turnedAwayPerSecond } = survived;
  const { recoveredAfterMs, errors, firstError } = survived;
  return [
    `overload, ${workload}, ${shedding ? "turning away" : "letting everybody in"}: ${Math.round(capacity)}/s possible, ${Math.round(offeredPerSecond)}/s offered`,
    `${Math.round(inTimePerSecond)}/s answered within a second, p50 ${answered.p50Ms.toFixed(0)} ms, p99 ${answered.p99Ms.toFixed(0)} ms`,
    `${Math.round(turnedAwayPerSecond)}/s turned away, p50 ${turnedAway.p50Ms.toFixed(0)} ms, p99 ${turnedAway.p99Ms.toFixed(0)} ms`,
    `recovered after ${recoveredAfterMs === undefined ? "longer than was watched" : `${Math.round(recoveredAfterMs)} ms`}`,
    `others had ${Math.round(100 * neighbours)} % of the machine`,
    ...(errors === 0 ? [] : [`${errors} ERRORS, first: ${firstError}`]),
  ].join("; ");
}
