/** Reads `fields` and `expand` into a projection. */
import type { Context } from "#platform/access";
import { forbidden } from "#platform/errors";
import type { Relation, Resource } from "./define-resource.ts";
import { type Attempt, Mistake, refuseHidden } from "./mistake.ts";
import { type Projection, plain } from "./projection.ts";
import type { Registry } from "./registry.ts";
import { neededToFollow } from "./sight.ts";

const deepest = 3;

/** @throws 403 for a hidden field or for a relation whose noun the caller may not read. */
export function parseProjection(
  registry: Registry,
  resource: Resource,
  context: Context,
  parameters: Map<string, string>,
  attempt: Attempt,
): Projection {
  const expand = attempt(
    () => parseExpand(registry, resource, context, parameters.get("expand")),
    plain.expand,
  );
  const text = parameters.get("fields");
  const fields = attempt(() => parseFields(registry, resource, context, text), undefined);
  return fields === undefined ? { expand } : { expand, fields };
}

function parseFields(
  registry: Registry,
  resource: Resource,
  context: Context,
  text: string | undefined,
): ReadonlySet<string> | undefined {
  if (text === undefined) return undefined;
  const always = Object.entries(resource.relations).filter(([, relation]) => relation.always);
  const known = [
    ...Object.keys(resource.fields),
    ...Object.keys(resource.children),
    ...always.map(([name]) => name),
  ];
  const names = text.split(",");
  for (const name of names) {
    if (!known.includes(name))
      throw new Mistake("fields", `There is no field "${name}". There is: ${known.join(", ")}.`);
    refuseHidden(resource, context, name);
    const [, relation] = always.find(([always]) => always === name) ?? [];
    if (relation !== undefined) mustFollow(registry, resource, context, name, relation);
  }
  return new Set([...names, "id"]);
}

function parseExpand(
  registry: Registry,
  resource: Resource,
  context: Context,
  text: string | undefined,
): Projection["expand"] {
  if (text === undefined) return plain.expand;
  const root: Tree = new Map();
  for (const path of text.split(",")) {
    const names = path.split(".");
    if (names.length > deepest)
      throw new Mistake("expand", `"${path}" goes deeper than ${deepest} relations.`);
    let at = resource;
    let tree = root;
    for (const name of names) {
      const relation = Object.hasOwn(at.relations, name) ? at.relations[name] : undefined;
      if (relation === undefined) {
        const exist = Object.keys(at.relations).join(", ") || "none";
        throw new Mistake("expand", `"${at.name}" has no relation "${name}". There is: ${exist}.`);
      }
      mustFollow(registry, at, context, name, relation);
      at = registry.get(relation.to);
      const next: Tree = tree.get(name) ?? new Map();
      tree.set(name, next);
      tree = next;
    }
  }
  return projections(root);
}

/** @throws 403 naming the permission that is missing. */
function mustFollow(
  registry: Registry,
  resource: Resource,
  { permissions }: Context,
  name: string,
  relation: Relation,
): void {
  const missing = neededToFollow(registry, resource, relation).find((one) => !permissions.has(one));
  if (missing !== undefined)
    throw forbidden(`Expanding "${name}" needs the permission "${missing}", which you do not hold.`, {
      denial: { rule: "permission", permissions: [missing] },
    });
}

type Tree = Map<string, Tree>;

function projections(tree: Tree): Projection["expand"] {
  return new Map([...tree].map(([name, below]) => [name, { expand: projections(below) }]));
}
