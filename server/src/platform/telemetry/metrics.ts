/**
 * Counters of this process, for Prometheus. What is counted is the process's, whatever applications live in it.
 *
 * The library is loaded when somebody asks for the first time: it takes 23 MB and 170 ms, which an installation that
 * nobody watches does not pay.
 */
import type { Registry } from "prom-client";
import { addCacheFigures } from "./cache-figures.ts";
import { addForgettingFigures } from "./forgetting-figures.ts";
import { addInvariantFigures } from "./invariant-figures.ts";
import { addPathFigures } from "./path-figures.ts";
import { addShedFigures } from "./shed-figures.ts";
import { addStreamFigures } from "./stream-figures.ts";

const verbs = new Map<string, { verb: string; outcome: string; count: number }>();

/** @param outcome `done`, or the code of a problem: a bounded set, never a name or an id */
export function countVerb(verb: string, outcome: string): void {
  const key = `${verb} ${outcome}`;
  const known = verbs.get(key);
  if (known === undefined) verbs.set(key, { verb, outcome, count: 1 });
  else known.count++;
}

const refusals = new Map<string, number>();

/** A request that a rule of access refused, reads too. @param rule as declared: a bounded set */
export function countRefused(rule: string): void {
  refusals.set(rule, (refusals.get(rule) ?? 0) + 1);
}

const rateLimited = { requests: 0, exports: 0 };

/** A request that was turned away, because its organization has sent or holds too many. */
export function countRateLimited(limit: keyof typeof rateLimited): void {
  rateLimited[limit]++;
}

let openExports = 0;

/** @param change 1 when one begins, −1 when it ends */
export function noteExport(change: 1 | -1): void {
  openExports += change;
}

let sealedEntries = 0;
let unsealedSeconds = 0;
let waitingEntries = 0;

/** Entries of the trail that this process has sealed. */
export function countSealed(entries: number): void {
  sealedEntries += entries;
}

/** @param seconds how long this process has seen the same entry unsealed; 0 when none waits @param entries that wait */
export function noteUnsealed(seconds: number, entries: number): void {
  unsealedSeconds = seconds;
  waitingEntries = entries;
}

const calls = new Map<string, { count: number; seconds: number }>();

/** A call to the outside. @param outcome `2xx` and its like, the code of a failure, or aborted: a bounded set */
export function countCall(outcome: string, durationMs: number): void {
  const { count, seconds } = calls.get(outcome) ?? { count: 0, seconds: 0 };
  calls.set(outcome, { count: count + 1, seconds: seconds + durationMs / 1_000 });
}

const breakers = { open: 0, closed: 0 };

/** A destination's breaker that this process opened, also again after a probe, or closed. */
export function countBreaker(breaker: keyof typeof breakers): void {
  breakers[breaker]++;
}

const jobEnds = new Map<string, { kind: string; outcome: string; count: number; ms: number }>();

/** An attempt at a job has ended. @param outcome done, failed, dead, put_off or lost @param ms how long it took, where it is known */
export function countJob(kind: string, outcome: string, ms: number): void {
  const key = `${kind} ${outcome}`;
  const known = jobEnds.get(key);
  if (known === undefined) jobEnds.set(key, { kind, outcome, count: 1, ms });
  else {
    known.count++;
    known.ms += ms;
  }
}

type Waiting = { queue: string; ready: number; seconds: number; dead: number };

let jobsWaiting: readonly Waiting[] = [];

/** @param queues those in which something is ready or dead */
export function noteJobsWaiting(queues: readonly Waiting[]): void {
  jobsWaiting = queues;
}

let lags: readonly { consumer: string; events: number }[] = [];

/** @param consumers how many events each of them has not read yet */
export function noteConsumerLags(consumers: typeof lags): void {
  lags = consumers;
}

type Standing = { kind: string; count: number; seconds: number };

let standing: readonly Standing[] = [];

/** @param kinds what of each kind stands still and waits for a person, and for how long the oldest has */
export function noteStanding(kinds: readonly Standing[]): void {
  standing = kinds;
}

let registry: Promise<Registry> | undefined;

export const metricsType = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Everything that is counted, in the text format of Prometheus.
 * @param labels of every series: which of several processes this is
 */
export async function metricsText(labels: Record<string, string> = {}): Promise<string> {
  registry ??= openRegistry();
  const opened = await registry;
  opened.setDefaultLabels(labels);
  return await opened.metrics();
}

type Figures = () => Iterable<readonly [labels: Record<string, string>, figure: number]>;

const alone = (figure: number): ReturnType<Figures> => [[{}, figure]];
const each = (label: string, figures: Iterable<readonly [string, number]>): ReturnType<Figures> =>
  [...figures].map(([value, figure]) => [{ [label]: value }, figure]);

