/** Is the object among what the actor sees? What the asker does not see themselves is not there for anybody. */
import { type Context, may } from "#platform/access";
import type { Services } from "#platform/action";
import { type Registry, type Resource, readableSubjects } from "#platform/resource";
import type { KnownActors } from "./known-actors.ts";
import { allowed, denied, givenTo, type Holder, type Holders, type Verdict } from "./rules.ts";
import { findVisible } from "./visible-object.ts";

type Means = { actors: KnownActors; read: Services["read"]; registry: Registry };

/** @returns a verdict that nothing would change for an object that the asker does not see: as if there were none */
export async function objectVerdict(
  { actors, read, registry }: Means,
  asker: Context,
  holders: Holders,
  noun: Resource,
  id: string,
): Promise<Verdict> {
  const words = noun.name.replaceAll("_", " ");
  const known = may(asker, noun.read).allowed
    ? await findVisible(read, registry, noun, asker, id)
    : undefined;
  if (known === undefined)
    return denied("object", `There is no ${words} with this id that you may see.`, null);

  const { scopeId, subjectType } = known;
  if (subjectType !== null) {
    const unread = holders.filter(
      ({ context }) => !readableSubjects(context.permissions).includes(subjectType),
    );
    const permission = registry.get(subjectType).read;
    const given = givenTo(unread, ({ context }) =>
      actors.mayHoldMore(context.actor) ? { permission } : null,
    );
    const sentence = `The ${words} is about what the actor may not read: that needs the permission "${permission}".`;
    if (unread.length > 0) return denied("object", sentence, given);
  }
  const blind: Holder[] = [];
  for (const holder of holders) {
    const { context } = holder;
    if (context.scope === "all" || context === asker) continue;
    if ((await findVisible(read, registry, noun, context, id)) === undefined) blind.push(holder);
  }
  if (blind.length === 0) return allowed("object", `The ${words} is among what they see.`);
  const sentence = `The actor sees a part of the organization only, and the ${words} is not in it.`;
  const toSee = ({ context: { actor } }: Holder) =>
    scopeId === null ? actors.toSeeAll(actor) : actors.toSee(actor, scopeId);
  return denied("object", sentence, givenTo(blind, toSee));
}
