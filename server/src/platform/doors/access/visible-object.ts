/** Is an object among what a caller sees, and by what does it belong there? One statement, under their own context. */
import type { Context } from "#platform/access";
import type { Services } from "#platform/action";
import { type Registry, type Resource, uuidPattern, visibleStatement } from "#platform/resource";

export type VisibleObject = {
  /** What a scope would have to name so that the object is in it: whose it is. Null for what belongs to nobody. */
  scopeId: string | null;
  /** The noun that it is about, where it is about another object. */
  subjectType: string | null;
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
  const [row] = await read<{ scope_id: string | null; subject_type: string | null }>(
    context,
    visibleStatement(registry, noun, context, id),
  );
  return row && { scopeId: row.scope_id, subjectType: row.subject_type };
}
