/** What deeds leave beside their effect, as parts of the statements of those who hold them to it. */
import { type Statement, sql } from "#platform/db";

/**
 * Facts `(subject_id, type, seq)` of the organization: those in the feed, and those on their way there, which have no `seq` yet. To be
 * asked of one subject at a time, within a lateral that ends (an aggregate, a limit): each half has an index by it, but for
 * the outbox, which is short, and `not exists` over both was planned as a read of all that the organization has.
 */
export const factsOf = (organization: string): Statement => sql`
  select subject_id, type, seq::bigint as seq from plinth.events where organization_id = ${organization}
  union all
  select subject_id, type, null::bigint from plinth.outbox where organization_id = ${organization}`;

/**
 * One row `(since)`: facts from before this moment may be gone, because the feed keeps them for a time. A day later than
 * the first one that is there, because facts bear the time at which their deed began.
 */
export const factsSince = (organization: string): Statement => sql`
  select coalesce((select e.occurred_at + interval '1 day'
                     from plinth.organization_feed f
                    cross join lateral (select occurred_at from plinth.events
                                         where organization_id = ${organization} and seq = f.removed_up_to + 1
                                         limit 1) e
                    where f.organization_id = ${organization} and f.removed_up_to > 0),
                  '-infinity'::timestamptz) as since`;

/** Entries of the trail `(subject_id)`, sealed or not. To be asked like `factsOf`. */
export const entriesOf = (organization: string): Statement => sql`
  select subject_id from plinth.audit_trail where organization_id = ${organization}
  union all
  select subject_id from plinth.audit_entries where organization_id = ${organization}`;
