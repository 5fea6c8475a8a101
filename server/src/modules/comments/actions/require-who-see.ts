import { findRecipients } from "#modules/organizations";
import { notThere } from "#platform/action";
import type { Tx } from "#platform/db";
import type { Resource } from "#platform/resource";

type Told = { noun: Resource; scopeId: string | null };

/**
 * Whoever is called by name must be able to come: a member who reads comments and sees what it is about. Who sees some
 * customers only sees no members, and calls nobody.
 * @param called before, when they could: who has left since keeps nobody from putting a sentence right
 * @throws 422 at the first who is not, the same for who is nobody and for who may not see it
 */
export async function requireWhoSee(
  tx: Tx,
  mentions: readonly string[],
  { noun, scopeId }: Told,
  called: readonly string[] = [],
): Promise<void> {
  const anew = mentions.filter((id) => !called.includes(id));
  if (anew.length === 0) return;
  const members = tx.within === null ? await findRecipients(tx, "member", anew) : [];
  const seeing = members
    .filter(({ permissions }) => permissions.has("comments:read") && permissions.has(noun.read))
    .filter(({ scope }) => scope === "all" || (scopeId !== null && scope.includes(scopeId)))
    .map(({ userId }) => userId);
  const place = mentions.findIndex((id) => anew.includes(id) && !seeing.includes(id));
  if (place >= 0) throw notThere(`/mentions/${place}`);
}
