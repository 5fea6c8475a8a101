/** What was measured, as a table for people: printed, and kept in RESULTS.md. */
import { arch, cpus, release, totalmem } from "node:os";
import type { Outcome, Report } from "./bench.ts";
import { deliveriesPart } from "./deliveries.ts";
import { findPgbench, floorConnections } from "./floor-pgbench.ts";
import { jobsPart } from "./jobs.ts";
import { livePart } from "./live.ts";
import { loginsPart } from "./logins-results.ts";
import { overloadPart } from "./overload-results.ts";
import type { Population } from "./population.ts";
import { stockPart } from "./stock.ts";

export type Row = {
  name: string;
  describe: string;
  connections: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  serverMicros: number;
  databaseMicros: number;
  statements: number;
  floorTool: string;
  floorPerSecond: number;
  floorMicros: number;
  ratio: number;
  neighbours: number;
  errors: number;
};

/** The quietest round: with others on the machine a median of three is mostly a picture of them. */
export function rowOf({ workload: { name, describe, connections }, rounds }: Outcome): Row {
  const [quietest] = rounds.toSorted((a, b) => a.neighbours - b.neighbours);
  if (quietest === undefined) throw new Error(`${name} was never run`);
  const { served, floor, neighbours } = quietest;
  return {
    name,
    describe,
    connections,
    perSecond: served.perSecond,
    p50Ms: served.p50Ms,
    p99Ms: served.p99Ms,
    serverMicros: served.serverMicros,
    databaseMicros: served.databaseMicros,
    statements: served.statementsEach,
    floorTool: floor?.tool ?? "none",
    floorPerSecond: floor?.perSecond ?? Number.NaN,
    floorMicros: floor?.databaseMicros ?? Number.NaN,
    ratio: floor === undefined ? Number.NaN : served.perSecond / floor.perSecond,
    neighbours,
    errors: rounds.reduce((sum, round) => sum + round.served.errors, 0),
  };
}

const columns: [title: string, cell: (row: Row) => string][] = [
  ["workload", ({ name, describe }) => `**${name}**: ${describe}`],
  ["requests/s", ({ perSecond }) => whole(perSecond)],
  ["p50 · p99 ms", ({ p50Ms, p99Ms }) => `${p50Ms.toFixed(1)} · ${p99Ms.toFixed(1)}`],
  ["CPU-µs", ({ serverMicros, databaseMicros }) => whole(serverMicros + databaseMicros)],
  [
    "server + database",
    ({ serverMicros, databaseMicros }) => `${whole(serverMicros)} + ${whole(databaseMicros)}`,
  ],
  ["statements", ({ statements }) => statements.toFixed(2)],
  [
    "floor/s",
    ({ floorPerSecond, floorTool }) =>
      floorTool === "none" ? "–" : `${whole(floorPerSecond)} (${floorTool})`,
  ],
  ["floor CPU-µs", ({ floorMicros }) => whole(floorMicros)],
  ["of the floor", ({ ratio }) => (Number.isFinite(ratio) ? `${whole(100 * ratio)} %` : "–")],
  ["others", ({ neighbours }) => `${whole(100 * neighbours)} %`],
];

export function table(rows: Row[]): string {
  if (rows.length === 0) return "";
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(([title]) => title)),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row)))),
  ].join("\n");
}

export type Conditions = {
  people: Population;
  seconds: number;
  rounds: number;
  postgres: string;
  commit: string;
};

export function page(
  report: Report,
  growth: string,
  { people, seconds, rounds, postgres, commit }: Conditions,
): string {
  const [processor] = cpus();
  return `# What was measured

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, at commit ${commit}.

${table(report.outcomes.map(rowOf))}

Start of the server process until \`/healthz\` answers: ${whole(report.startedInMs)} ms. Memory: ${whole(report.idleMegabytes)} MB idle, ${whole(report.loadedMegabytes)} MB after the load.
${jobsPart(report.jobs)}${stockPart(report.stock)}${deliveriesPart(report.deliveries)}${livePart(report.live)}${loginsPart(report.logins)}${overloadPart(report.overload)}${growth}
## How to read it

- Of ${rounds} interleaved rounds of ${seconds} s each, after a warm-up, the quietest: the one during which other processes used the least of the machine. "others" is the share that they used even so: above some 5 % requests/s, latencies and the ratio (the server needs three processes, the floor two) are worse than they would be alone. ${people.orders} orders of ${people.organizations} organizations, three lines each; writing workloads add to them while they run.
- Every request is authenticated, by an API key where nothing else is said, under row policies, logged (to /dev/null), validated; reads carry an ETag, placements an Idempotency-Key. One server process. Each answer's status is checked, every 500th answer is read and judged.
- The load generator (one process, keep-alive, one request at a time per connection: 32 for reads, 64 for placements, 16 for refreshes, 4 for logins), the server and PostgreSQL share the machine.
- CPU-µs are the processor time of the server process and of all database processes, per request. They suffer less from neighbours than requests/s, but a shared core inflates them too: compare with the floor's own CPU-µs of the same run.
- The floor runs the recorded statements of one such request with ${floorConnections} connections over the unix socket and durable commits: reads by ${findPgbench() ?? "pgbench, which this machine lacks"} (\`-M prepared\`, context and statement pipelined in one implicit transaction), placements by the bare driver (one placement per transaction, all its statements in one flush), which itself takes processor time of the same machine.
- Members have no floor of their own: they read with the statements of get, and a refresh or a login cannot be replayed.
- statements: everything the server sent per request, begin and commit included; a read's context travels with its statement. Lanes share statements between requests, so that it can be below 1.
- Machine: ${cpus().length} × ${processor?.model ?? arch()}, ${whole(totalmem() / 2 ** 30)} GB, ${process.platform} ${release()}. Node ${process.versions.node}, ${postgres}.
`;
}

/** "–" where a figure could not be had, such as processor time outside Linux. */
function whole(figure: number): string {
  return Number.isFinite(figure) ? String(Math.round(figure)) : "–";
}
