/**
 * Which of the permissions that change what a statement selects the caller holds, as a short text: part of a
 * statement's shape, so that callers who see the same share it.
 */
import { permissionsForSubjects } from "./about.ts";
import type { Resource } from "./define-resource.ts";
import type { Projection } from "./projection.ts";
import type { Registry } from "./registry.ts";
import { neededToFollow } from "./sight.ts";

type Visibility = (resource: Resource, projection: Projection, permissions: ReadonlySet<string>) => string;

export function createVisibility(registry: Registry): Visibility {
  const relevant = new Map(registry.resources.map((resource) => [resource, relevantTo(registry, resource)]));
  const known = new WeakMap<ReadonlySet<string>, Map<Resource, string>>();

  const ofNoun = (resource: Resource, permissions: ReadonlySet<string>): string => {
    const masks = known.get(permissions) ?? new Map<Resource, string>();
    known.set(permissions, masks);
    let mask = masks.get(resource);
    if (mask === undefined) {
      mask = (relevant.get(resource) ?? [])
        .map((permission) => (permissions.has(permission) ? "1" : "0"))
        .join("");
      masks.set(resource, mask);
    }
    return mask;
  };
  const visibility: Visibility = (resource, { expand }, permissions) => {
    const below = [...expand].map(([name, projection]) => {
      const relation = resource.relations[name];
      return relation === undefined ? "" : visibility(registry.get(relation.to), projection, permissions);
    });
    return [ofNoun(resource, permissions), ...below].join(".");
  };
  return visibility;
}

/**
 * Own hidden fields, those of children, what the noun may be about, and for relations what following them needs and what
 * the other noun hides.
 */
function relevantTo(registry: Registry, resource: Resource): string[] {
  const { fields, children, relations } = resource;
  const own = [fields, ...Object.values(children).map((child) => child.fields)];
  const hiding = own.flatMap((some) => Object.values(some).flatMap(({ see }) => see ?? []));
  const others = Object.values(relations).flatMap((relation) => {
    const shown = relation.always ? relevantTo(registry, registry.get(relation.to)) : [];
    return [...neededToFollow(registry, resource, relation), ...shown];
  });
  return [...new Set([...hiding, ...permissionsForSubjects(resource), ...others])].sort();
}
