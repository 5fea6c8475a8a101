/** What `secrets reseal` says: every place with its counts, and what to do next. */
import type { PlaceReport } from "#platform/secrets";

/** The table of places, and what to do next. */
export function resealText(ids: readonly string[], reports: PlaceReport[], check: boolean): string {
  const [active, ...older] = ids;
  const width = Math.max(...reports.map(({ what }) => what.length));
  const rows = reports.map(
    ({ what, current, ...rest }) =>
      `  ${what.padEnd(width)}  ${[`${current} under ${active}`, ...troubles(rest, check)].join(", ")}`,
  );
  return `${rows.join("\n")}\n${advice(active, older, reports, check)}\n`;
}

function advice(active: string | undefined, older: string[], reports: PlaceReport[], check: boolean): string {
  const missing = new Set(reports.flatMap((report) => [...report.missing.keys()]));
  if (missing.size > 0)
    return `Put the secret ${[...missing].join(" and ")} behind the first one in PLINTH_SECRET, and repeat.`;
  if (reports.some(({ damaged }) => damaged > 0))
    return "What is damaged can be opened by no secret: restore it from a backup, or make it anew.";
  if (!reports.every((report) => isDone(report, check)))
    return "Repeat without --check to seal them under the first secret.";
  return older.length === 0
    ? `Everything is sealed under ${active}.`
    : `Everything is sealed under ${active}: ${older.join(" and ")} may be taken out of PLINTH_SECRET.`;
}

function troubles(
  { older, missing, damaged }: Omit<PlaceReport, "what" | "current">,
  check: boolean,
): string[] {
  return [
    ...(older === 0 ? [] : [`${older} ${check ? "under older secrets" : "resealed"}`]),
    ...[...missing].map(([id, count]) => `${count} under ${id}, which is not in PLINTH_SECRET`),
    ...(damaged === 0 ? [] : [`${damaged} damaged`]),
  ];
}

/** Is everything of the place under the active secret? */
export function isDone({ older, missing, damaged }: PlaceReport, check: boolean): boolean {
  return missing.size === 0 && damaged === 0 && (!check || older === 0);
}
