/** The SQL of deliveries: numbering them, sending them, and what becomes of that. */
import { type Database, type Statement, type SystemTx, sql, type Tx } from "#platform/db";
import type { Attempt, Due } from "./attempt.ts";
import type { EndpointStatus } from "./endpoint.ts";
import type { EndpointKey } from "./progress.queries.ts";

/** A delivery to be: of which event, to whom, under which number. */
export type Numbered = {
  id: string;
  organizationId: string;
  endpointId: string;
  number: number;
  seq: number;
  type: string;
};

/** Writes them with what will be sent: the event as the feed shows it, by the same words. */
export async function insertDeliveries(tx: SystemTx, numbered: Numbered[]): Promise<void> {
  const rows = numbered.map(({ id, organizationId, endpointId, number, seq, type }) => ({
    ...{ id, organization_id: organizationId, endpoint_id: endpointId, number, seq, type },
  }));
  // scope: the reader of the feed numbers for every organization
  await tx.query(sql`
    insert into deliveries (organization_id, id, endpoint_id, number, event_id, type, subject_type, subject_id, occurred_at, body)
    select w.organization_id, w.id, w.endpoint_id, w.number, e.id, w.type, e.subject_type, e.subject_id, e.occurred_at,
           '{"type":"' || w.type || '","timestamp":"' || m.at || '","id":"' || e.id || '","seq":' || e.seq
           || ',"subject":{"type":"' || e.subject_type || '","id":"' || e.subject_id || '","version":' || e.subject_version
           || '},"actor":' || to_json(e.actor)::text || ',"occurred_at":"' || m.at || '","data":' || e.data || '}'
      from json_to_recordset(${JSON.stringify(rows)}::json)
           as w(organization_id uuid, id uuid, endpoint_id uuid, number integer, seq bigint, type text)
      join plinth.events e on e.organization_id = w.organization_id and e.seq = w.seq
     cross join lateral (select replace((e.occurred_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as at) m`);
}

/**
 * What requests need, of many organizations. Absent: its endpoint is gone, or it is delivered already. What is complete is
 * looked for once for each endpoint, and not once for each of its deliveries.
 */
export async function listDue(
  read: Database["system"],
  deliveries: { organizationId: string; id: string }[],
  at: Date,
): Promise<Due[]> {
  return await read<Due>(sql`
    with due as materialized (
      select d.organization_id, d.id, d.endpoint_id, d.event_id, d.number, d.body
        from unnest(${deliveries.map(({ organizationId }) => organizationId)}::uuid[], ${deliveries.map(({ id }) => id)}::uuid[])
             as w(organization_id, id)
        join deliveries d on d.organization_id = w.organization_id and d.id = w.id
       where d.status <> 'delivered'
    )
    select d.id as "deliveryId", d.endpoint_id as "endpointId", d.organization_id as "organizationId", e.url,
           e.secret_sealed as "secretSealed",
           case when e.retire_at > ${at} then e.earlier_secret_sealed end as "earlierSecretSealed",
           d.event_id as "eventId", d.number, d.body, coalesce(c.up_to, d.number) as "completeUpTo"
      from due d
      join webhook_endpoints e on e.organization_id = d.organization_id and e.id = d.endpoint_id
      join (select k.organization_id, k.endpoint_id,
                   (select min(p.number) - 1 from deliveries p
                     where p.organization_id = k.organization_id and p.endpoint_id = k.endpoint_id
                       and p.status = 'pending') as up_to
              from (select distinct organization_id, endpoint_id from due) k) c
        on c.organization_id = d.organization_id and c.endpoint_id = d.endpoint_id`);
}

export type Delivered = { due: Due; attempt: Attempt };

/**
 * Progress before deliveries, and these by their numbers, as everywhere: opening locks them in this order. The number of an
 * attempt is the delivery's count of them.
 */
