/** What reads and logins did to each other, as a table for people. */
import type { Phase } from "./logins.ts";

/**
 * Of each phase the quietest measurement, as of every workload.
 * @returns a part of the page in Markdown; nothing when it was not measured.
 */
export function loginsPart(measured: Phase[]): string {
  const phases = quietest(measured);
  const [alone] = phases;
  if (alone === undefined) return "";
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const columns: [title: string, cell: (phase: Phase) => string][] = [
    ["order reads beside", ({ beside }) => `**${beside.name}**: ${beside.describe}`],
    ["p50 · p99 ms", ({ reads }) => `${reads.p50Ms.toFixed(1)} · ${reads.p99Ms.toFixed(1)}`],
    ["p99 of alone", ({ reads }) => `${(reads.p99Ms / alone.reads.p99Ms).toFixed(2)} ×`],
    ["logins offered", ({ logins }) => (logins === undefined ? "–" : String(logins.requests))],
    ["200", (phase) => count(phase, 200)],
    ["401", (phase) => count(phase, 401)],
    ["429", (phase) => count(phase, 429)],
    ["503", (phase) => count(phase, 503)],
    [
      "p50 · p99 ms of a login",
      ({ logins }) =>
        logins === undefined ? "–" : `${logins.p50Ms.toFixed(0)} · ${logins.p99Ms.toFixed(0)}`,
    ],
    ["others", ({ neighbours }) => `${Math.round(100 * neighbours)} %`],
  ];
  return `
## Logins beside reads

${line(columns.map(([title]) => title))}
${line(columns.map(() => "---"))}
${phases.map((phase) => line(columns.map(([, cell]) => cell(phase)))).join("\n")}

${Math.round(alone.readsPerSecond)} order reads a second arrive whatever becomes of them: half of what \`get\` reached right before. Each is timed from when it was due. Of ${measured.length / phases.length} rounds each phase's quietest. Passwords are checked one at a time, and who finds 64 waiting gets 503; who has failed too often gets 429.
`;
}

/** Reads that were not answered right, whoever logged in meanwhile. */
export function wrongReads(measured: Phase[]): number {
  return measured.reduce((sum, { reads }) => sum + reads.errors, 0);
}

/** In the order in which they were measured first. */
function quietest(measured: Phase[]): Phase[] {
  const best = new Map<string, Phase>();
  for (const phase of measured) {
    const before = best.get(phase.beside.name);
    if (before === undefined || phase.neighbours < before.neighbours) best.set(phase.beside.name, phase);
  }
  return [...best.values()];
}

function count({ logins }: Phase, status: number): string {
  return logins === undefined ? "–" : String(logins.statuses[status] ?? 0);
}
