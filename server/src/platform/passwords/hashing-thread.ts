/** A thread for hashing, started by the first password and asked one question at a time. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Options } from "@node-rs/argon2";

/** What goes to the thread, and what comes back. */
export type Question =
  | { kind: "argon2 hash"; password: string; options: Options }
  | { kind: "argon2 verify"; hash: string; password: string }
  | { kind: "bcrypt verify"; hash: string; password: string };
export type Answer = { hash: string } | { ok: boolean } | { failed: string };

export type HashingThread = {
  hash(password: string, options: Options): Promise<string>;
  verify(kind: "argon2 verify" | "bcrypt verify", hash: string, password: string): Promise<boolean>;
  /** Ends the thread, if one was needed. */
  stop(): Promise<void>;
};

export function createHashingThread(): HashingThread {
  let worker: Worker | undefined;
  const ask = (question: Question): Promise<Answer> => {
    worker ??= startWorker(() => {
      worker = undefined;
    });
    return askWorker(worker, question);
  };
  return {
    async hash(password, options) {
      const answer = await ask({ kind: "argon2 hash", password, options });
      if ("hash" in answer) return answer.hash;
      throw unanswered(answer);
    },
    async verify(kind, hash, password) {
      const answer = await ask({ kind, hash, password });
      if ("ok" in answer) return answer.ok;
      throw unanswered(answer);
    },
    async stop() {
      await worker?.terminate();
    },
  };
}

function unanswered(answer: Answer): Error {
  return new Error(
    "failed" in answer ? `hashing failed: ${answer.failed}` : "hashing answered something else",
  );
}

/** @param ended called when it is gone, so that the next question starts another. */
function startWorker(ended: () => void): Worker {
  const worker = new Worker(new URL("./hashing-worker.ts", import.meta.url));
  worker.unref();
  // whoever asks hears of it too (`once` rejects); without a listener it would end the process
  worker.on("error", () => {});
  worker.once("exit", ended);
  return worker;
}

async function askWorker(worker: Worker, question: Question): Promise<Answer> {
  const left = new AbortController();
  const exit = once(worker, "exit", { signal: left.signal }).then(() => {
    throw new Error("the hashing thread ended before it answered");
  });
  const answer = once(worker, "message", { signal: left.signal });
  // an idle worker keeps nobody from ending, one that is asked does
  worker.ref();
  worker.postMessage(question);
  try {
    // the worker sends nothing else
    const [told] = (await Promise.race([answer, exit])) as [Answer];
    return told;
  } finally {
    worker.unref();
    exit.catch(() => {});
    answer.catch(() => {});
    left.abort();
  }
}
