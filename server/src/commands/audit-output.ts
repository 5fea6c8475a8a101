/** What `audit verify` says: organization by organization, or all of it as JSON. */
import type { Verdict } from "#platform/audit";

export function verdictText(
  { organization_id: id, entries, unsealed, anchor, finding }: Verdict,
  name: string | null,
): string {
  if (id === null)
    return `The keys and the lock of the whole trail\n  NOT AS THEY WERE  ${finding?.what}: ${finding?.says}\n`;
  const count = `${entries.toLocaleString("en")} ${entries === 1 ? "entry" : "entries"}`;
  const waiting = unsealed === 0 ? "" : `, ${unsealed.toLocaleString("en")} not sealed yet`;
  const lines =
    finding === null
      ? [`  as sealed  ${count}${waiting}`, ...(anchor === null ? [] : [`  anchor     ${anchor}`])]
      : [
          `  NOT AS SEALED  ${finding.what}: ${finding.says}`,
          `  entry          ${wordsOf(finding.seq, finding.id, finding.occurred_at)}`,
          `  before it      ${count} as sealed${waiting}`,
        ];
  return `${name ?? "(an organization that is not known any more)"}  ${id}\n${lines.join("\n")}\n`;
}

export function verdictsJson(ok: boolean, found: { name: string | null; verdict: Verdict }[]): string {
  const findings = found.flatMap(({ verdict }) =>
    verdict.organization_id === null ? [verdict.finding] : [],
  );
  const organizations = found.flatMap(({ name, verdict: { organization_id: id, ...verdict } }) =>
    id === null ? [] : [{ id, name, ...verdict }],
  );
  return `${JSON.stringify({ ok, findings, organizations })}\n`;
}

function wordsOf(seq: number | null, id: string | null, occurredAt: string | null): string {
  const words = [
    ...(seq === null ? [] : [`number ${seq}`]),
    ...(id === null ? [] : [`id ${id}`]),
    ...(occurredAt === null ? [] : [`of ${occurredAt}`]),
  ];
  return words.join(", ") || "none";
}
