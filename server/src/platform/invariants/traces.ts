/** What deeds leave beside their effect, as parts of the statements of those who hold them to it. */
import { type Statement, sql } from "#platform/db";

/** Of the facts on their way so many are read for each subject: nobody has given the outbox an index by it. */
const mostOnTheirWay = 1_000;

/**
 * Facts `(subject_id, type, seq)` of the organization: those in the feed, and those on their way there, which have no
 * `seq` yet. To be asked of one subject at a time, within a lateral that ends (an aggregate, a limit): `not exists` over
 * both halves was planned as a read of all that the organization has. Where very many are on their way some are left out:
 * whoever misses one asks `factsSince` too.
 */
export const factsOf = (organization: string): Statement => sql`
  select subject_id, type, seq::bigint as seq from plinth.events where organization_id = ${organization}
  union all
  (select subject_id, type, null::bigint
     from plinth.outbox
    where organization_id = ${organization}
    order by id
    limit ${mostOnTheirWay}::int)`;

/**
 * One row `(since)`: facts from before this moment may be gone, because the feed keeps them for a time. A day later than
 * the first one that is there, because facts bear the time at which their deed began. While more facts are on their way
 * than `factsOf` reads it is infinity: none can be missed then.
 */
export const factsSince = (organization: string): Statement => sql`
  select case when on_their_way.count > ${mostOnTheirWay}::int then 'infinity'::timestamptz
              else coalesce((select e.occurred_at + interval '1 day'
                               from plinth.organization_feed f
                              cross join lateral (select occurred_at from plinth.events
                                                   where organization_id = ${organization} and seq = f.removed_up_to + 1
                                                   limit 1) e
                              where f.organization_id = ${organization} and f.removed_up_to > 0),
                            '-infinity'::timestamptz) end as since
    from (select count(*) as count
            from (select from plinth.outbox where organization_id = ${organization} limit ${mostOnTheirWay}::int + 1) waiting) on_their_way`;

/** Entries of the trail `(subject_id)`, sealed or not. To be asked like `factsOf`. */
export const entriesOf = (organization: string): Statement => sql`
  select subject_id from plinth.audit_trail where organization_id = ${organization}
  union all
  select subject_id from plinth.audit_entries where organization_id = ${organization}`;
