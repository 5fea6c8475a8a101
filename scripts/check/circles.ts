/** Circles in a graph of names. */

/** The names along the first circle found, its first name repeated at the end; undefined when there is none. */
export function firstCircle(reaches: Map<string, Set<string>>): string[] | undefined {
  const done = new Set<string>();
  for (const name of [...reaches.keys()].sort()) {
    const circle = walk(name, []);
    if (circle !== undefined) return circle;
  }
  return undefined;

  function walk(name: string, path: string[]): string[] | undefined {
    const start = path.indexOf(name);
    if (start !== -1) return [...path.slice(start), name];
    if (done.has(name)) return undefined;
    for (const next of [...(reaches.get(name) ?? [])].sort()) {
      const circle = walk(next, [...path, name]);
      if (circle !== undefined) return circle;
    }
    done.add(name);
    return undefined;
  }
}
