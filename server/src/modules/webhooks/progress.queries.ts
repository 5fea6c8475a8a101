/** The SQL of how far endpoints have come: numbering, and opening what is numbered, N at a time. */
import { type SystemTx, sql, type Tx } from "#platform/db";

/** A transaction of a deed, of a job, or of the system's own: these statements name the organization themselves. */
export type Any = Pick<SystemTx, "query">;

export type EndpointKey = { organizationId: string; id: string };

export type Line = EndpointKey & {
  /** Null: the event that made the endpoint has not come by yet. */
  beganSeq: number | null;
  lastNumber: number;
  openedUpTo: number;
};

/** Locked in the order of their ids. One whose endpoint has gone meanwhile is absent. */
export async function lockLines(tx: SystemTx, endpoints: EndpointKey[]): Promise<Line[]> {
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

export type Place = { openedUpTo: number; replayUpTo: number };

export type Cursor = EndpointKey &
  Place & {
    lastNumber: number;
    /** How many more may be under way. */
    room: number;
  };

/**
 * The locks that make opening and numbering take turns, of those endpoints that are active and have something to open.
 * How many are under way is counted no further than it matters, and behind the locks.
 */
export async function lockCursors(tx: Any, endpoints: EndpointKey[], mostOpen: number): Promise<Cursor[]> {
  const locked = await tx.query<Omit<Cursor, "room">>(sql`
    select p.organization_id as "organizationId", p.id, p.opened_up_to as "openedUpTo", p.replay_up_to as "replayUpTo",
           p.last_number as "lastNumber"
      from unnest(${endpoints.map(({ organizationId }) => organizationId)}::uuid[], ${endpoints.map(({ id }) => id)}::uuid[])
           as w(organization_id, id)
      join webhook_progress p on p.organization_id = w.organization_id and p.id = w.id
      join webhook_endpoints e on e.organization_id = p.organization_id and e.id = p.id
     where e.status = 'active' and p.opened_up_to < p.last_number
     order by p.organization_id, p.id
       for no key update of p`);
  if (locked.length === 0) return [];
  const counted = await tx.query<{ id: string; open: number }>(sql`
    select w.id,
           (select count(*)::int
              from (select from deliveries d
                     where d.organization_id = w.organization_id and d.endpoint_id = w.id and d.status = 'pending'
                       and d.number <= w.opened_up_to
                     limit ${mostOpen}::int) under_way) as open
      from unnest(${locked.map(({ organizationId }) => organizationId)}::uuid[], ${locked.map(({ id }) => id)}::uuid[],
                  ${locked.map(({ openedUpTo }) => openedUpTo)}::integer[]) as w(organization_id, id, opened_up_to)`);
  const openOf = new Map(counted.map(({ id, open }) => [id, open]));
  return locked.map((cursor) => ({ ...cursor, room: mostOpen - (openOf.get(cursor.id) ?? 0) }));
}
/** The same lock, for a replay to begin behind. Undefined: the endpoint is gone. */
export async function lockPlace(tx: Tx, id: string): Promise<Place | undefined> {
  const [place] = await tx.query<Place>(sql`
    select opened_up_to as "openedUpTo", replay_up_to as "replayUpTo"
      from webhook_progress
     where organization_id = ${tx.context.organizationId} and id = ${id}
       for no key update`);
  return place;
}

/** Everything from the one number to the other is delivered again, whatever became of it, and then what waits behind. */
export async function rewind(tx: Tx, id: string, { from, to }: { from: number; to: number }): Promise<void> {
  await tx.query(sql`
    update webhook_progress
       set opened_up_to = least(opened_up_to, ${from}::int - 1), replay_up_to = ${to}::int
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export type Opened = { id: string; endpointId: string; number: number; subjectId: string; replays: number };

/** The next ones of a replay, in order: what was delivered or given up is pending again. */
export async function reopen(tx: Any, cursor: Cursor): Promise<Opened[]> {
  const { organizationId, id, openedUpTo, replayUpTo, room } = cursor;
  const rows = await tx.query<Opened>(sql`
    update deliveries d
       set status = 'pending', finished_at = null,
           replays = d.replays + case d.status when 'pending' then 0 else 1 end,
           version = d.version + 1, updated_at = plinth.now()
      from (select id from deliveries
             where organization_id = ${organizationId} and endpoint_id = ${id}
               and number > ${openedUpTo} and number <= ${replayUpTo}
             order by number
             limit ${room}
               for no key update) next
     where d.organization_id = ${organizationId} and d.id = next.id
    returning d.id, d.endpoint_id as "endpointId", d.number, d.subject_id as "subjectId", d.replays`);
  return rows.sort((a, b) => a.number - b.number);
}

/** The next ones that wait, of each endpoint in order. */
export async function listWaiting(
  tx: Any,
  lines: (EndpointKey & { after: number; most: number })[],
): Promise<Opened[]> {
  return await tx.query<Opened>(sql`
    select d.id, w.id as "endpointId", d.number, d.subject_id as "subjectId", d.replays
      from unnest(${lines.map(({ organizationId }) => organizationId)}::uuid[], ${lines.map(({ id }) => id)}::uuid[],
                  ${lines.map(({ after }) => after)}::integer[], ${lines.map(({ most }) => most)}::integer[])
           as w(organization_id, id, after_number, most)
     cross join lateral (
       select l.id, l.number, l.subject_id, l.replays
         from deliveries l
        where l.organization_id = w.organization_id and l.endpoint_id = w.id and l.status = 'pending'
          and l.number > w.after_number
        order by l.number
        limit w.most) d
     order by w.organization_id, w.id, d.number`);
}

export async function moveCursors(tx: Any, cursors: (EndpointKey & { openedUpTo: number })[]): Promise<void> {
  await tx.query(sql`
    update webhook_progress p
       set opened_up_to = w.opened_up_to
      from unnest(${cursors.map(({ organizationId }) => organizationId)}::uuid[], ${cursors.map(({ id }) => id)}::uuid[],
                  ${cursors.map(({ openedUpTo }) => openedUpTo)}::integer[]) as w(organization_id, id, opened_up_to)
     where p.organization_id = w.organization_id and p.id = w.id`);
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
