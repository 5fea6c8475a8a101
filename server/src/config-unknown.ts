/** Variables that begin like ours and are none: a setting that is misspelt would otherwise be left out in silence. */

const prefix = "PLINTH_";
/** These have a reader of their own, which knows their form. */
const ofProviders = "PLINTH_OAUTH_";

/** One sentence for each, with the known name that is nearest. Blank ones count as absent. */
export function unknownVariables(given: Record<string, string | undefined>, known: string[]): string[] {
  const ours = known.filter((name) => name.startsWith(prefix) && !name.startsWith(ofProviders));
  return Object.entries(given)
    .filter(([name, text]) => name.startsWith(prefix) && !name.startsWith(ofProviders) && text?.trim())
    .filter(([name]) => !ours.includes(name))
    .map(([name]) => `${name} is no known variable: the nearest name is ${nearest(name, ours)}.`)
    .sort();
}

function nearest(name: string, known: string[]): string | undefined {
  return known
    .map((one) => ({ one, distance: editsBetween(name, one) }))
    .sort((a, b) => a.distance - b.distance)[0]?.one;
}

/** Levenshtein: how many signs have to be changed, put in or taken out. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, sign] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const [above = 0, before = 0, left = 0] = [row[j + 1], row[j], next[j]];
      next.push(Math.min(above + 1, left + 1, before + (sign === other ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
