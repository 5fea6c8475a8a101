/**
 * Counters of this process, for Prometheus. What is counted is the process's, whatever applications live in it.
 *
 * The library is loaded when somebody asks for the first time: it takes 23 MB and 170 ms, which an installation that
 * nobody watches does not pay.
 */
import type { Registry } from "prom-client";

const verbs = new Map<string, { verb: string; outcome: string; count: number }>();

/** @param outcome `done`, or the code of a problem: a bounded set, never a name or an id */
export function countVerb(verb: string, outcome: string): void {
  const key = `${verb} ${outcome}`;
  const known = verbs.get(key);
  if (known === undefined) verbs.set(key, { verb, outcome, count: 1 });
  else known.count++;
}

let sealedEntries = 0;
let unsealedSeconds = 0;

/** Entries of the trail that this process has sealed. */
export function countSealed(entries: number): void {
  sealedEntries += entries;
}

/** How long this process has seen the same entry of the trail unsealed; 0 when none waits. */
export function noteUnsealed(seconds: number): void {
  unsealedSeconds = seconds;
}

let registry: Promise<Registry> | undefined;

/** Everything that is counted, in the text format of Prometheus. */
export async function metricsText(): Promise<{ type: string; text: string }> {
  registry ??= openRegistry();
  const opened = await registry;
  return { type: opened.contentType, text: await opened.metrics() };
}

async function openRegistry(): Promise<Registry> {
  const { Counter, collectDefaultMetrics, Gauge, Registry } = await import("prom-client");
  const opened = new Registry();
  collectDefaultMetrics({ register: opened });
  new Counter({
    name: "plinth_verbs_total",
    help: "Verbs that were asked for, by how they ended: done, or the code of the problem.",
    labelNames: ["verb", "outcome"] as const,
    registers: [opened],
    collect() {
      this.reset();
      for (const { verb, outcome, count } of verbs.values()) this.inc({ verb, outcome }, count);
    },
  });
  new Counter({
    name: "plinth_audit_sealed_entries_total",
    help: "Entries of the trail that this process has sealed.",
    registers: [opened],
    collect() {
      this.reset();
      this.inc(sealedEntries);
    },
  });
  new Gauge({
    name: "plinth_audit_unsealed_seconds",
    help: "How long this process has seen the same entry of the trail unsealed; 0 when none waits. Above 5, nothing seals.",
    registers: [opened],
    collect() {
      this.set(unsealedSeconds);
    },
  });
  return opened;
}
