/** Is the object among what the actor sees? What the asker does not see themselves is not there for anybody. */
import { type Context, may } from "#platform/access";
import type { Services } from "#platform/action";
import type { Grant } from "#platform/errors";
import type { Registry, Resource } from "#platform/resource";
import { allowed, denied, type Given, type Holders, type Verdict, wholeOrganization } from "./rules.ts";
import { findSight } from "./sight.ts";

/**
 * What would have to be given to an actor so that it sees what belongs to this one as well; null where nothing would do.
 * Declared by the module that knows what actors are limited to.
 */
export type ToSee = (context: Context, scopeId: string) => Grant | null;

type Means = { toSee: ToSee; read: Services["read"]; registry: Registry };

/** @returns a verdict that nothing would change for an object that the asker does not see: as if there were none */
export async function objectVerdict(
  { toSee, read, registry }: Means,
  asker: Context,
  holders: Holders,
  noun: Resource,
  id: string,
): Promise<Verdict> {
  const words = noun.name.replaceAll("_", " ");
  const known = may(asker, noun.read).allowed ? await findSight(read, registry, noun, asker, id) : undefined;
  if (known === undefined)
    return denied("object", `There is no ${words} with this id that you may see.`, null);

  const blind: Holders[number][] = [];
  for (const holder of holders) {
    const { context } = holder;
    if (context.scope === "all" || context === asker) continue;
    if ((await findSight(read, registry, noun, context, id)) === undefined) blind.push(holder);
  }
  const [first, ...more] = blind;
  if (first === undefined) return allowed("object", `The ${words} is among what they see.`);
  const sentence = `The actor sees a part of the organization only, and the ${words} is not in it.`;
  return denied("object", sentence, grantsFor(toSee, [first, ...more], known.scopeId));
}

function grantsFor(toSee: ToSee, blind: Holders, scopeId: string | null): Given[] | null {
  if (scopeId === null) return wholeOrganization(blind);
  const grants = blind.flatMap(({ actor, context }): Given[] => {
    const grant = toSee(context, scopeId);
    return grant === null ? [] : [{ ...grant, to: actor }];
  });
  return grants.length < blind.length ? null : grants;
}
