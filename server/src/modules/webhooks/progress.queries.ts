/** The SQL of how far endpoints have come: numbering, and opening what is numbered, N at a time. */
import { type SystemTx, sql, type Tx } from "#platform/db";
import type { EndpointStatus } from "./endpoint.ts";

/** A transaction of a deed, of a job, or of the system's own: these statements name the organization themselves. */
export type Any = Pick<SystemTx, "query">;

export type Line = {
  organizationId: string;
  id: string;
  /** Null: the event that made the endpoint has not come by yet. */
  beganSeq: number | null;
  lastNumber: number;
  openedUpTo: number;
};

/** Locked in the order of their ids. One whose endpoint has gone meanwhile is absent. */
export async function lockLines(
  tx: SystemTx,
  endpoints: { organizationId: string; id: string }[],
): Promise<Line[]> {
  return await tx.query<Line>(sql`
    select p.organization_id as "organizationId", p.id, p.began_seq as "beganSeq", p.last_number as "lastNumber",
           p.opened_up_to as "openedUpTo"
      from unnest(${endpoints.map(({ organizationId }) => organizationId)}::uuid[], ${endpoints.map(({ id }) => id)}::uuid[])
           as w(organization_id, id)
      join webhook_progress p on p.organization_id = w.organization_id and p.id = w.id
     order by p.organization_id, p.id
       for no key update of p`);
}

export async function writeLines(tx: SystemTx, lines: Line[]): Promise<void> {
  await tx.query(sql`
    update webhook_progress p
       set began_seq = w.began_seq, last_number = w.last_number
      from json_to_recordset(${JSON.stringify(lines.map(asRow))}::json)
           as w(organization_id uuid, id uuid, began_seq bigint, last_number integer)
     where p.organization_id = w.organization_id and p.id = w.id`);
}

const asRow = ({ organizationId, id, beganSeq, lastNumber }: Line) => ({
  ...{ organization_id: organizationId, id },
  ...{ began_seq: beganSeq, last_number: lastNumber },
});

export type Cursor = { openedUpTo: number; replayUpTo: number; lastNumber: number; status: EndpointStatus };

/** The lock that makes opening and numbering take turns. Undefined: the endpoint is gone. */
export async function lockCursor(tx: Any, organizationId: string, id: string): Promise<Cursor | undefined> {
  const [cursor] = await tx.query<Cursor>(sql`
    select p.opened_up_to as "openedUpTo", p.replay_up_to as "replayUpTo", p.last_number as "lastNumber", e.status
      from webhook_progress p
      join webhook_endpoints e on e.organization_id = p.organization_id and e.id = p.id
     where p.organization_id = ${organizationId} and p.id = ${id}
       for no key update of p`);
  return cursor;
}

export async function moveCursor(
  tx: Any,
  organizationId: string,
  id: string,
  openedUpTo: number,
): Promise<void> {
  await tx.query(sql`
    update webhook_progress set opened_up_to = ${openedUpTo} where organization_id = ${organizationId} and id = ${id}`);
}

/** Everything from the one number to the other is delivered again, whatever became of it, and then what waits behind. */
export async function rewind(tx: Tx, id: string, { from, to }: { from: number; to: number }): Promise<void> {
  await tx.query(sql`
    update webhook_progress
       set opened_up_to = least(opened_up_to, ${from}::int - 1), replay_up_to = ${to}::int
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** How many are under way, counted no further than it matters. */
export async function countOpen(
  tx: Any,
  organizationId: string,
  id: string,
  { openedUpTo }: Pick<Cursor, "openedUpTo">,
  most: number,
): Promise<number> {
  const [row] = await tx.query<{ count: number }>(sql`
    select count(*)::int as count
      from (select from deliveries
             where organization_id = ${organizationId} and endpoint_id = ${id} and status = 'pending'
               and number <= ${openedUpTo}
             limit ${most}) open`);
  return row?.count ?? 0;
}

export type Opened = { id: string; number: number; subjectId: string; replays: number };

/** The next ones of a replay, in order: what was delivered or given up is pending again. */
export async function reopen(
  tx: Any,
  organizationId: string,
  id: string,
  { openedUpTo, replayUpTo }: Cursor,
  most: number,
): Promise<Opened[]> {
  const rows = await tx.query<Opened>(sql`
    update deliveries d
       set status = 'pending', finished_at = null,
           replays = d.replays + case d.status when 'pending' then 0 else 1 end,
           version = d.version + 1, updated_at = plinth.now()
      from (select id from deliveries
             where organization_id = ${organizationId} and endpoint_id = ${id}
               and number > ${openedUpTo} and number <= ${replayUpTo}
             order by number
             limit ${most}
               for no key update) next
     where d.organization_id = ${organizationId} and d.id = next.id
    returning d.id, d.number, d.subject_id as "subjectId", d.replays`);
  return rows.sort((a, b) => a.number - b.number);
}

/** The next ones that wait, in order. */
export async function listWaiting(
  tx: Any,
  organizationId: string,
  id: string,
  after: number,
  most: number,
): Promise<Opened[]> {
  return await tx.query<Opened>(sql`
    select id, number, subject_id as "subjectId", replays
      from deliveries
     where organization_id = ${organizationId} and endpoint_id = ${id} and status = 'pending' and number > ${after}
     order by number
     limit ${most}`);
}

/** The first number of what happened since; undefined when nothing did. */
export async function firstSince(tx: Tx, id: string, since: string): Promise<number | undefined> {
  const [row] = await tx.query<{ first: number | null }>(sql`
    select min(number) as first from deliveries
     where organization_id = ${tx.context.organizationId} and endpoint_id = ${id} and occurred_at >= ${since}::timestamptz`);
  return row?.first ?? undefined;
}

/** The first failure since the last success. */
export async function findFailingSince(tx: Tx, id: string): Promise<Date | null> {
  const [row] = await tx.query<{ since: Date | null }>(sql`
    select failing_since as since from webhook_progress
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
  return row?.since ?? null;
}
