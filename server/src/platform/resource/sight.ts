/** What a caller sees of a noun's parts, by the permissions that they hold. */
import type { Relation, Resource } from "./define-resource.ts";
import type { Field } from "./field.ts";
import type { Registry } from "./registry.ts";

export function sees(permissions: ReadonlySet<string>, field: Field | undefined): boolean {
  return field?.see === undefined || permissions.has(field.see);
}

/**
 * What following a relation needs: to read the noun there, and to see the field that leads to it. Whoever follows a
 * hidden reference, or lists the objects that refer by one, learns its value.
 */
export function neededToFollow(registry: Registry, resource: Resource, relation: Relation): string[] {
  const other = registry.get(relation.to);
  const leading = (relation.kind === "one" ? resource : other).fields[relation.by];
  return [other.read, ...(leading?.see === undefined ? [] : [leading.see])];
}
