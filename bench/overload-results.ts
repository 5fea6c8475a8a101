/** What became of a server that was asked too much, as a table for people. */
import type { OverloadPhase } from "./overload.ts";

/**
 * Of each phase the quietest measurement, as of every workload.
 * @returns a part of the page in Markdown; nothing when it was not measured.
 */
export function overloadPart(measured: readonly OverloadPhase[]): string {
  if (measured.length === 0) return "";
  const phases = [...Map.groupBy(measured, nameOf).values()]
    .flatMap((same) => same.toSorted((a, b) => a.neighbours - b.neighbours)[0] ?? [])
    .toSorted((a, b) => a.workload.localeCompare(b.workload));
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const columns: [title: string, cell: (phase: OverloadPhase) => string][] = [
    [
      "overload of",
      (phase) => `**${phase.workload}**, ${phase.shedding ? "turning away" : "letting everybody in"}`,
    ],
    ["possible/s", ({ capacity }) => String(Math.round(capacity))],
    ["offered/s", ({ survived }) => String(Math.round(survived.offeredPerSecond))],
    ["answered within 1 s, /s", ({ survived }) => String(Math.round(survived.inTimePerSecond))],
    ["p50 · p99 ms of the answered", ({ survived: { answered } }) => both(answered)],
    ["503/s", ({ survived }) => String(Math.round(survived.turnedAwayPerSecond))],
    ["p50 · p99 ms of a 503", ({ survived: { turnedAway } }) => both(turnedAway)],
    [
      "recovered after ms",
      ({ survived: { recoveredAfterMs } }) =>
        recoveredAfterMs === undefined ? "not while it was watched" : String(Math.round(recoveredAfterMs)),
    ],
    ["others", ({ neighbours }) => `${Math.round(100 * neighbours)} %`],
  ];
  return `
## More than can be answered

${line(columns.map(([title]) => title))}
${line(columns.map(() => "---"))}
${phases.map((phase) => line(columns.map(([, cell]) => cell(phase)))).join("\n")}

Two and a half times as many requests arrive as the server answered right before to clients that wait for each answer, whatever becomes of them; nobody tries again. Each is timed from when it was due, on 3,000 open connections, behind which the rest waits. Recovered is when half a second begins in which nobody is turned away and nine of ten are answered within 100 ms, while 40 % of what is possible arrives. The load itself takes a part of the same machine.
`;
}

/** What was neither answered right nor turned away. */
export function wrongUnderOverload(measured: readonly OverloadPhase[]): number {
  return measured.reduce((sum, { survived }) => sum + survived.errors, 0);
}

const nameOf = ({ workload, shedding }: OverloadPhase) => `${workload} ${shedding}`;

const both = ({ requests, p50Ms, p99Ms }: { requests: number; p50Ms: number; p99Ms: number }) =>
  requests === 0 ? "–" : `${Math.round(p50Ms)} · ${Math.round(p99Ms)}`;
