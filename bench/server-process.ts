/** The server under test, seen from outside: where it listens, what it costs, what it asks of the database. */
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startChild } from "./child.ts";
import type { LoopStops } from "./loop-watch.ts";
import { processorTimeOf, residentMegabytes } from "./processor-time.ts";
import type { DatabaseUrls } from "./seed.ts";
import type { SentStatement } from "./server.ts";

export type ServerProcess = {
  port: number;
  /** From the start of the process until it answered /healthz. */
  startedInMs: number;
  processorTime(): number;
  residentMegabytes(): number;
  /** Statements sent so far, begin and commit included; a read's context travels with it and does not count. */
  statements(): Promise<number>;
  /** The statements that `deed` made the server run as plinth_app. */
  record(deed: () => Promise<void>): Promise<SentStatement[]>;
  /** From now on. */
  watchLoop(): Promise<void>;
  /** The longest that its loop stood still since. */
  loopStops(): Promise<LoopStops>;
  stop(): Promise<void>;
};

/**
 * @param options for Node, such as `--cpu-prof`
 * @param how.shedding whether it turns away what it cannot answer soon, as it does in production
 */
export async function startServer(
  { appUrl, systemUrl }: DatabaseUrls,
  options: string[] = [],
  { shedding = true }: { shedding?: boolean } = {},
): Promise<ServerProcess> {
  // the log is written as in production, and nobody reads it
  const nowhere = openSync("/dev/null", "w");
  const startedAt = performance.now();
  const child = startChild("server.ts", {
    env: {
      BENCH_APP_URL: appUrl,
      BENCH_SYSTEM_URL: systemUrl,
      BENCH_OVERLOAD: shedding ? "on" : "off",
      LOG_LEVEL: "info",
      NODE_ENV: "production",
      // as server/src/main.ts has it: compiled once, read at every later start
      NODE_COMPILE_CACHE: fileURLToPath(new URL("../node_modules/.cache/plinth", import.meta.url)),
    },
    stdout: nowhere,
    options,
  });
  closeSync(nowhere);
  const { port } = await child.first<{ port: number }>();
  const alive = await fetch(`http://127.0.0.1:${port}/healthz`);
  await alive.arrayBuffer();
  if (!alive.ok) throw new Error(`/healthz answered ${alive.status}`);
  return {
    port,
    startedInMs: performance.now() - startedAt,
    processorTime: () => processorTimeOf(child.pid),
    residentMegabytes: () => residentMegabytes(child.pid),
    statements: async () => (await child.ask<{ statements: number }>("statements")).statements,
    async record(deed) {
      child.say("record");
      await deed();
      return (await child.ask<{ recorded: SentStatement[] }>("recorded")).recorded;
    },
    watchLoop: async () => void (await child.ask("watch")),
    loopStops: () => child.ask<LoopStops>("blocked"),
    async stop() {
      child.say("stop");
      await child.ended();
    },
  };
}
