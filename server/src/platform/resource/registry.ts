/** All resources of an application, so that relations and references find their other end. */
import type { Relation, Resource } from "./define-resource.ts";

export type Registry = {
  resources: Resource[];
  /** @throws when there is none of that name: a relation or reference points nowhere. */
  get(name: string): Resource;
};

/** @throws when two resources share a name or path, or a relation or reference points nowhere. */
export function createRegistry(resources: Resource[]): Registry {
  const byName = new Map<string, Resource>();
  const paths = new Set<string>();
  for (const resource of resources) {
    if (byName.has(resource.name)) throw new Error(`two resources are named "${resource.name}"`);
    if (resource.path !== undefined && paths.has(resource.path))
      throw new Error(`two resources live at "${resource.path}"`);
    byName.set(resource.name, resource);
    if (resource.path !== undefined) paths.add(resource.path);
  }
  const registry: Registry = {
    resources,
    get(name) {
      const resource = byName.get(name);
      if (resource === undefined) throw new Error(`there is no resource "${name}"`);
      return resource;
    },
  };
  for (const resource of resources) {
    if (resource.only !== undefined && registry.get(resource.only.of).table !== resource.table)
      throw new Error(
        `resource "${resource.name}" is some of "${resource.only.of}", which has another table`,
      );
    for (const field of Object.values(resource.fields))
      if (field.references !== undefined) registry.get(field.references);
    for (const relation of Object.values(resource.relations)) checkRelation(registry, resource, relation);
  }
  return registry;
}

function checkRelation(registry: Registry, resource: Resource, { kind, to, by, orderBy }: Relation): void {
  const other = registry.get(to);
  if (
    kind === "many" &&
    (!carries(other, by) || orderBy === undefined || other.fields[orderBy] === undefined)
  ) {
    throw new Error(
      `resource "${resource.name}": relation to many "${to}" by "${by}" ordered by "${orderBy}" names no field there`,
    );
  }
  // their order, and which of them are shown, would tell it
  if (kind === "many" && other.fields[orderBy ?? ""]?.see !== undefined)
    throw new Error(`resource "${resource.name}": "${to}" is ordered by what not everybody may see`);
}

/** Has the noun the column that leads back: as a field, or as a part's tie to its whole? */
function carries({ fields, belongs }: Resource, column: string): boolean {
  return (
    fields[column] !== undefined || (typeof belongs === "object" && "by" in belongs && belongs.by === column)
  );
}