async function openRegistry(): Promise<Registry> {
  const { Counter, collectDefaultMetrics, Gauge, Registry } = await import("prom-client");
  const opened = new Registry();
  collectDefaultMetrics({ register: opened });

  const counter = (name: string, labelNames: string[], help: string, figures: Figures) =>
    new Counter({
      name,
      help,
      labelNames,
      registers: [opened],
      collect() {
        this.reset();
        for (const [labels, figure] of figures()) this.inc(labels, figure);
      },
    });
  const gauges = (name: string, labelNames: string[], help: string, figures: Figures) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [opened],
      collect() {
        this.reset();
        for (const [labels, figure] of figures()) this.set(labels, figure);
      },
    });
  const gauge = (name: string, help: string, figure: () => number) =>
    new Gauge({
      name,
      help,
      registers: [opened],
      collect() {
        this.set(figure());
      },
    });

  counter(
    "plinth_verbs_total",
    ["verb", "outcome"],
    "Verbs that were asked for, by how they ended: done, or the code of the problem.",
    () => [...verbs.values()].map(({ verb, outcome, count }) => [{ verb, outcome }, count]),
  );
  counter(
    "plinth_refused_total",
    ["rule"],
    "Requests that a rule of access refused, reads and verbs, by the rule: permission, scope, field, object and so on.",
    () => each("rule", refusals),
  );
  counter(
    "plinth_rate_limited_total",
    ["limit"],
    "Requests that were answered 429 rate_limited, by what their organization has too many of: requests or exports.",
    () => each("limit", Object.entries(rateLimited)),
  );
  gauge(
    "plinth_exports_open",
    "Exports under way, each of which holds a connection and a snapshot; one ends after ten minutes at most.",
    () => openExports,
  );
  counter("plinth_audit_sealed_entries_total", [], "Entries of the trail that this process has sealed.", () =>
    alone(sealedEntries),
  );
  gauge(
    "plinth_audit_unsealed_seconds",
    "How long this process has seen the same entry of the trail unsealed; 0 when none waits. Above 5, nothing seals.",
    () => unsealedSeconds,
  );
  gauge(
    "plinth_audit_waiting_entries",
    "Entries of the trail that waited to be sealed when this process last looked, 10000 meaning that many or more. Every process says the same: take the largest, not the sum.",
    () => waitingEntries,
  );
  counter(
    "plinth_outbound_calls_total",
    ["outcome"],
    "Calls to outside systems, by how they ended: the class of the answer's status, the code of the failure, or aborted.",
    () =>
      each(
        "outcome",
        [...calls].map(([outcome, { count }]) => [outcome, count]),
      ),
  );
  counter(
    "plinth_outbound_seconds_total",
    ["outcome"],
    "Seconds that these calls took, together: divided by their number it is the mean.",
    () =>
      each(
        "outcome",
        [...calls].map(([outcome, { seconds }]) => [outcome, seconds]),
      ),
  );
  counter(
    "plinth_breaker_changes_total",
    ["breaker"],
    "Breakers of destinations that this process opened, also again after a probe that failed, or closed.",
    () => each("breaker", Object.entries(breakers)),
  );
  counter("plinth_jobs_total", ["kind", "outcome"], "Attempts at jobs, by how they ended.", () =>
    [...jobEnds.values()].map(({ kind, outcome, count }) => [{ kind, outcome }, count]),
  );
  counter(
    "plinth_job_seconds_total",
    ["kind"],
    "Time that jobs took that were done, calls to outside included.",
    () =>
      [...jobEnds.values()]
        .filter(({ outcome }) => outcome === "done")
        .map(({ kind, ms }) => [{ kind }, ms / 1_000]),
  );
  const queues =
    (figure: (one: Waiting) => number): Figures =>
    () =>
      jobsWaiting.map((one) => [{ queue: one.queue }, figure(one)]);
  gauges(
    "plinth_jobs_ready",
    ["queue"],
    "Jobs that could be done now. Every process says the same.",
    queues(({ ready }) => ready),
  );
  gauges(
    "plinth_jobs_oldest_seconds",
    ["queue"],
    "How long the oldest job that could be done now has waited. Above 60, too few workers.",
    queues(({ seconds }) => seconds),
  );
  gauges(
    "plinth_dead_letters",
    ["queue"],
    "Jobs that gave up and wait for somebody.",
    queues(({ dead }) => dead),
  );
  gauges(
    "plinth_consumer_lag_events",
    ["consumer"],
    "Events of the feed that a consumer has not read yet.",
    () => lags.map(({ consumer, events }) => [{ consumer }, events]),
  );
  addStreamFigures({ gauges, counter });
  addPathFigures({ gauge, counter });
  addShedFigures({ gauges, counter });
  addCacheFigures({ gauges, counter });
  addInvariantFigures({ gauges, counter });
  addForgettingFigures({ counter });
  const kinds =
    (figure: (one: Standing) => number): Figures =>
    () =>
      standing.map((one) => [{ kind: one.kind }, figure(one)]);
  gauges(
    "plinth_inbox_open",
    ["kind"],
    "Things that stand still and need a person, over all organizations. Every process says the same.",
    kinds(({ count }) => count),
  );
  gauges(
    "plinth_inbox_oldest_seconds",
    ["kind"],
    "For how long the oldest of them has stood still.",
    kinds(({ seconds }) => seconds),
  );
  return opened;
}
