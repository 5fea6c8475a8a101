/** The trail of an organization: each number once, under a seal, and the newest seals genuine. `audit verify` reads it whole. */
import { provenUnder } from "#platform/audit";
import { sql } from "#platform/db";
import { defineInvariant, type Invariant } from "./define-invariant.ts";
import { numbersOf } from "./population.ts";

const entries = numbersOf({
  name: "entries",
  as: "system",
  last: (organization) => sql`
    select seq as last from plinth.audit_heads where organization_id = ${organization}`,
});

/** A sample has the newest of the seals over its entries: a thousand rows each at most, and mostly a few. */
const mostSeals = 20;

export const trailInvariants: Invariant[] = [
  defineInvariant({
    name: "trail_has_no_hole",
    describe: "The trail has an entry under each number from 1 to its head.",
    of: entries,
    violations: ({ organization, keys }) => sql`
      select n.seq::text as key, 'there is no entry under this number' as says
        from unnest(${keys}::bigint[]) n(seq)
        join plinth.audit_heads h on h.organization_id = ${organization} and n.seq between 1 and h.seq
       where not exists (select from plinth.audit_trail t where t.organization_id = ${organization} and t.seq = n.seq)`,
  }),
  defineInvariant({
    name: "trail_ends_at_its_head",
    describe: "The trail ends with the entry and the seal that its head names.",
    of: entries,
    violations: ({ organization }) => sql`
      select h.seq::text as key, 'entries end at ' || coalesce(t.seq::text, 'none') || ', seals at ' || coalesce(s.last_seq::text, 'none') as says
        from plinth.audit_heads h
        left join lateral (select seq from plinth.audit_trail
                            where organization_id = ${organization} order by seq desc limit 1) t on true
        left join lateral (select last_seq, seal from plinth.audit_seals
                            where organization_id = ${organization} order by first_seq desc limit 1) s on true
       where h.organization_id = ${organization}
         and (h.seq = t.seq and h.seq = s.last_seq and h.seal = s.seal) is not true`,
  }),
  defineInvariant({
    name: "entry_is_under_one_seal",
    describe: "An entry of the trail that has a number is under exactly one seal.",
    of: entries,
    violations: ({ organization, keys }) => sql`
      select n.seq::text as key, 'it is under no seal of its own' as says
        from unnest(${keys}::bigint[]) n(seq)
        join plinth.audit_heads h on h.organization_id = ${organization} and n.seq between 1 and h.seq
        left join lateral (select first_seq, last_seq from plinth.audit_seals
                            where organization_id = ${organization} and first_seq <= n.seq
                            order by first_seq desc limit 1) s on true
        left join lateral (select last_seq from plinth.audit_seals
                            where organization_id = ${organization} and first_seq < s.first_seq
                            order by first_seq desc limit 1) earlier on true
       where (s.last_seq >= n.seq and coalesce(earlier.last_seq, 0) = s.first_seq - 1) is not true`,
  }),
  defineInvariant({
    name: "entry_is_written_once",
    describe: "No entry that waits to be sealed has the id of one that is: it would never be.",
    of: entries,
    violations: ({ organization }) => sql`
      select t.seq::text as key, 'another entry with its id waits' as says
        from plinth.audit_entries e
        join plinth.audit_trail t on t.organization_id = e.organization_id and t.id = e.id
       where e.organization_id = ${organization}
       order by e.id
       limit 10`,
  }),
  defineInvariant({
    name: "seals_are_genuine",
    describe:
      "An entry of the trail is what was sealed, and its seal is one that a key of the trail has made.",
    of: entries,
    // all of the chain, and what stands beside it, reads `audit verify`
    find: ({ organization, keys, most }, ask, keyRing) =>
      provenUnder(ask, keyRing, organization, keys, most === null ? null : mostSeals),
  }),
];
