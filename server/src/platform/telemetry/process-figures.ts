/** What is counted of the processes that share a port, by the one that keeps them alive. */
import type { Registry } from "prom-client";

const processes = { wanted: 0, listening: 0, replaced: 0 };

/** @param wanted how many there should be @param listening how many there are that answer */
export function noteProcesses(wanted: number, listening: number): void {
  Object.assign(processes, { wanted, listening });
}

/** One has died, and another one takes its place. */
export function countReplaced(): void {
  processes.replaced++;
}

let registry: Promise<Registry> | undefined;

/** The figures of the primary itself, and of those that it keeps, in the text format of Prometheus. */
export async function primaryFigures(): Promise<string> {
  registry ??= openRegistry();
  return await (await registry).metrics();
}

async function openRegistry(): Promise<Registry> {
  const { collectDefaultMetrics, Counter, Gauge, Registry } = await import("prom-client");
  const opened = new Registry();
  opened.setDefaultLabels({ process: "primary" });
  collectDefaultMetrics({ register: opened });
  new Gauge({
    name: "plinth_processes_wanted",
    help: "Processes that should share the port.",
    registers: [opened],
    collect() {
      this.set(processes.wanted);
    },
  });
  new Gauge({
    name: "plinth_processes_listening",
    help: "Processes that answer on the port. Below the wanted ones for a minute: one dies again and again.",
    registers: [opened],
    collect() {
      this.set(processes.listening);
    },
  });
  new Counter({
    name: "plinth_processes_replaced_total",
    help: "Processes that died and were replaced.",
    registers: [opened],
    collect() {
      this.reset();
      this.inc(processes.replaced);
    },
  });
  return opened;
}
