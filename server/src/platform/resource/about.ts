/**
 * Nouns about another object: whoever may not read the noun that it is of sees none of what is about it. Which nouns one
 * may read follows from the permissions alone, so that it is part of a statement's text as hidden fields are.
 */
import type { Resource } from "./define-resource.ts";

const declared = new Map<string, Resource>();
let readable = new WeakMap<ReadonlySet<string>, readonly string[]>();

/** Called by every declaration. */
export function declareSubject(resource: Resource): void {
  declared.set(resource.name, resource);
  readable = new WeakMap();
}

export const declaredNouns = (): Resource[] => [...declared.values()];

/** @throws when nothing of that name is declared */
export function declaredNoun(name: string): Resource {
  const resource = declared.get(name);
  if (resource === undefined) throw new Error(`there is no resource "${name}"`);
  return resource;
}

/**
 * What something can be about: an object with a path of its own, not one that is some of another noun's, not what is
 * itself about something, and nobody's own.
 */
export function canBeSubject({ path, only, about, belongs }: Resource): boolean {
  const personal = typeof belongs === "object" && "person" in belongs;
  return path !== undefined && only === undefined && about === undefined && !personal;
}

/** Names of the nouns that whoever holds these may read, of those that something can be about; sorted. */
export function readableSubjects(permissions: ReadonlySet<string>): readonly string[] {
  const known = readable.get(permissions);
  if (known !== undefined) return known;
  const names = [...declared.values()]
    .filter((resource) => canBeSubject(resource) && permissions.has(resource.read))
    .map(({ name }) => name)
    .sort();
  readable.set(permissions, names);
  return names;
}

/** As a further condition; nothing for a noun that stands for itself. What it names is declared, and never a caller's. */
export function aboutReadable(
  { about }: Pick<Resource, "about">,
  alias: string,
  permissions: ReadonlySet<string>,
): string {
  if (about === undefined) return "";
  const names = readableSubjects(permissions).map((name) => `'${name}'`);
  return ` and ${alias}.subject_type = any (array[${names.join(", ")}]::text[])`;
}

/** The permissions that the condition depends on. */
export function permissionsForSubjects({ about }: Pick<Resource, "about">): string[] {
  return about === undefined ? [] : [...declared.values()].filter(canBeSubject).map(({ read }) => read);
}

/** At start-up: what is about another object says which. */
export function aboutComplaints({ about, fields }: Resource): string[] {
  if (about === undefined) return [];
  return ["subject_type", "subject_id"]
    .filter((name) => fields[name] === undefined)
    .map((name) => `is about another object and has no field "${name}"`);
}