export async function writeDelivered(tx: SystemTx, delivered: Delivered[], at: Date): Promise<void> {
  await tx.query(sql`
    update webhook_progress p
       set failing_since = null
      from (select f.organization_id, f.id
              from webhook_progress f
             where (f.organization_id, f.id) in (
                     select * from unnest(${delivered.map(({ due }) => due.organizationId)}::uuid[],
                                          ${delivered.map(({ due }) => due.endpointId)}::uuid[]))
               and f.failing_since is not null
             order by f.organization_id, f.id
               for no key update) failing
     where p.organization_id = failing.organization_id and p.id = failing.id`);
  await tx.query(sql`
    with told as materialized (
      select * from json_to_recordset(${JSON.stringify(delivered.map(asTold))}::json)
        as t(organization_id uuid, id uuid, started_at timestamptz, url text, request_headers text, answer_status integer,
             answer_headers text, answer_body text, duration_ms integer)
    ), locked as materialized (
      select d.organization_id, d.id
        from told t
        join deliveries d on d.organization_id = t.organization_id and d.id = t.id
       order by d.organization_id, d.endpoint_id, d.number
         for no key update of d
    ), written as (
      update deliveries d
         set status = 'delivered', attempts = d.attempts + 1, finished_at = ${at},
             first_attempt_at = coalesce(d.first_attempt_at, t.started_at), last_attempt_at = t.started_at,
             answer_status = t.answer_status, answer_ms = t.duration_ms, error_code = null, error_detail = null,
             version = d.version + 1, updated_at = ${at}
        from locked l
        join told t on t.organization_id = l.organization_id and t.id = l.id
       where d.organization_id = l.organization_id and d.id = l.id
      returning d.organization_id, d.id, d.attempts
    )
    insert into delivery_attempts (organization_id, delivery_id, number, started_at, url, request_headers, answer_status,
                                   answer_headers, answer_body, duration_ms)
    select w.organization_id, w.id, w.attempts, t.started_at, t.url, t.request_headers, t.answer_status, t.answer_headers,
           t.answer_body, t.duration_ms
      from written w
      join told t on t.organization_id = w.organization_id and t.id = w.id`);
}

const asTold = ({ due, attempt }: Delivered) => ({
  ...{
    organization_id: due.organizationId,
    id: due.deliveryId,
    started_at: attempt.startedAt,
    url: attempt.url,
  },
  request_headers: JSON.stringify(attempt.requestHeaders),
  answer_status: attempt.answerStatus,
  answer_headers: attempt.answerHeaders === null ? null : JSON.stringify(attempt.answerHeaders),
  answer_body: attempt.answerBody,
  duration_ms: attempt.durationMs,
});

type Failure = { code: string; detail: string; gone: boolean; at: Date };

/**
 * Keeps an attempt that failed. @param attempt undefined: the process that made it ended in the middle
 * @returns what is to be decided of its endpoint; undefined when that, or the delivery, is gone
 */
export async function writeFailed(
  tx: SystemTx,
  organizationId: string,
  deliveryId: string,
  attempt: Attempt | undefined,
  { code, detail, gone, at }: Failure,
): Promise<Failing | undefined> {
  const [failing] = await tx.query<Failing>(sql`
    with progress as (
      update webhook_progress p
         set failing_since = coalesce(p.failing_since, ${at})
        from deliveries d
       where d.organization_id = ${organizationId} and d.id = ${deliveryId}
         and p.organization_id = d.organization_id and p.id = d.endpoint_id
      returning p.organization_id, p.id, p.failing_since
    )
    select p.id as "endpointId", p.failing_since as "failingSince", e.pauses_after_hours as "pausesAfterHours", e.status,
           e.version
      from progress p
      join webhook_endpoints e on e.organization_id = p.organization_id and e.id = p.id`);
  await tx.query(sql`
    update deliveries
       set status = case when ${gone} then 'failed' else status end,
           finished_at = case when ${gone} then ${at}::timestamptz else finished_at end,
           attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, ${attempt?.startedAt ?? at}),
           last_attempt_at = ${attempt?.startedAt ?? at}, answer_status = ${attempt?.answerStatus ?? null},
           answer_ms = ${attempt?.durationMs ?? null}, error_code = ${code}, error_detail = ${detail.slice(0, 1000)},
           version = version + 1, updated_at = ${at}
     where organization_id = ${organizationId} and id = ${deliveryId}`);
  if (attempt !== undefined)
    await tx.query(attemptRow(organizationId, deliveryId, attempt, { code, detail }));
  return failing;
}

