/** What is true of people wherever they belong. */
import { buyerPopulation, buyersOf, memberPopulation, membersOf } from "#modules/organizations";
import { type Statement, sql } from "#platform/db";
import { defineInvariant, type Invariant, type Part } from "#platform/invariants";

/** A name is nothing to tell anybody of: only whose it is. */
const misnamed = (people: (organization: string) => Statement) => {
  return ({ organization, keys }: Part) => sql`
    select p.id::text as key, null as says
      from unnest(${keys}::uuid[]) k(id)
      join (${people(organization)}) p on p.id = k.id
      left join users u on u.id = p.id
     where u.id is null or (p.ended_at is null and (p.name, p.email) is distinct from (u.name, u.email))`;
};

export const identityInvariants: Invariant[] = [
  defineInvariant({
    name: "member_is_named_as_the_human",
    describe: "A member bears the name and the address of the human who it is.",
    of: memberPopulation,
    noun: "member",
    violations: misnamed(membersOf),
  }),
  defineInvariant({
    name: "buyer_is_named_as_the_human",
    describe: "A buyer bears the name and the address of the human who it is.",
    of: buyerPopulation,
    noun: "buyer",
    violations: misnamed(buyersOf),
  }),
];
