/** What a verb is told that something is about: looked up as its caller sees it. */
import type { Context } from "#platform/access";
import type { Tx } from "#platform/db";
import { declaredNoun, declaredNouns, readableSubjects } from "./about.ts";
import type { Resource } from "./define-resource.ts";
import { visibleStatement } from "./visible.ts";

export type Subject = {
  noun: Resource;
  /** Whose it is; null for what is no customer's. */
  scopeId: string | null;
};

/**
 * The object that something is to be about.
 * @param type a noun's name
 * @returns undefined when the caller may not read the noun or does not see the object, or there is none
 */
export async function findSubject(
  tx: Tx,
  context: Context,
  type: string,
  id: string,
): Promise<Subject | undefined> {
  if (!readableSubjects(context.permissions).includes(type)) return undefined;
  const noun = declaredNoun(type);
  const registry = { resources: declaredNouns(), get: declaredNoun };
  const [row] = await tx.query<{ scope_id: string | null }>(visibleStatement(registry, noun, context, id));
  return row && { noun, scopeId: row.scope_id };
}
