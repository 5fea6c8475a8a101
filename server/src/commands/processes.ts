/**
 * The primary of several processes: it keeps them alive behind one port, and serves nothing itself.
 *
 * It takes the connections and hands them out in turn, so that a process that is busy or dead costs nobody a refused
 * connection, and long-lived connections spread evenly. A process that dies is replaced.
 */
import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { countReplaced, type Logger, noteProcesses } from "#platform/telemetry";
import { Complaint } from "./complaint.ts";
import { createReplacementDelay } from "./processes-delay.ts";
import { gatherFigures, say } from "./processes-figures.ts";
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
  const listening = new Set<Worker>();
  const figures = gatherFigures(() => [...listening]);
  const noteListening = () => noteProcesses(count, listening.size);
  const all = (): Worker[] => Object.values(cluster.workers ?? {}).filter((one) => one !== undefined);
  const killAll = () => {
    for (const worker of all()) worker.process.kill("SIGKILL");
  };
  // nobody outlives the primary, however it ends
  process.once("exit", killAll);
  let risen = false;

  /** One process after the other at the same place. */
  const keep = (number: number) => {
    const first = Promise.withResolvers<string>();
    const delay = createReplacementDelay();
    const live = async (): Promise<void> => {
      while (!ending.signal.aborted) {
        const bornAt = performance.now();
        const worker = cluster.fork();
        worker.on("message", (message: ToPrimary) => {
          if (message.say === "here") say(worker, { say: "serve", handed: { ...handed, number } });
          if (message.say === "listening") {
            listening.add(worker);
            noteListening();
            first.resolve(message.url);
          }
          figures(worker, message);
        });
        const [code, signal] = (await once(worker, "exit")) as [number | null, string | null];
        listening.delete(worker);
        noteListening();
        if (ending.signal.aborted) return;
        if (!risen) return first.reject(new Complaint(`Process ${number} of ${count} could not start.`));

        const livedMs = Math.round(performance.now() - bornAt);
        const againInMs = delay(livedMs);
        countReplaced();
        const died = { process: number, code, signal, lived_ms: livedMs, again_in_ms: againInMs };
        if (againInMs === 0) logger.warn(died, "a process died; another one takes its place");
        else
          logger.error(
            died,
            "one process after the other dies young at this place; the next one comes later",
          );
        await rest(againInMs, ending.signal);
      }
    };
    return { first: first.promise, over: live() };
  };

  noteListening();
  const places = Array.from({ length: count }, (_, index) => keep(index + 1));
  return {
    listening: Promise.all(places.map(({ first }) => first)).then(([url = ""]) => {
      risen = true;
      return url;
    }),
    async stop() {
      ending.abort();
      for (const worker of all()) say(worker, { say: "stop" });
      const impatient = setTimeout(() => {
        logger.error({ after_ms: patienceMs }, "processes that did not stop were ended");
        killAll();
      }, patienceMs);
      await Promise.all(places.map(({ over }) => over));
      clearTimeout(impatient);
      process.off("exit", killAll);
    },
  };
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise.finally(() => clearTimeout(timer));
}
