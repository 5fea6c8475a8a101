/**
 * Entries of the trail, newest first: those that wait to be sealed, which have no number yet, and behind them the
 * sealed ones. One statement sees both as of one moment, so that an entry on its way from one to the other is there once.
 */
import { type Statement, sql, trusted } from "#platform/db";
import type { Filter } from "./filters.ts";
import { conditions } from "./filters.ts";

export type Wanted = {
  organizationId: string;
  filters: Filter[];
  /** The entry at which the page before ended. */
  after: string | undefined;
  /** The oldest entry that is told of. */
  since?: string | undefined;
  limit: number | undefined;
};

/** By the moment where a moment is asked for, because that index has the order; else by number. */
const byTime = ({ filters }: Wanted) => filters.some(({ column }) => column === "occurred_at");

const columns = `e.id, e.actor, e.on_behalf_of, e.people, e.action, e.subject_type, e.subject_id, e.subject_version,
  e.changes, e.request_id, e.door, e.address, e.occurred_at`;

/** Entries under the name `e`, and the order that they are in. */
export type Entries = { rows: Statement; order: Statement };

/**
 * What is selected of each entry `e` and of its changes `shown`. The order of the entries is said once more, because a
 * join keeps none that it was not asked for; the planner knows that they have it, and sorts nothing.
 */
export function inOrder(selected: Statement, { rows, order }: Entries, changes: Statement): Statement {
  return sql`
    select ${selected}
      from (${rows}) e cross join lateral (${changes}) shown
     order by ${order}`;
}

export function pageOfEntries(wanted: Wanted): Entries {
  const byNumber = "e.seq desc nulls first, e.id desc";
  const order = trusted(byTime(wanted) ? `e.occurred_at desc, ${byNumber}` : byNumber);
  const rows = sql`
    select * from ((${pending(wanted).rows}) union all (${sealed(wanted).rows})) e
     order by ${order}
     limit ${wanted.limit ?? null}::int`;
  return { rows, order };
}

export function pending(wanted: Wanted): Entries {
  const order = trusted(byTime(wanted) ? "e.occurred_at desc, e.id desc" : "e.id desc");
  const rows = sql`
    select null::bigint as seq, ${trusted(columns)}
      from plinth.audit_entries e
     where e.organization_id = ${wanted.organizationId}${conditions(wanted.filters)}${pendingBehind(wanted)}${pendingSince(wanted)}
     order by ${order}
     limit ${wanted.limit ?? null}::int`;
  return { rows, order };
}

export function sealed(wanted: Wanted): Entries {
  const order = trusted(byTime(wanted) ? "e.occurred_at desc, e.seq desc" : "e.seq desc");
  const rows = sql`
    select e.seq::bigint as seq, ${trusted(columns)}
      from plinth.audit_trail e
     where e.organization_id = ${wanted.organizationId}${conditions(wanted.filters)}${sealedBehind(wanted)}${sealedSince(wanted)}
     order by ${order}
     limit ${wanted.limit ?? null}::int`;
  return { rows, order };
}

function pendingBehind(wanted: Wanted): Statement {
  const { after } = wanted;
  if (after === undefined) return sql``;
  const older = sql`${seqOf(wanted.organizationId, after)} is null and e.id < ${after}::uuid`;
  if (!byTime(wanted)) return sql` and ${older}`;
  const moment = momentOf(wanted.organizationId, after);
  return sql` and e.occurred_at <= ${moment} and (e.occurred_at < ${moment} or (${older}))`;
}

/** Behind one that still waits come all that are sealed. */
function sealedBehind(wanted: Wanted): Statement {
  const { after } = wanted;
  if (after === undefined) return sql``;
  const older = sql`e.seq < coalesce(${seqOf(wanted.organizationId, after)}, 9223372036854775807)`;
  if (!byTime(wanted)) return sql` and ${older}`;
  const moment = momentOf(wanted.organizationId, after);
  return sql` and e.occurred_at <= ${moment} and (e.occurred_at < ${moment} or ${older})`;
}

/** Behind one that is sealed all came that wait. */
function pendingSince({ organizationId, since }: Wanted): Statement {
  if (since === undefined) return sql``;
  return sql` and (${seqOf(organizationId, since)} is not null or e.id >= ${since}::uuid)`;
}

/** None, where the oldest that is told of waits itself. */
function sealedSince({ organizationId, since }: Wanted): Statement {
  return since === undefined ? sql`` : sql` and e.seq >= ${seqOf(organizationId, since)}`;
}

/** Its number by now: it may have been sealed since the page before. */
function seqOf(organizationId: string, id: string): Statement {
  return sql`(select c.seq::bigint from plinth.audit_trail c where c.organization_id = ${organizationId} and c.id = ${id}::uuid)`;
}

function momentOf(organizationId: string, id: string): Statement {
  return sql`(select c.occurred_at from plinth.audit_trail c where c.organization_id = ${organizationId} and c.id = ${id}::uuid
              union all
              select c.occurred_at from plinth.audit_entries c where c.organization_id = ${organizationId} and c.id = ${id}::uuid
              limit 1)`;
}
