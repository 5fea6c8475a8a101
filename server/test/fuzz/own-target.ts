/** A server that is made to be fuzzed: a process of its own on a PostgreSQL of its own, with something of everything. */
import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { scratchCluster } from "#harness/scratch-cluster";
import { until } from "#harness/until";
import type { Good, Target } from "./target.ts";

/** What the process tells first, what it is asked, and what it answers. */
export type Ready = Pick<Target, "url" | "document" | "stranger"> & { credentials: Target["credentials"] };
export type Question = { ask: "renew" | "heap" } | { ask: "good"; of: string };
export type Reply = { renewed?: Target["credentials"]; heapBytes?: number; good?: Good };

const entry = fileURLToPath(new URL("./fuzzed-server.ts", import.meta.url));
/** Of the log only its newest lines are kept. */
const remembered = 200;

export async function ownTarget(say: (line: string) => void): Promise<Target & { stop(): Promise<void> }> {
  say("Starting a PostgreSQL and a server, and filling it.");
  const cluster = await scratchCluster();
  const child = fork(entry, [], {
    env: { ...process.env, PLINTH_TEST_ADMIN_URL: cluster.adminUrl, LOG_LEVEL: "error" },
    execArgv: ["--expose-gc", "--enable-source-maps"],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const log = rememberedLog(child);
  const ready = (await said(child)) as Ready;
  // one that was fuzzed to death answers nothing any more: its connections tell
  const asked = async (question: Question): Promise<Reply> => {
    if (!child.connected) return {};
    child.send(question);
    return (await said(child).catch(() => ({}))) as Reply;
  };
  const target: Target = {
    ...ready,
    async renew() {
      const { renewed } = await asked({ ask: "renew" });
      Object.assign(target.credentials, renewed);
    },
    good: async (of) => (await asked({ ask: "good", of })).good,
    async heapBytes() {
      const { heapBytes = 0 } = await asked({ ask: "heap" });
      return heapBytes;
    },
    cause: (id) => until(`the log's line about ${id}`, () => log.about(id), 1_000).catch(() => undefined),
  };
  return Object.assign(target, {
    async stop() {
      child.kill("SIGKILL");
      await cluster.stop();
    },
  });
}

/** @throws when the process ends instead of saying something */
function said(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error("the fuzzed server has ended"));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message);
    });
  });
}

function rememberedLog(child: ChildProcess): { about(id: string): string | undefined } {
  const lines: string[] = [];
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      if (lines.length > remembered) lines.shift();
    });
  return { about: (id) => lines.find((line) => line.includes(id))?.slice(0, 2_000) };
}
