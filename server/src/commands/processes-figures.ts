/** `/metrics` of several processes: whichever is asked answers for all, through the primary. */
import type { Worker } from "node:cluster";
import { mergeFigures, metricsText, primaryFigures } from "#platform/telemetry";
import type { ToPrimary, ToProcess } from "./processes-words.ts";

/** Who does not answer in this time is left out: it stands still, or is about to die. */
const patienceMs = 3_000;
/** The one that is asked waits for all of them, and tells its own when the primary says nothing either. */
const wholePatienceMs = 5_000;

/** The primary's part: asks each process what it has counted, and puts it together with its own. */
export function gatherFigures(listening: () => Worker[]): (asker: Worker, message: ToPrimary) => void {
  const awaited = new Map<number, (text: string) => void>();
  let asked = 0;

  const figuresOf = async (worker: Worker): Promise<string> => {
    const ask = ++asked;
    return await answerWithin(patienceMs, (answer) => {
      awaited.set(ask, answer);
      say(worker, { say: "figures", ask });
    })
      .catch(() => "")
      .finally(() => awaited.delete(ask));
  };

  return (asker, message) => {
    if (message.say === "figures") awaited.get(message.ask)?.(message.text);
    if (message.say !== "all figures") return;
    // what cannot be counted is no reason to end
    const own = primaryFigures().catch(() => "");
    void Promise.all([own, ...listening().map(figuresOf)]).then((texts) =>
      say(asker, { say: "all figures", ask: message.ask, text: mergeFigures(texts) }),
    );
  };
}

/** One process's part. @param tell the primary @returns what its door tells, and what it does with what it hears */
export function shareFigures(
  number: number,
  tell: (message: ToPrimary) => void,
): { figures: () => Promise<string>; hear: (message: ToProcess) => void } {
  const own = () => metricsText({ process: String(number) });
  const awaited = new Map<number, (text: string) => void>();
  let asked = 0;
  return {
    async figures() {
      const ask = ++asked;
      return await answerWithin(wholePatienceMs, (answer) => {
        awaited.set(ask, answer);
        tell({ say: "all figures", ask });
      })
        .catch(own)
        .finally(() => awaited.delete(ask));
    },
    hear(message) {
      if (message.say === "all figures") awaited.get(message.ask)?.(message.text);
      if (message.say === "figures")
        void own().then((text) => tell({ say: "figures", ask: message.ask, text }));
    },
  };
}

/** To one that has just died there is nothing to say. */
export function say(worker: Worker, message: ToProcess): void {
  if (worker.isConnected()) worker.send(message, () => {});
}

function answerWithin(ms: number, ask: (answer: (text: string) => void) => void): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  ask(resolve);
  return promise.finally(() => clearTimeout(timer));
}
