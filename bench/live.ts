/**
 * How many clients one process keeps up to date: WebSockets and Server-Sent Events that are open at once, what they cost
 * in memory, how soon an event is with the last of them, and how many messages leave in a second when much happens.
 */
import { setTimeout as rest } from "node:timers/promises";
import pg from "pg";
import { startChild } from "./child.ts";
import type { LiveAnswer, LiveQuestion } from "./live-clients.ts";
import type { LoopStops } from "./loop-watch.ts";
import { watchNeighbours } from "./neighbours.ts";
import type { DatabaseUrls } from "./seed.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

export const liveName = "live";

export type LiveRound = {
  sockets: number;
  streams: number;
  /** What they take of the server's memory, in MB. */
  megabytes: number;
  /** Of a single event, from its commit until each client has it. */
  p50Ms: number;
  p99Ms: number;
  lastMs: number;
  messagesPerSecond: number;
  /** The server's, of a message to one client. */
  micros: number;
  /** The longest that the server's loop stood still while it was at it. */
  stops: LoopStops;
  /** The same at a steady pace that is not the most it can do. */
  steady: { messagesPerSecond: number; stops: LoopStops };
  neighbours: number;
};

type Wish = { each: number; events: number };

const singles = 20;
/** So many happen at once, as when an import runs. */
const burst = 100;
/** What has to be kept up without holding up anything else. */
const steadyMessagesPerSecond = 500_000;
const tickMs = 50;

export async function benchLive(
  database: DatabaseUrls & { keys: string[] },
  postmaster: number,
  { each, events }: Wish,
  say: (line: string) => void,
): Promise<LiveRound> {
  const [key = ""] = database.keys;
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  const server = await startServer(database);
  const clients = startChild("live-clients.ts");
  const ask = <Answer extends LiveAnswer>(question: LiveQuestion) => clients.ask<Answer>(question);
  try {
    const organizationId = await organizationOf(server, key);
    const neighboursSince = await watchNeighbours(postmaster);
    const idle = server.residentMegabytes();
    await ask({ open: { port: server.port, key, sockets: each, streams: each } });
    const megabytes = server.residentMegabytes() - idle;

    const waits: number[][] = [];
    for (let i = 0; i < singles; i++) {
      const arrived = ask<{ arrivals: number[]; events: number }>({ expect: 1 });
      const at = await happen(admin, organizationId, 1);
      const { arrivals } = await arrived;
      waits.push(arrivals.map((arrival) => Math.max(0, arrival - at)).sort((a, b) => a - b));
    }

    const perTick = Math.ceil((steadyMessagesPerSecond * tickMs) / 1_000 / (2 * each));
    const ticks = Math.ceil(events / 10);
    await server.watchLoop();
    const heard = ask<{ arrivals: number[]; events: number }>({ expect: perTick * ticks });
    const begun = performance.now();
    for (let tick = 0; tick < ticks; tick++) {
      await happen(admin, organizationId, perTick);
      await rest(Math.max(0, begun + (tick + 1) * tickMs - performance.now()));
    }
    const steadily = (await heard).events / ((performance.now() - begun) / 1_000);
    const steady = { messagesPerSecond: steadily, stops: await server.loopStops() };

    await server.watchLoop();
    const before = server.processorTime();
    const started = performance.now();
    const arrived = ask<{ arrivals: number[]; events: number }>({ expect: events });
    for (let told = 0; told < events; told += burst)
      await happen(admin, organizationId, Math.min(burst, events - told));
    const messages = (await arrived).events;
    const seconds = (performance.now() - started) / 1_000;
    const round: LiveRound = {
      sockets: each,
      streams: each,
      megabytes,
      p50Ms: middle(waits, 0.5),
      p99Ms: middle(waits, 0.99),
      lastMs: middle(waits, 1),
      messagesPerSecond: messages / seconds,
      micros: (server.processorTime() - before) / messages,
      stops: await server.loopStops(),
      steady,
      neighbours: await neighboursSince(),
    };
    say(liveLine(round));
    return round;
  } finally {
    clients.leave();
    await server.stop();
    await admin.end();
  }
}

/** Of all singles the middle one's share of clients. */
function middle(waits: number[][], share: number): number {
  const each = waits
    .map((one) => one[Math.min(one.length - 1, Math.floor(one.length * share))] ?? Number.NaN)
    .sort((a, b) => a - b);
  return each[Math.floor(each.length / 2)] ?? Number.NaN;
}

/** As if products had been changed. @returns when it was committed, in ms since the epoch */
async function happen(admin: pg.Client, organizationId: string, count: number): Promise<number> {
  await admin.query(
    `insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data, shared)
     select $1, 'product.updated', 'product', gen_random_uuid(), 1, 'system:bench', '{"changed":["name"]}', true
       from generate_series(1, $2::int)`,
    [organizationId, count],
  );
  return performance.timeOrigin + performance.now();
}

async function organizationOf({ port }: ServerProcess, key: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/me`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return ((await answer.json()) as { organization_id: string }).organization_id;
}

/** A part of the page in Markdown, of the quietest round; nothing when it was not measured. */
export function livePart(rounds: LiveRound[]): string {
  const [quietest] = rounds.toSorted((a, b) => a.neighbours - b.neighbours);
  if (quietest === undefined) return "";
  const {
    sockets,
    streams,
    megabytes,
    p50Ms,
    p99Ms,
    lastMs,
    messagesPerSecond,
    micros,
    stops,
    steady,
    neighbours,
  } = quietest;
  const cells = [
    `${sockets} + ${streams}`,
    `${Math.round(megabytes)}`,
    `${p50Ms.toFixed(0)} · ${p99Ms.toFixed(0)} · ${lastMs.toFixed(0)}`,
    `${Math.round(messagesPerSecond)}`,
    micros.toFixed(1),
    stopped(stops),
    `${Math.round(steady.messagesPerSecond)} · ${stopped(steady.stops)}`,
    `${Math.round(100 * neighbours)} %`,
  ];
  return `
## Live

| WebSockets + SSE | MB for them | p50 · p99 · last ms from commit to client | messages/s | server's CPU-µs per message | loop stood still, ms (its own work) | steady: messages/s · loop stood still, ms (its own work) | others |
| --- | --- | --- | --- | --- | --- | --- | --- |
| ${cells.join(" | ")} |

All of one organization, in one process; the clients are another process on the same machine. Messages are events times clients, committed ${burst} at a time; steady is what was committed every ${tickMs} ms. The loop stands still while it works itself, and while others have the cores.
`;
}

const stopped = ({ blockedMs, workedMs }: LoopStops) => `${blockedMs.toFixed(1)} (${workedMs.toFixed(1)})`;

function liveLine(round: LiveRound): string {
  const {
    sockets,
    streams,
    megabytes,
    p50Ms,
    p99Ms,
    lastMs,
    messagesPerSecond,
    micros,
    stops,
    steady,
    neighbours,
  } = round;
  return [
    `live: ${sockets} WebSockets and ${streams} SSE take ${Math.round(megabytes)} MB`,
    `an event is there after p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms, with the last after ${lastMs.toFixed(0)} ms`,
    `${Math.round(messagesPerSecond)} messages/s at ${micros.toFixed(1)} µs`,
    `the loop stood still for ${stopped(stops)} ms at most; at a steady ${Math.round(steady.messagesPerSecond)}/s for ${stopped(steady.stops)} ms`,
    `others had ${Math.round(100 * neighbours)} % of the machine`,
  ].join("; ");
}
