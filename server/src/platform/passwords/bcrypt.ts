/**
 * Hashes of bcrypt, as they come with people from other systems; ours are never made with it.
 *
 * The implementation is plain JavaScript and takes 80 ms and more, so it runs in a thread of its own, started by the
 * first such hash. bcrypt reads 72 bytes of a password and ignores the rest: a longer one is accepted as it was where
 * it comes from, but not hashed anew, because nobody knows whether the rest of it is right.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";

export type Bcrypt = {
  /** One at a time. @throws when the hash is not one, or asks for more work than 2^15 rounds */
  verify(hash: string, password: string): Promise<boolean>;
  stop(): Promise<void>;
};

/** What goes to the worker, and what comes back. */
export type Question = { hash: string; password: string };
export type Answer = { ok: boolean };

const pattern = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const mostRounds = 15;
const bytesRead = 72;

/** Whether it was made by bcrypt, readable or not. */
export function isBcrypt(hash: string): boolean {
  return hash.startsWith("$2");
}

/** Whether bcrypt looks at the whole password. */
export function seesAllOf(password: string): boolean {
  return Buffer.byteLength(password) <= bytesRead;
}

export function createBcrypt(): Bcrypt {
  let worker: Worker | undefined;

  return {
    async verify(hash, password) {
      const rounds = Number(pattern.exec(hash)?.[1] ?? Number.NaN);
      if (!(rounds >= 4 && rounds <= mostRounds)) throw new Error("a kept bcrypt hash cannot be read");
      worker ??= startWorker(() => {
        worker = undefined;
      });
      return await ask(worker, { hash, password });
    },
    async stop() {
      await worker?.terminate();
    },
  };
}

/** @param ended called when it is gone, so that the next question starts another. */
function startWorker(ended: () => void): Worker {
  const worker = new Worker(new URL("./bcrypt-worker.ts", import.meta.url));
  worker.unref();
  // whoever asks hears of it too (`once` rejects); without a listener it would end the process
  worker.on("error", () => {});
  worker.once("exit", ended);
  return worker;
}

async function ask(worker: Worker, question: Question): Promise<boolean> {
  const left = new AbortController();
  const exit = once(worker, "exit", { signal: left.signal }).then(() => {
    throw new Error("the bcrypt worker ended before it answered");
  });
  const answer = once(worker, "message", { signal: left.signal });
  // an idle worker keeps nobody from ending, one that is asked does
  worker.ref();
  worker.postMessage(question);
  try {
    // the worker sends nothing else
    const [{ ok }] = (await Promise.race([answer, exit])) as [Answer];
    return ok;
  } finally {
    worker.unref();
    exit.catch(() => {});
    answer.catch(() => {});
    left.abort();
  }
}
