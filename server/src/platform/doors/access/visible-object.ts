/** Is an object among what a caller sees, and by what does it belong there? One statement, under their own context. */
import type { Context } from "#platform/access";
import type { Services } from "#platform/action";
import { type Statement, sql, trusted } from "#platform/db";
import { type Registry, type Resource, rowsOf, scopedTo, uuidPattern } from "#platform/resource";

export type VisibleObject = {
  /** What a scope would have to name so that the object is in it: whose it is. Null for what belongs to nobody. */
  scopeId: string | null;
};

/** @returns undefined when the caller does not see it: because it is not theirs, or because there is none. */
export async function findVisible(
  read: Services["read"],
  registry: Registry,
  noun: Resource,
  context: Context,
  id: string,
): Promise<VisibleObject | undefined> {
  if (!uuidPattern.test(id)) return undefined;
  const [row] = await read<{ scope_id: string | null }>(
    context,
    visibleStatement(registry, noun, context, id),
  );
  return row && { scopeId: row.scope_id };
}

function visibleStatement(registry: Registry, noun: Resource, context: Context, id: string): Statement {
  const owner = trusted(ownerOf(registry, noun, "t"));
  return sql`
    select ${owner} as scope_id from ${trusted(noun.table)} t
     where t.organization_id = ${context.organizationId} and t.id = ${id}${trusted(rowsOf(noun, "t"))}${scopedTo(registry, noun, context)}`;
}

/** The column that a scope is compared with, its own or its parent's. */
function ownerOf(registry: Registry, { belongs }: Resource, alias: string): string {
  if (typeof belongs === "string") return "null::uuid";
  if ("person" in belongs) return "null::uuid";
  if ("scope" in belongs) return `${alias}.${belongs.scope}`;
  const parent = registry.get(belongs.parent);
  const above = `${alias}_p`;
  return (
    `(select ${ownerOf(registry, parent, above)} from ${parent.table} ${above}` +
    ` where ${above}.organization_id = ${alias}.organization_id and ${above}.id = ${alias}.${belongs.by})`
  );
}
