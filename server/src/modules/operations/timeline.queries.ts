/** The SQL of timelines: one statement, which begins at what belongs to the order and follows it by indexes. */
import { type Statement, sql } from "#platform/db";
import type { Place, Sight } from "./timeline.ts";

type Wanted = {
  organizationId: string;
  orderId: string;
  sight: Sight;
  after: Place | undefined;
  limit: number;
};

/** Behind every number of the feed. */
const noNumber = Number.MAX_SAFE_INTEGER;

/**
 * One row: whether there is such an order, and the next entries, one more than `limit` where there are more. What the
 * caller may not read is left out: the facts of a noun, or a whole kind of entries. Facts of one moment are those of one
 * deed: they stand as the feed has them, what the deed left behind stands after them.
 */
export function timelineStatement({ organizationId, orderId, sight, after, limit }: Wanted): Statement {
  const { types, kinds } = sight;
  // scope: asked by those who see the whole organization only
  return sql`
    with objects as materialized (
      select organization_id, type, id
        from order_objects
       where organization_id = ${organizationId} and order_id = ${orderId} and type = any (${types}::text[])
    ), entries as (
      select e.occurred_at as at, e.id, 'event' as kind, e.type, e.subject_type, e.subject_id, e.actor, null as state,
             e.data::json as details, e.seq::bigint as rank
        from objects o
        join plinth.events e on e.organization_id = o.organization_id and e.subject_id = o.id and e.subject_type = o.type
       where 'event' = any (${kinds}::text[])
       union all
      select j.created_at, j.id, 'job', j.kind, j.subject_type, j.subject_id, null, j.state,
             json_build_object('attempts', j.attempts, 'most_attempts', j.most_attempts, 'run_at', plinth.json_moment(j.run_at),
                               'finished_at', plinth.json_moment(j.finished_at), 'error_code', j.error_code,
                               'error_detail', j.error_detail, 'replays', j.replays), ${noNumber}::bigint
        from objects o
        join plinth.jobs j on j.organization_id = o.organization_id and j.subject_id = o.id
       where 'job' = any (${kinds}::text[])
       union all
      select d.created_at, d.id, 'delivery', d.type, d.subject_type, d.subject_id, null, d.status,
             json_build_object('endpoint_id', d.endpoint_id, 'number', d.number, 'attempts', d.attempts,
                               'answer_status', d.answer_status, 'error_code', d.error_code,
                               'finished_at', plinth.json_moment(d.finished_at)), ${noNumber}::bigint
        from objects o
        join subject_deliveries d on d.organization_id = o.organization_id and d.subject_id = o.id
       where 'delivery' = any (${kinds}::text[])
       union all
      select i.created_at, i.id, 'inbox_item', i.kind, i.subject_type, i.subject_id, i.settled_by,
             case when i.settled_at is null then 'open' else 'settled' end,
             json_build_object('because', i.because, 'since', plinth.json_moment(i.since), 'times', i.times,
                               'settled_at', plinth.json_moment(i.settled_at), 'settled_how', i.settled_how), ${noNumber}::bigint
        from objects o
        join plinth.inbox_items i on i.organization_id = o.organization_id and i.subject_id = o.id
       where 'inbox_item' = any (${kinds}::text[])
       union all
      select c.created_at, c.id, 'comment', 'comment', c.subject_type, c.subject_id, c.author, null,
             json_build_object('body', c.body, 'mentions', c.mentions, 'edited_at', plinth.json_moment(c.edited_at)),
             ${noNumber}::bigint
        from objects o
        join subject_comments c on c.organization_id = o.organization_id and c.subject_id = o.id
       where 'comment' = any (${kinds}::text[])
    ), page as (
      select *
        from entries
       where ${after?.at ?? null}::timestamptz is null
          or (at, rank, id) > (${after?.at ?? null}::timestamptz, ${after?.rank ?? null}::bigint, ${after?.id ?? null}::uuid)
       order by at, rank, id
       limit ${limit}::int + 1
    )
    select exists (select from objects where type = 'order') as there,
           coalesce((select json_agg(json_build_object(
                              'at', plinth.json_moment(at), 'rank', rank, 'id', id, 'kind', kind, 'type', type,
                              'subject', json_build_object('type', subject_type, 'id', subject_id), 'actor', actor,
                              'state', state, 'details', details) order by at, rank, id)
                       from page), '[]') as entries`;
}
