/** The figures of several processes as those of one: Prometheus takes each name once, with all its series behind it. */

/** @param texts in the text format of Prometheus, whose series differ in a label */
export function mergeFigures(texts: readonly string[]): string {
  const families = new Map<string, { head: string[]; series: string[] }>();
  for (const text of texts) {
    let family: { head: string[]; series: string[] } | undefined;
    let known = false;
    for (const line of text.split("\n")) {
      const [, name] = /^# HELP (\S+)/.exec(line) ?? [];
      if (name !== undefined) {
        family = families.get(name);
        known = family !== undefined;
        family ??= { head: [], series: [] };
        families.set(name, family);
      }
      if (line.startsWith("#")) {
        if (!known) family?.head.push(line);
      } else if (line !== "") family?.series.push(line);
    }
  }
  return `${[...families.values()].flatMap(({ head, series }) => [...head, ...series]).join("\n")}\n`;
}
