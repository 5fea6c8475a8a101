/** The feed of an organization: complete, in order, each fact once. */
import { sql } from "#platform/db";
import { defineInvariant, type Invariant } from "./define-invariant.ts";
import { numbersOf } from "./population.ts";

export const facts = numbersOf({
  name: "facts",
  as: "organization",
  last: (organization) => sql`
    select seq as last from plinth.organization_feed where organization_id = ${organization}`,
});

export const feedInvariants: Invariant[] = [
  defineInvariant({
    name: "feed_has_no_hole",
    describe: "The feed has a fact under each number from the last one that was forgotten to its head.",
    of: facts,
    violations: ({ organization, keys }) => sql`
      select n.seq::text as key, 'there is no fact under this number' as says
        from unnest(${keys}::bigint[]) n(seq)
        join plinth.organization_feed f
          on f.organization_id = ${organization} and n.seq > f.removed_up_to and n.seq <= f.seq
       where not exists (select from plinth.events e where e.organization_id = ${organization} and e.seq = n.seq)`,
  }),
  defineInvariant({
    name: "feed_ends_at_its_head",
    describe: "The feed has no fact behind its head, where the next one is numbered.",
    of: facts,
    violations: ({ organization }) => sql`
      select e.seq::text as key, 'the head says ' || f.seq as says
        from plinth.organization_feed f
       cross join lateral (select seq from plinth.events
                            where organization_id = ${organization} and seq > f.seq
                            order by seq
                            limit 10) e
       where f.organization_id = ${organization}`,
  }),
  defineInvariant({
    name: "fact_is_told_once",
    describe: "A fact has one number in the feed: whoever reads on from a number is told it once.",
    of: facts,
    violations: ({ organization, keys }) => sql`
      select e.seq::text as key, e.type || ' is there again under ' || other.seq as says
        from unnest(${keys}::bigint[]) n(seq)
        join plinth.events e on e.organization_id = ${organization} and e.seq = n.seq
       cross join lateral (select seq from plinth.events
                            where organization_id = ${organization} and id = e.id and seq <> e.seq
                            limit 1) other`,
  }),
];
