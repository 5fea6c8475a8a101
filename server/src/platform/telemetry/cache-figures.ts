/**
 * How often what is remembered in memory was of use. A cache adds one to a number of its own; who looks asks the caches. They
 * are not held by it: one that is forgotten is no longer counted.
 */

export type CacheCount = { hits: number; misses: number; readonly entries: () => number };

const caches = new Map<string, WeakRef<CacheCount>[]>();

/**
 * A cache's own count, which it keeps beside what it remembers, and writes to itself.
 * @param name of a bounded set: what is remembered, in the plural
 * @param entries how many it holds
 */
export function countCache(name: string, entries: () => number): CacheCount {
  const count = { hits: 0, misses: 0, entries };
  caches.set(name, [...(caches.get(name) ?? []).filter((one) => one.deref()), new WeakRef(count)]);
  return count;
}

type Labelled = [labels: Record<string, string>, figure: number][];

type Registering = {
  counter(name: string, labels: string[], help: string, figures: () => Labelled): unknown;
  gauges(name: string, labels: string[], help: string, figures: () => Labelled): unknown;
};

export function addCacheFigures({ counter, gauges }: Registering): void {
  const cache = ["cache"];
  counter("plinth_cache_hits_total", cache, "What was asked for and remembered, by what it was.", () =>
    ofAll(({ hits }) => hits),
  );
  counter(
    "plinth_cache_misses_total",
    cache,
    "What was asked for and not remembered: looked up or made anew.",
    () => ofAll(({ misses }) => misses),
  );
  gauges("plinth_cache_entries", cache, "How much is remembered; every cache has a bound.", () =>
    ofAll(({ entries }) => entries()),
  );
}

function ofAll(figure: (count: CacheCount) => number): Labelled {
  return [...caches].map(([cache, counts]) => {
    const living = counts.flatMap((one) => one.deref() ?? []);
    return [{ cache }, living.reduce((sum, count) => sum + figure(count), 0)];
  });
}
