/**
 * The server under test: the real application in a process of its own, as `npm start` would serve it.
 *
 * It also answers its parent how many statements it has sent, and on request which. Counting costs one
 * addition per statement.
 */
import pg from "pg";
import { createApp } from "#app";
import { createLogger } from "#platform/telemetry";
import { giveBackHeap } from "../server/src/commands/start-heap.ts";
import { type LoopStops, watchLoop } from "./loop-watch.ts";

export type SentStatement = { text: string; values: unknown[] };
export type ServerQuestion = "statements" | "record" | "recorded" | "watch" | "blocked" | "stop";
export type ServerAnswer =
  | { port: number }
  | { statements: number }
  | { recorded: SentStatement[] }
  | { watching: true }
  | LoopStops;

let statements = 0;
let recording: SentStatement[] | undefined;
listenIn();

const app = await createApp({
  appUrl: process.env.BENCH_APP_URL ?? "",
  systemUrl: process.env.BENCH_SYSTEM_URL ?? "",
  secrets: ["a secret of the bench, long enough to be one"],
  // the receiver of webhooks lives on this machine
  outboundAllow: ["127.0.0.0/8"],
  logger: createLogger(process.env.LOG_LEVEL ?? "info"),
  streamLimits: { perActor: 20_000 },
  ...(process.env.BENCH_OVERLOAD === "off" ? {} : { overload: { mostInFlight: 0 } }),
});
let loop: ReturnType<typeof watchLoop> | undefined;
giveBackHeap();
const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
tell({ port: Number(new URL(url).port) });

process.on("message", async (question: ServerQuestion) => {
  if (question === "statements") tell({ statements });
  if (question === "record") recording = [];
  if (question === "recorded") {
    tell({ recorded: recording ?? [] });
    recording = undefined;
  }
  if (question === "watch") {
    loop = watchLoop();
    tell({ watching: true });
  }
  if (question === "blocked") {
    tell(loop?.stop() ?? { blockedMs: 0, workedMs: 0 });
  }
  if (question === "stop") {
    await app.close();
    process.disconnect();
  }
});

function tell(answer: ServerAnswer): void {
  process.send?.(answer);
}

/** Every statement passes here, those of pools and of pipelined readers alike. */
function listenIn(): void {
  const send = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  // the overloads of `query` have no common signature; it is handed on exactly as it came
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    statements++;
    const [statement] = given;
    if (recording !== undefined && this.user === "plinth_app" && !isJobs(this))
      recording.push(written(statement));
    return send.apply(this, given);
  } as typeof pg.Client.prototype.query;
}

function isJobs(client: pg.Client): boolean {
  const { connectionParameters } = client as unknown as {
    connectionParameters: { application_name?: string };
  };
  return connectionParameters.application_name === "plinth job";
}

function written(statement: unknown): SentStatement {
  if (typeof statement === "string") return { text: statement, values: [] };
  const { text, values } = statement as { text: string; values?: unknown[] };
  return { text, values: [...(values ?? [])] };
}
