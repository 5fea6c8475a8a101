/** Counters of this process, for Prometheus. One registry per process: what is counted is the process's. */
import { Counter, collectDefaultMetrics, Registry } from "prom-client";

const registry = new Registry();
collectDefaultMetrics({ register: registry });

const verbs = new Counter({
  name: "plinth_verbs_total",
  help: "Verbs that were asked for, by how they ended: done, or the code of the problem.",
  labelNames: ["verb", "outcome"] as const,
  registers: [registry],
});

/** @param outcome `done`, or the code of a problem: a bounded set, never a name or an id */
export function countVerb(verb: string, outcome: string): void {
  verbs.inc({ verb, outcome });
}

/** Everything that is counted, in the text format of Prometheus. */
export async function metricsText(): Promise<{ type: string; text: string }> {
  return { type: registry.contentType, text: await registry.metrics() };
}
