/** What the platform must know of actors and roles to say why somebody may do something, or not. */
import { contextOfActor } from "#modules/identity";
import { actorKinds, isHuman, mayHoldMore, rolesHolding, toSee, toSeeAll } from "#modules/organizations";
import { requireOtherHalves } from "#platform/action";
import { type Declared, type Explaining, explainQuery } from "#platform/doors/access";

export const explaining: Explaining = {
  contextOfActor: ({ lookUp }, { clock, organizationId }, actor) =>
    contextOfActor(lookUp, clock, organizationId, actor),
  actors: { kinds: actorKinds, isHuman, mayHoldMore, toSee, toSeeAll },
  rolesHolding: ({ read }) => rolesHolding(read),
};

/**
 * The declarations with the query that explains them all, itself too.
 * @throws when a verb is apart from one that does not exist
 */
export function explained<Declarations extends Declared>(given: Declarations): Declarations {
  requireOtherHalves(given.actions);
  const declared = { ...given, queries: [...given.queries] };
  declared.queries.push(explainQuery(declared, explaining));
  return declared;
}
