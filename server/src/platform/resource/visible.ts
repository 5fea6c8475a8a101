/** Is an object among what a caller sees, and whose is it? One statement, under their own context. */
import type { Context } from "#platform/access";
import { type Statement, sql, trusted } from "#platform/db";
import type { Resource } from "./define-resource.ts";
import type { Registry } from "./registry.ts";
import { rowsOf } from "./rows-of.ts";
import { scopedTo } from "./scope.ts";

/**
 * One row `{ scope_id, subject_type }` when they see it, or none; null is nobody's, and about nothing else. It does not ask
 * whether they may read the noun.
 */
export function visibleStatement(
  registry: Registry,
  noun: Resource,
  context: Context,
  id: string,
): Statement {
  const scope = trusted(scopeOf(registry, noun, "t"));
  const subject = trusted(noun.about ? "t.subject_type" : "null::text");
  return sql`
    select ${scope} as scope_id, ${subject} as subject_type from ${trusted(noun.table)} t
     where t.organization_id = ${context.organizationId} and t.id = ${id}${trusted(rowsOf(noun, "t"))}${scopedTo(registry, noun, context)}`;
}

/** The column that a scope is compared with, its own or its parent's. */
function scopeOf(registry: Registry, { belongs }: Resource, alias: string): string {
  if (typeof belongs === "string" || "person" in belongs) return "null::uuid";
  if ("scope" in belongs) return `${alias}.${belongs.scope}`;
  const parent = registry.get(belongs.parent);
  const above = `${alias}_p`;
  return (
    `(select ${scopeOf(registry, parent, above)} from ${parent.table} ${above}` +
    ` where ${above}.organization_id = ${alias}.organization_id and ${above}.id = ${alias}.${belongs.by})`
  );
}
