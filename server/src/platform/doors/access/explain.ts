/** Asks every rule of access for one actor, one deed and perhaps one object. */
import { actorText, beyondScope, type Context, may } from "#platform/access";
import { asksForTwo, didEither, type Services } from "#platform/action";
import type { Asked } from "./asked.ts";
import type { Declared } from "./deed.ts";
import type { KnownActors } from "./known-actors.ts";
import { objectVerdict } from "./object-rule.ts";
import {
  allowed,
  type DidOtherHalf,
  denied,
  dutiesVerdict,
  type Holder,
  type Holders,
  policyVerdict,
  ruleOfPeople,
  rulesOfCaller,
  type Verdict,
} from "./rules.ts";
import { findVisible } from "./visible-object.ts";

/** The context that another actor would have at this moment; undefined when it is none here or can do nothing more. */
export type ContextOfActor = (
  services: Services,
  asker: Context,
  actor: string,
) => Promise<Context | undefined>;

export type Means = {
  declared: Declared;
  services: Services;
  contextOfActor: ContextOfActor;
  actors: KnownActors;
};

/** Every rule with its verdict, in order; those behind an object that is not there are not asked. */
export async function explain(means: Means, asker: Context, asked: Asked): Promise<Verdict[]> {
  const { deed, objectId } = asked;
  const { actors, services, declared } = means;
  const holders = await findHolders(means, asker, asked.actor);
  if (holders === undefined)
    return [denied("actor", "There is no such actor that you may see, or it can do nothing any more.", null)];
  const [{ context }] = holders;
  const known = allowed("actor", "The actor is known.");
  if (deed.audience !== "organization") return [known, ruleOfPeople(actors, deed, context)];

  const ofCaller = [known, ...rulesOfCaller(actors, deed, holders)];
  if (objectId === undefined || deed.noun === undefined)
    return [...ofCaller, ...policyVerdict(deed, context), ...dutiesVerdict(deed, context, undefined)];
  const object = await objectVerdict(
    { actors, read: services.read, registry: declared.registry },
    asker,
    holders,
    deed.noun,
    objectId,
  );
  if (object.grants === null) return [...ofCaller, object];
  const did = await didTheOtherHalf(means, asker, asked, context);
  return [...ofCaller, object, ...policyVerdict(deed, context), ...dutiesVerdict(deed, context, did)];
}

/** The actor, and whoever its key belongs to. Other actors are known to those who may read them. */
async function findHolders(
  { declared, services, contextOfActor }: Means,
  asker: Context,
  actor: string,
): Promise<Holders | undefined> {
  const self = actor === actorText(asker.actor);
  if (!self && !(await mayKnow(declared, services, asker, actor))) return undefined;
  const context = self ? asker : await contextOfActor(services, asker, actor);
  if (context === undefined) return undefined;
  const owner = ownerOf(actor, context);
  const behind = owner === undefined ? undefined : await contextOfActor(services, asker, owner);
  const holder: Holder = { actor, context };
  return owner === undefined || behind === undefined ? [holder] : [holder, { actor: owner, context: behind }];
}

/** Actors are nouns, named like their kind. */
async function mayKnow(
  { registry }: Declared,
  { read }: Services,
  asker: Context,
  actor: string,
): Promise<boolean> {
  const [kind, id = ""] = actor.split(":");
  const noun = registry.resources.find(({ name }) => name === kind);
  if (noun === undefined || !may(asker, noun.read).allowed) return false;
  return (await findVisible(read, registry, noun, asker, id)) !== undefined;
}

/** The member or service account whose key it is. */
function ownerOf(actor: string, { actor: acting, responsibleUserId }: Context): string | undefined {
  if (!actor.startsWith("api_key:")) return undefined;
  if (acting.kind === "service_account") return actorText(acting);
  return responsibleUserId === null ? undefined : `member:${responsibleUserId}`;
}

/**
 * Asked beyond what the asker sees of the trail; whether there is a row is all that is learned. What others did is for
 * those who may read the object's history.
 */
async function didTheOtherHalf(
  { services }: Means,
  asker: Context,
  { deed, objectId }: Asked,
  context: Context,
): Promise<DidOtherHalf> {
  const apart = deed.action?.apart;
  if (apart === undefined || objectId === undefined || !asksForTwo(apart, context)) return undefined;
  if (context !== asker && !may(asker, "history:read").allowed) return "untold";
  const [row] = await services.read<{ did: boolean }>(
    beyondScope(asker),
    didEither(apart, context, objectId),
  );
  return row?.did !== false;
}
