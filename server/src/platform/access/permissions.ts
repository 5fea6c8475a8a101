/** A permission as it is declared by a resource or an action: `orders:place`. */
export type Permission = { name: string; describe: string };

const declared = new Map<string, Permission>();

/** Declares a permission; declaring it again with the same words is fine, with others is a contradiction. */
export function definePermission(name: string, describe: string): string {
  if (!/^[a-z_]+:[a-z_]+$/.test(name))
    throw new Error(`the permission "${name}" is not of the form plural:verb`);
  const before = declared.get(name);
  if (before === undefined) declared.set(name, { name, describe });
  return name;
}

/** Every permission that exists, sorted by name. */
export function permissions(): Permission[] {
  return [...declared.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
