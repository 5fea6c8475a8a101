/** What a scoped viewer sees of a noun, as SQL: the first lock, as the row policy is the second. */
import type { Context } from "#platform/access";
import { Statement, trusted } from "#platform/db";
import type { Relation, Resource } from "./define-resource.ts";
import type { Registry } from "./registry.ts";

/** @param place of the parameter that holds the list of customers */
export function scopeCondition(registry: Registry, resource: Resource, alias: string, place: string): string {
  const { belongs } = resource;
  if (belongs === "shared") return `${place}::uuid[] is not null`;
  if (belongs === "hidden") return `${place}::uuid[] is null`;
  if ("person" in belongs) return `${alias}.${belongs.person} = (select plinth.actor_person())`;
  if ("scope" in belongs) return `${alias}.${belongs.scope} = any (${place}::uuid[])`;
  const parent = registry.get(belongs.parent);
  const above = `${alias}_p`;
  return (
    `exists (select from ${parent.table} ${above} where ${above}.organization_id = ${alias}.organization_id` +
    ` and ${above}.id = ${alias}.${belongs.by} and ${scopeCondition(registry, parent, above, place)})`
  );
}

/** What a scoped actor sees of the noun `t`, as a further condition; nothing for those who see all. */
export function scopedTo(
  registry: Registry,
  resource: Resource,
  { scope }: Pick<Context, "scope">,
): Statement {
  return scope === "all"
    ? trusted("")
    : new Statement(` and ${scopeCondition(registry, resource, "t", "$1")}`, [scope]);
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
  return place === undefined || decided ? "" : ` and ${scopeCondition(registry, other, alias, place)}`;
}
