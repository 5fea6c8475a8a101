import { LRUCache } from "lru-cache";
import { countCache } from "#platform/telemetry";

/** A permission as it is declared by a resource or an action: `orders:place`. */
export type Permission = { name: string; describe: string };

const declared = new Map<string, Permission>();
let names: ReadonlySet<string> | undefined;

/** Declares a permission; several declarations may share one, whose description then says all that it allows. */
export function definePermission(name: string, describe: string): string {
  if (!/^[a-z_]+:[a-z_]+$/.test(name))
    throw new Error(`the permission "${name}" is not of the form plural:verb`);
  const before = declared.get(name);
  if (before === undefined) {
    declared.set(name, { name, describe });
    names = undefined;
  } else if (!before.describe.includes(describe)) before.describe += ` ${describe}`;
  return name;
}

const personal = new Set<string>();

/** It opens what is the holder's own and nothing of anybody else's: whoever gives it gives nothing away. */
export function declarePersonal(...names: string[]): void {
  for (const name of names) personal.add(name);
}

export function isPersonal(name: string): boolean {
  return personal.has(name);
}

const sets = new LRUCache<string, ReadonlySet<string>>({ max: 1_000 });
const count = countCache("permission_sets", () => sets.size);

/**
 * The set of these permissions: one object for equal sets, because what depends on them (the shape of a statement, what
 * a caller sees) is remembered by identity.
 */
export function permissionSet(held: Iterable<string>): ReadonlySet<string> {
  const sorted = [...new Set(held)].sort();
  const key = sorted.join(" ");
  const known = sets.get(key);
  if (known !== undefined) {
    count.hits++;
    return known;
  }
  count.misses++;
  const made = new Set(sorted);
  sets.set(key, made);
  return made;
}

/** Every permission that exists, sorted by name. */
export function permissions(): Permission[] {
  return [...declared.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Their names: one object until another permission is declared. Whoever keeps what was made of it asks whether it is
 * still this one, so that nothing lacks a permission which was declared later.
 */
export function permissionNames(): ReadonlySet<string> {
  names ??= new Set(declared.keys());
  return names;
}

/** @throws at start-up for a permission that nothing declares: a typo would lock everybody out. */
export function requirePermissions(used: readonly string[]): void {
  const missing = used.filter((name) => !declared.has(name));
  if (missing.length > 0)
    throw new Error(`these permissions are used and declared nowhere: ${missing.join(", ")}`);
}
