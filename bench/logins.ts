/**
 * Do logins slow everybody else down? The same order reads, half as many as the server can answer, alone and beside
 * people who log in, and beside strangers who guess.
 */
import pg from "pg";
import { type Child, startChild } from "./child.ts";
import type { Load, Loaded } from "./load.ts";
import { watchNeighbours } from "./neighbours.ts";
import type { Offer, Stream, Taken } from "./offered-load.ts";
import type { Ground } from "./workload.ts";

export const loginsName = "logins";

export type Beside = { name: string; describe: string; stream?: Exclude<Stream, "reads">; perSecond: number };
/** `neighbours`: the share of the machine that others used during it. */
export type Phase = {
  beside: Beside;
  reads: Taken;
  logins: Taken | undefined;
  readsPerSecond: number;
  neighbours: number;
};

const thousandPerMinute = 1_000 / 60;
const flood = 200;
const warmUpSeconds = 0.5;

export const besides: Beside[] = [
  { name: "alone", describe: "nobody logs in", perSecond: 0 },
  {
    name: "logins",
    describe: "1,000 right logins a minute",
    stream: "logins",
    perSecond: thousandPerMinute,
  },
  {
    name: "flood",
    describe: `${flood} logins a second of accounts that do not exist, from one address`,
    stream: "wrong logins",
    perSecond: flood,
  },
  {
    name: "wide flood",
    describe: `the same, each from a neighbourhood of its own`,
    stream: "wrong logins from everywhere",
    perSecond: flood,
  },
];

type Place = { ground: Ground; adminUrl: string; postmaster: number };

/** One round: every phase once. @param before the phases of earlier rounds, whose number of reads is kept */
export async function loginsBesideReads(
  place: Place,
  before: Phase[],
  seconds: number,
  say: (line: string) => void,
): Promise<Phase[]> {
  const readsPerSecond =
    before[0]?.readsPerSecond ?? (await mostReads(place.ground, Math.min(3, seconds))) / 2;
  const phases: Phase[] = [];
  for (const beside of besides.filter(isPossible)) {
    await forgetFailures(place.adminUrl); // of the flood before: logins from its address would have to wait
    const neighboursSince = await watchNeighbours(place.postmaster);
    const taken = await measure(place.ground, beside, readsPerSecond, seconds);
    const phase = { beside, ...taken, readsPerSecond, neighbours: await neighboursSince() };
    phases.push(phase);
    say(phaseLine(phase));
  }
  return phases;
}

/** Only Linux lets a client come from any address of 127.0.0.0/8. */
function isPossible({ stream }: Beside): boolean {
  return stream !== "wrong logins from everywhere" || process.platform === "linux";
}

async function mostReads(ground: Ground, seconds: number): Promise<number> {
  return await withChild("load.ts", async (generator) => {
    const load: Load = { workload: "get", ground, seconds };
    const { requests, seconds: elapsed } = await generator.ask<Loaded>(load);
    return requests / elapsed;
  });
}

/** Two processes, so that connecting a flood does not delay the clock of the reads. */
async function measure(
  ground: Ground,
  beside: Beside,
  readsPerSecond: number,
  seconds: number,
): Promise<Pick<Phase, "reads" | "logins">> {
  const offer = (stream: Stream, perSecond: number, howLong = seconds): Offer => ({
    stream,
    ground,
    perSecond,
    seconds: howLong,
  });
  return await withChild("offered-load.ts", async (reader) => {
    return await withChild("offered-load.ts", async (other) => {
      for (const each of [other, reader])
        await each.ask(offer("reads", readsPerSecond, Math.min(warmUpSeconds, seconds)));
      const [reads, logins] = await Promise.all([
        reader.ask<Taken>(offer("reads", readsPerSecond)),
        beside.stream && other.ask<Taken>(offer(beside.stream, beside.perSecond)),
      ]);
      return { reads, logins };
    });
  });
}

async function withChild<T>(file: string, deed: (child: Child) => Promise<T>): Promise<T> {
  const child = startChild(file);
  try {
    return await deed(child);
  } finally {
    child.leave();
    await child.ended();
  }
}

async function forgetFailures(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query("delete from plinth.attempts");
  await client.end();
}

function phaseLine({ beside, reads, logins, readsPerSecond, neighbours }: Phase): string {
  return [
    `reads, ${beside.name}: ${Math.round(readsPerSecond)}/s offered`,
    `p50 ${reads.p50Ms.toFixed(2)} ms, p99 ${reads.p99Ms.toFixed(2)} ms`,
    ...(logins === undefined
      ? []
      : [
          `logins ${JSON.stringify(logins.statuses)}, p50 ${logins.p50Ms.toFixed(0)} ms, p99 ${logins.p99Ms.toFixed(0)} ms`,
        ]),
    `others had ${Math.round(100 * neighbours)} % of the machine`,
    ...(reads.errors === 0 ? [] : [`${reads.errors} ERRORS, first: ${reads.firstError}`]),
  ].join("; ");
}