export type Failing = {
  endpointId: string;
  failingSince: Date;
  pausesAfterHours: number;
  status: EndpointStatus;
  version: number;
};

/** Its number is the delivery's count of attempts, which is written before. */
function attemptRow(
  organizationId: string,
  deliveryId: string,
  attempt: Attempt,
  { code, detail }: { code?: string; detail?: string } = {},
): Statement {
  const { startedAt, url, requestHeaders, answerStatus, answerHeaders, answerBody, durationMs } = attempt;
  return sql`
    insert into delivery_attempts (organization_id, delivery_id, number, started_at, url, request_headers, answer_status,
                                   answer_headers, answer_body, duration_ms, error_code, error_detail)
    select d.organization_id, d.id, d.attempts, ${startedAt}, ${url}, ${JSON.stringify(requestHeaders)}, ${answerStatus},
           ${answerHeaders === null ? null : JSON.stringify(answerHeaders)}, ${answerBody}, ${durationMs},
           ${code ?? null}, ${detail?.slice(0, 1000) ?? null}
      from deliveries d
     where d.organization_id = ${organizationId} and d.id = ${deliveryId}`;
}

export type Behind = EndpointKey & { version: number; openedUpTo: number };

/** Of these endpoints those behind whose deliveries under way others wait, and of which at most `few` are left under way. */
export async function listBehind(
  tx: Pick<SystemTx, "query">,
  endpoints: EndpointKey[],
  few: number,
): Promise<Behind[]> {
  return await tx.query<Behind>(sql`
    select p.organization_id as "organizationId", p.id, e.version, p.opened_up_to as "openedUpTo"
      from unnest(${endpoints.map(({ organizationId }) => organizationId)}::uuid[], ${endpoints.map(({ id }) => id)}::uuid[])
           as w(organization_id, id)
      join webhook_progress p on p.organization_id = w.organization_id and p.id = w.id
      join webhook_endpoints e on e.organization_id = p.organization_id and e.id = p.id
     where e.status = 'active' and p.opened_up_to < p.last_number
       and (select count(*)
              from (select from deliveries d
                     where d.organization_id = p.organization_id and d.endpoint_id = p.id and d.status = 'pending'
                       and d.number <= p.opened_up_to
                     limit ${few}::int + 1) open) <= ${few}::int
     order by p.organization_id, p.id`);
}

/** Those of an endpoint that is gone. @returns how many went; fewer than `most` when none are left */
export function forgetDeliveriesOf(tx: Tx, endpointId: string, most: number): Promise<number> {
  return forget(
    tx,
    sql`
      select id from deliveries
       where organization_id = ${tx.context.organizationId} and endpoint_id = ${endpointId}
       order by number limit ${most}
         for update skip locked`,
  );
}

/** Those that were finished before; what waits, or waits again for a replay, stays. @returns as above */
export function forgetDeliveries(tx: Tx, before: Date, most: number): Promise<number> {
  return forget(
    tx,
    sql`
      select id from deliveries
       where organization_id = ${tx.context.organizationId} and status <> 'pending' and finished_at < ${before}
       order by finished_at limit ${most}
         for update skip locked`,
  );
}

/** With their attempts. @param old rows `(id)`, locked */
async function forget(tx: Tx, old: Statement): Promise<number> {
  const gone = await tx.query(sql`
    delete from deliveries
     where organization_id = ${tx.context.organizationId} and id = any (array(${old}))
    returning id`);
  return gone.length;
}
