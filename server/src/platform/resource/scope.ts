/**
 * What a viewer sees of a noun, as SQL: the first lock, as the row policy is the second. Who has a scope sees what is their
 * customers'; what is one human's, that human alone sees, whoever else sees the whole organization.
 */
import type { Context } from "#platform/access";
import { Statement, trusted } from "#platform/db";
import { aboutReadable } from "./about.ts";
import type { Relation, Resource } from "./define-resource.ts";
import type { Registry } from "./registry.ts";

/**
 * @param place of the parameter that holds the list of customers; undefined for those who see all
 * @returns undefined where nothing is left out
 */
export function scopeCondition(
  registry: Registry,
  resource: Resource,
  alias: string,
  place: string | undefined,
): string | undefined {
  const { belongs } = resource;
  if (typeof belongs === "object" && "person" in belongs)
    return personal(`${alias}.${belongs.person}`, place);
  if (typeof belongs === "object" && "parent" in belongs) {
    const parent = registry.get(belongs.parent);
    const above = `${alias}_p`;
    const seen = scopeCondition(registry, parent, above, place);
    if (seen === undefined) return undefined;
    return (
      `exists (select from ${parent.table} ${above} where ${above}.organization_id = ${alias}.organization_id` +
      ` and ${above}.id = ${alias}.${belongs.by} and ${seen})`
    );
  }
  if (place === undefined) return undefined;
  if (belongs === "shared") return `${place}::uuid[] is not null`;
  if (belongs === "hidden") return `${place}::uuid[] is null`;
  return `${alias}.${belongs.scope} = any (${place}::uuid[])`;
}

/** A statement with a parameter that it does not name is refused: the list of customers says nothing here. */
function personal(column: string, place: string | undefined): string {
  const own = `${column} = (select plinth.actor_person())`;
  return place === undefined ? own : `(${own} and ${place}::uuid[] is not null)`;
}

/** What a viewer sees of the noun `t`, as a further condition; nothing for those who see all of it. */
export function scopedTo(
  registry: Registry,
  resource: Resource,
  { scope, permissions }: Pick<Context, "scope" | "permissions">,
): Statement {
  const about = aboutReadable(resource, "t", permissions);
  const condition = scopeCondition(registry, resource, "t", scope === "all" ? undefined : "$1");
  if (condition === undefined) return trusted(about);
  const further = `${about} and ${condition}`;
  return scope === "all" ? trusted(further) : new Statement(further, [scope]);
}

/** The same for what is embedded, as further conditions; none where seeing the object at hand decides it already. */
export function scopeOfRelated(
  registry: Registry,
  resource: Resource,
  { to, by, kind }: Relation,
  alias: string,
  place: string | undefined,
): string {
  const other = registry.get(to);
  const { belongs } = other;
  const decided =
    kind === "many" && typeof belongs === "object" && "parent" in belongs
      ? belongs.parent === resource.name && belongs.by === by
      : belongs === "shared";
  const condition = decided ? undefined : scopeCondition(registry, other, alias, place);
  return condition === undefined ? "" : ` and ${condition}`;
}
