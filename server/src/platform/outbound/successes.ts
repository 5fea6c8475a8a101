/** Successes of this process, written together every few seconds: a healthy destination costs no statement per call. */
import type { Database } from "#platform/db";
import { type Key, noteSuccesses } from "./breaker-queries.ts";

const everyMs = 3_000;
/** In one statement. */
const mostAtOnce = 500;

type Count = Key & { successes: number; at: number };

export function collectSuccesses(database: Pick<Database, "system">, failed: (error: unknown) => void) {
  let waiting = new Map<string, Count>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    timer = undefined;
    const now = performance.now();
    const all = [...waiting.values()].map(({ at, ...count }) => ({ ...count, agoMs: now - at }));
    waiting = new Map();
    try {
      for (let i = 0; i < all.length; i += mostAtOnce)
        await database.system(noteSuccesses(all.slice(i, i + mostAtOnce)));
    } catch (error) {
      failed(error);
    }
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };

  return {
    add(key: Key): void {
      const name = `${key.organizationId} ${key.id}`;
      const { successes } = waiting.get(name) ?? { successes: 0 };
      waiting.set(name, { ...key, successes: successes + 1, at: performance.now() });
      timer ??= setTimeout(flush, everyMs).unref();
    },
    async stop(): Promise<void> {
      clearTimeout(timer);
      await flush();
    },
  };
}
