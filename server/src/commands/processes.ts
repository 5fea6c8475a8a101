/**
 * The primary of several processes: it keeps them alive behind one port, and serves nothing itself.
 *
 * It takes the connections and hands them out in turn, so that a process that is busy or dead costs nobody a refused
 * connection, and long-lived connections spread evenly. A process that dies is replaced.
 */
import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { countReplaced, type Logger, noteProcesses } from "#platform/telemetry";
import { Complaint } from "./complaint.ts";
import { createReplacementDelay } from "./processes-delay.ts";
import { gatherFigures, say } from "./processes-figures.ts";
import { watchProcess } from "./processes-watch.ts";
import type { Handed, ToPrimary } from "./processes-words.ts";

/** Shorter than the whole installation may take to stop: the database comes after them. */
const patienceMs = 8_500;

export type Processes = {
  /** Where they listen, once all of them do. Rejects when one of them cannot. */
  listening: Promise<string>;
  /** Tells all to finish what is under way; resolves when they are gone. */
  stop(): Promise<void>;
};

export function startProcesses(count: number, handed: Omit<Handed, "number">, logger: Logger): Processes {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const ending = new AbortController();
  /** Those that have loaded, and hear what is said to them. */
  const begun = new Set<Worker>();
  const listening = new Set<Worker>();
  const figures = gatherFigures(() => [...listening]);
  const noteListening = () => noteProcesses(count, listening.size);
  const all = () => Object.values(cluster.workers ?? {}).filter((one) => one !== undefined);
  const killAll = () => {
    for (const worker of all()) worker.process.kill("SIGKILL");
  };
  // nobody outlives the primary, however it ends
  process.once("exit", killAll);
  const risen = Promise.withResolvers<string>();
  let allListened = false;

  /** One process, from its beginning to its end. */
  const live = async (number: number): Promise<Lived> => {
    const worker = cluster.fork();
    let listenedAt: number | undefined;
    const watch = watchProcess({
      ask: () => say(worker, { say: "are you there?" }),
      hangs() {
        logger.error({ hangs: number }, "a process has not answered for half a minute; it is ended");
        worker.process.kill("SIGKILL");
      },
    });
    let complaint: string | undefined;
    worker.on("message", (message: ToPrimary) => {
      watch.heard();
      if (message.say === "here") {
        begun.add(worker);
        say(worker, { say: "serve", handed: { ...handed, number } });
      }
      if (message.say === "failed") complaint = message.complaint;
      if (message.say === "listening") {
        listenedAt = performance.now();
        listening.add(worker);
        noteListening();
        allListened ||= listening.size === count;
        if (allListened) risen.resolve(message.url);
      }
      figures(worker, message);
    });
    const how = await endOf(worker);
    watch.stop();
    begun.delete(worker);
    listening.delete(worker);
    noteListening();
    const servedMs = listenedAt === undefined ? undefined : Math.round(performance.now() - listenedAt);
    return { how, complaint, servedMs };
  };

  /** One process after the other at the same place. */
  const keep = async (number: number): Promise<void> => {
    const delay = createReplacementDelay();
    while (!ending.signal.aborted) {
      const { how, complaint, servedMs } = await live(number);
      if (ending.signal.aborted) return;
      if (!allListened) {
        const unsaid = `Process ${number} of ${count} ended before it listened (${how}).`;
        return risen.reject(new Complaint(complaint ?? unsaid));
      }
      const againInMs = delay(how, servedMs);
      countReplaced();
      const died = { died: number, how, complaint, served_ms: servedMs ?? 0, again_in_ms: againInMs };
      if (againInMs === 0) logger.warn(died, "a process ended; another one takes its place");
      else logger.error(died, "one process after the other dies young; the next one comes later");
      await pause(againInMs, undefined, { signal: ending.signal }).catch(() => {}); // no time for that any more
    }
  };

  noteListening();
  const places = Array.from({ length: count }, (_, index) => keep(index + 1));
  return {
    listening: risen.promise,
    async stop() {
      ending.abort();
      for (const worker of all()) {
        if (begun.has(worker)) say(worker, { say: "stop" });
        else worker.process.kill(); // nothing is under way there yet, and nobody would hear it
      }
      const impatient = setTimeout(() => {
        logger.error({ after_ms: patienceMs }, "processes that did not stop were ended");
        killAll();
      }, patienceMs);
      await Promise.all(places);
      clearTimeout(impatient);
      process.off("exit", killAll);
    },
  };
}

/** How one process ended, why it could not begin, and for how long it listened. */
type Lived = { how: string; complaint: string | undefined; servedMs: number | undefined };

/** @returns its exit code or the signal that ended it; or why it did not even begin */
async function endOf(worker: Worker): Promise<string> {
  try {
    const [code, signal] = (await once(worker, "exit")) as [number | null, string | null];
    return signal ?? `exit code ${code}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
