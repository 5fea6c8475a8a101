/** Is an object among what a caller sees, and by what does it belong there? One statement, under their own context. */
import type { Context } from "#platform/access";
import type { Services } from "#platform/action";
import { Statement, sql, trusted } from "#platform/db";
import { type Registry, type Resource, scopeCondition, uuidPattern } from "#platform/resource";

export type Sight = {
  /** What a scope would have to name so that the object is in it: whose it is. Null for what belongs to nobody. */
  scopeId: string | null;
};

/** @returns undefined when the caller does not see it: because it is not theirs, or because there is none. */
export async function findSight(
  read: Services["read"],
  registry: Registry,
  noun: Resource,
  context: Context,
  id: string,
): Promise<Sight | undefined> {
  if (!uuidPattern.test(id)) return undefined;
  const [row] = await read<{ scope_id: string | null }>(context, sightOf(registry, noun, context, id));
  return row && { scopeId: row.scope_id };
}

function sightOf(
  registry: Registry,
  noun: Resource,
  { organizationId, scope }: Context,
  id: string,
): Statement {
  const owner = trusted(ownerOf(registry, noun, "t"));
  const within =
    scope === "all"
      ? trusted("")
      : new Statement(` and ${scopeCondition(registry, noun, "t", "$1")}`, [scope]);
  return sql`
    select ${owner} as scope_id from ${trusted(noun.table)} t
     where t.organization_id = ${organizationId} and t.id = ${id}${within}`;
}

/** The column that a scope is compared with, its own or its parent's. */
function ownerOf(registry: Registry, { belongs }: Resource, alias: string): string {
  if (typeof belongs === "string") return "null::uuid";
  if ("scope" in belongs) return `${alias}.${belongs.scope}`;
  const parent = registry.get(belongs.parent);
  const above = `${alias}_p`;
  return (
    `(select ${ownerOf(registry, parent, above)} from ${parent.table} ${above}` +
    ` where ${above}.organization_id = ${alias}.organization_id and ${above}.id = ${alias}.${belongs.by})`
  );
}
