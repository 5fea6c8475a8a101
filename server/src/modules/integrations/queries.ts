/** The SQL of links and cursors. */
import type { Asking } from "#modules/connections";
import { sql, type Tx } from "#platform/db";
import type { Base, ErpKind, Marks, Reference, TheirObject } from "./contract.ts";

export type Link = Reference & {
  linkId: string;
  externalId: string | undefined;
  externalVersion: string | null;
  state: "pending" | "in_sync" | "failed" | "conflict";
  base: Base | undefined;
};

type Row = {
  linkId: string;
  kind: ErpKind;
  id: string;
  external_id: string | null;
  external_version: string | null;
  state: Link["state"];
  pushed_marks: string | null;
  pulled_marks: string | null;
};

/** The links of these objects, those that there are. */
export async function listLinks(
  asked: Asking,
  connectionId: string,
  references: readonly Reference[],
): Promise<Link[]> {
  const rows = await asked.query<Row>(sql`
    select l.id as "linkId", l.kind, l.object_id as id, l.external_id, l.external_version, l.state, l.pushed_marks, l.pulled_marks
      from sync_links l
      join unnest(${references.map(({ kind }) => kind)}::text[], ${references.map(({ id }) => id)}::uuid[]) x(kind, id)
        on x.kind = l.kind and x.id = l.object_id
     where l.organization_id = ${asked.context.organizationId} and l.connection_id = ${connectionId}`);
  return rows.map(
    ({ linkId, kind, id, external_id, external_version, state, pushed_marks, pulled_marks }) => ({
      ...{ linkId, kind, id, state },
      externalId: external_id ?? undefined,
      externalVersion: external_version,
      base:
        pushed_marks === null || pulled_marks === null
          ? undefined
          : { ours: JSON.parse(pushed_marks) as Marks, theirs: JSON.parse(pulled_marks) as Marks },
    }),
  );
}

/**
 * What is to be there from now on: those that wait already, or are there, stay as they are.
 * @returns those that are new. Locked in the order of their ids, as everybody does.
 */
export async function expectObjects(
  tx: Tx,
  connectionId: string,
  references: readonly Reference[],
): Promise<Reference[]> {
  return await tx.query<Reference>(sql`
    insert into sync_links (organization_id, connection_id, kind, object_id)
    select ${tx.context.organizationId}, ${connectionId}, x.kind, x.id
      from unnest(${references.map(({ kind }) => kind)}::text[], ${references.map(({ id }) => id)}::uuid[]) x(kind, id)
     order by x.kind, x.id
    on conflict do nothing
    returning kind, object_id as id`);
}

/** They changed here: until they are pushed they are not in step. Of what is to be decided nothing changes. */
export async function markPending(
  tx: Tx,
  connectionId: string,
  references: readonly Reference[],
): Promise<void> {
  await tx.query(sql`
    update sync_links l
       set state = 'pending', error_code = null, error_detail = null, version = version + 1, updated_at = plinth.now()
      from (select k.organization_id, k.id
              from sync_links k
              join unnest(${references.map(({ kind }) => kind)}::text[], ${references.map(({ id }) => id)}::uuid[]) x(kind, id)
                on x.kind = k.kind and x.id = k.object_id
             where k.organization_id = ${tx.context.organizationId} and k.connection_id = ${connectionId}
               and k.state in ('in_sync', 'failed')
             order by k.kind, k.object_id
               for no key update) locked
     where l.organization_id = locked.organization_id and l.id = locked.id
       and l.organization_id = ${tx.context.organizationId}`);
}

export type Written = {
  state: Link["state"];
  /** Of ours that was looked at. */
  ourVersion: number;
  /** Undefined where they have none. */
  theirs: TheirObject | undefined;
  /** Undefined: stays as it was. */
  base: Base | undefined;
};

