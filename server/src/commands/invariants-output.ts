/** What `invariants` says: a table for each organization, or all of it as JSON. */
import type { Outcome } from "#platform/invariants";

export type LookedAt = { id: string; name: string; outcomes: Outcome[] };

export const isTrue = ({ violations, unjudged }: Outcome): boolean => violations.length === 0 && !unjudged;

/** So many objects of each are named; the JSON has them all. */
const mostNamed = 5;

export function booksText({ id, name, outcomes }: LookedAt): string {
  const wide = Math.max(...outcomes.map(({ invariant }) => invariant.name.length));
  const lines = outcomes.flatMap((outcome) => {
    const { invariant, asked, violations } = outcome;
    const of = `${asked.toLocaleString("en")} ${invariant.of.name}`;
    const line = `  ${wordOf(outcome)}  ${invariant.name.padEnd(wide)}  ${of}`;
    if (violations.length === 0) return [line];
    const more = violations.length - mostNamed;
    return [
      `${line}, not true of ${violations.length.toLocaleString("en")}: ${invariant.describe}`,
      ...violations
        .slice(0, mostNamed)
        .map(({ key, says }) => `${" ".repeat(14)}${key}${says === null ? "" : `  ${says}`}`),
      ...(more > 0 ? [`${" ".repeat(14)}… and ${more.toLocaleString("en")} more; --json has them all`] : []),
    ];
  });
  const wrong = outcomes.filter((outcome) => !isTrue(outcome)).length;
  const end =
    wrong === 0
      ? `All ${outcomes.length} are true.`
      : `${wrong} of ${outcomes.length} are not, or could not be looked at.`;
  return `${name}  ${id}\n${lines.join("\n")}\n  ${end}\n`;
}

function wordOf({ violations, unjudged }: Outcome): string {
  if (violations.length > 0) return "NOT TRUE";
  return unjudged ? "TOO SLOW" : "true    ";
}

export function booksJson(found: LookedAt[], whole: boolean): string {
  const organizations = found.map(({ id, name, outcomes }) => ({
    ...{ id, name },
    invariants: outcomes.map(({ invariant, asked, unjudged, violations }) => ({
      ...{ name: invariant.name, describe: invariant.describe, of: invariant.of.name },
      ...{ asked, unjudged, violations },
    })),
  }));
  const ok = found.every(({ outcomes }) => outcomes.every(isTrue));
  return `${JSON.stringify({ ok, whole, organizations })}\n`;
}
