/** What is counted of requests that come, wait and are turned away. */

/** What everybody waited for too long, or the number that was set by hand. */
export type ShedReason = "reads" | "verbs" | "lanes" | "loop" | "by_hand";

export type SheddingFigures = {
  underWay: { reads: number; writes: number; reserved: number };
  /** That are let in at once; `Infinity` is any number. */
  most: { reads: number; writes: number };
  /** What everybody waited for a turn there, when it was last looked at; undefined: not known right now. */
  waitedMs: Record<"reads" | "verbs" | "lanes" | "loop", number | undefined>;
};

const shed: Record<ShedReason, number> = { reads: 0, verbs: 0, lanes: 0, loop: 0, by_hand: 0 };

/** A request that was turned away before anything was done for it. */
export function countShed(reason: ShedReason): void {
  shed[reason]++;
}

const watched = new Set<() => SheddingFigures>();

/** @param figures asked when somebody looks, so that it costs requests nothing @returns ends it */
export function watchShedding(figures: () => SheddingFigures): () => void {
  watched.add(figures);
  return () => void watched.delete(figures);
}

type Labelled = [labels: Record<string, string>, figure: number][];

type Registering = {
  counter(name: string, labels: string[], help: string, figures: () => Labelled): unknown;
  gauges(name: string, labels: string[], help: string, figures: () => Labelled): unknown;
};

export function addShedFigures({ counter, gauges }: Registering): void {
  counter(
    "plinth_shed_total",
    ["reason"],
    "Requests that were answered 503 overloaded before anything was done for them, by what everybody waited for: reads, verbs (connections), lanes (placements and their like), loop (the processor), by_hand (PLINTH_MOST_IN_FLIGHT).",
    () => Object.entries(shed).map(([reason, count]) => [{ reason }, count]),
  );
  gauges(
    "plinth_requests_in_flight",
    ["way"],
    "Requests that are under way; reserved are those that take access away or look at what stands still.",
    () => ofAll("way", ({ underWay }) => underWay, sum),
  );
  gauges(
    "plinth_requests_most",
    ["way"],
    "How many requests are let in at once; +Inf while nobody has to wait, which is usual.",
    () => ofAll("way", ({ most }) => most, Math.min),
  );
  gauges(
    "plinth_queue_wait_seconds",
    ["for"],
    "The shortest that anybody has waited for a turn lately: above 0.1 everybody waits, and requests are turned away.",
    () => ofAll("for", ({ waitedMs }) => waitedMs, Math.max).map(([labels, ms]) => [labels, ms / 1_000]),
  );
}

const sum = (...figures: number[]) => figures.reduce((all, one) => all + one, 0);

/** Of all applications of this process, of which there is one outside of tests. */
function ofAll(
  label: string,
  some: (figures: SheddingFigures) => Record<string, number | undefined>,
  together: (...figures: number[]) => number,
): Labelled {
  const each = [...watched].map((figures) => some(figures()));
  const names = Object.keys(each[0] ?? {});
  return names.map((name) => [{ [label]: name }, together(...each.map((one) => one[name] ?? 0))]);
}