/** @returns the link's id and version */
export async function writeLink(
  tx: Tx,
  connectionId: string,
  { kind, id }: Reference,
  { state, ourVersion, theirs, base }: Written,
): Promise<{ linkId: string; version: number }> {
  const [pushed, pulled] = [marksText(base?.ours), marksText(base?.theirs)];
  const [row] = await tx.query<{ linkId: string; version: number }>(sql`
    insert into sync_links as l (organization_id, connection_id, kind, object_id, state, external_id, external_number,
                                 external_status, external_version, pushed_version, pushed_marks, pulled_marks, pushed_at)
    values (${tx.context.organizationId}, ${connectionId}, ${kind}, ${id}, ${state}, ${theirs?.externalId ?? null},
            ${shortened(theirs?.number)}, ${shortened(theirs?.status)}, ${shortened(theirs?.version)},
            case when ${pushed}::text is not null then ${ourVersion}::integer end, ${pushed}, ${pulled},
            case when ${pushed}::text is not null then plinth.now() end)
    on conflict (organization_id, connection_id, kind, object_id) do update
       set state = excluded.state, error_code = null, error_detail = null,
           external_id = coalesce(excluded.external_id, l.external_id),
           external_number = coalesce(excluded.external_number, l.external_number),
           external_status = coalesce(excluded.external_status, l.external_status),
           external_version = coalesce(excluded.external_version, l.external_version),
           pushed_version = coalesce(excluded.pushed_version, l.pushed_version),
           pushed_marks = coalesce(excluded.pushed_marks, l.pushed_marks),
           pulled_marks = coalesce(excluded.pulled_marks, l.pulled_marks),
           pushed_at = coalesce(excluded.pushed_at, l.pushed_at),
           external_changed = case when excluded.pushed_marks is null then l.external_changed else '{}' end,
           version = l.version + 1, updated_at = plinth.now()
    returning id as "linkId", version`);
  if (row === undefined) throw new Error("a link was neither made nor changed");
  return row;
}

/** Its object is gone here; the ERP keeps what it has. @returns the link's id; undefined where there was none */
export async function removeLink(
  tx: Tx,
  connectionId: string,
  { kind, id }: Reference,
): Promise<string | undefined> {
  const { organizationId } = tx.context;
  await tx.query(sql`
    delete from sync_conflicts
     where organization_id = ${organizationId} and connection_id = ${connectionId} and kind = ${kind} and object_id = ${id}`);
  const [link] = await tx.query<{ id: string }>(sql`
    delete from sync_links
     where organization_id = ${organizationId} and connection_id = ${connectionId} and kind = ${kind} and object_id = ${id}
    returning id`);
  return link?.id;
}

export type Seen = { linkId: string; theirs: TheirObject; changed: string[] };

/** What a page of theirs says of links. `changed`: fields that differ from the base there. Locked in id order. */
export async function writeSeen(tx: Tx, seen: readonly Seen[]): Promise<void> {
  const rows = seen.map(({ linkId, theirs, changed }) => ({
    id: linkId,
    external_id: theirs.externalId,
    number: shortened(theirs.number),
    status: shortened(theirs.status),
    seen_version: shortened(theirs.version),
    changed,
  }));
  await tx.query(sql`
    update sync_links l
       set external_id = x.external_id, external_number = x.number, external_status = x.status,
           external_version = x.seen_version, external_changed = x.changed, pulled_at = plinth.now(),
           version = l.version + 1, updated_at = plinth.now()
      from json_to_recordset(${JSON.stringify(rows)}::json)
           as x(id uuid, external_id text, number text, status text, seen_version text, changed text[])
     where l.organization_id = ${tx.context.organizationId} and l.id = x.id`);
}

export async function listCursors(asked: Asking, connectionId: string): Promise<Map<string, string>> {
  const rows = await asked.query<{ kind: string; cursor: string }>(sql`
    select kind, cursor from sync_cursors
     where organization_id = ${asked.context.organizationId} and connection_id = ${connectionId}`);
  return new Map(rows.map(({ kind, cursor }) => [kind, cursor]));
}

/** The connections for which a job of this kind waits already: for its turn, or until the ERP answers again. */
export async function listWaitingPulls(tx: Tx, kind: string): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(sql`
    select distinct destination_id as id
      from plinth.jobs
     where organization_id = ${tx.context.organizationId} and kind = ${kind} and state in ('scheduled', 'ready')
       and destination_id is not null`);
  return new Set(rows.map(({ id }) => id));
}

export async function writeCursor(
  tx: Tx,
  connectionId: string,
  kind: ErpKind,
  cursor: string,
): Promise<void> {
  await tx.query(sql`
    insert into sync_cursors (organization_id, connection_id, kind, cursor)
    values (${tx.context.organizationId}, ${connectionId}, ${kind}, ${cursor})
    on conflict (organization_id, connection_id, kind) do update set cursor = excluded.cursor, updated_at = plinth.now()`);
}

const marksText = (marks: Marks | undefined) => (marks === undefined ? null : JSON.stringify(marks));
/** What strangers write is bounded here. */
const shortened = (text: string | null | undefined) => text?.slice(0, 300) ?? null;
