/**
 * What `verify` reads, page by page: the trail of an organization may be longer than memory. Only of tables, with
 * PostgreSQL's own functions.
 */
import type { Client } from "pg";
import { entryDigest } from "./canonical.ts";

export type Entry = { seq: number; id: string; occurred_at: string; digest: Buffer };

/** Where the next page begins. */
type Place = { next: string };

export type SealRow = {
  first_seq: number;
  last_seq: number;
  marks: Buffer;
  seal: Buffer;
  /** Microseconds since 1970, as text. */
  sealed_at: string;
};

export type Head = {
  seq: number | null;
  seal: Buffer | null;
  /** The last number that anything of the organization has: as text, because nobody says that it is an honest one. */
  up_to: string;
  unsealed: number;
  /** Deeds of it have told something. */
  active: boolean;
  /** The oldest deed that the trail must have; null where nothing says when that was. */
  deeds_since: string | null;
  /** What the trail begins with, or the first that waits to be its first, is much later than that; or there is none. */
  begins_late: boolean;
};

const entriesAtOnce = 2_000;
const sealsAtOnce = 200;
/** The first number there can be in the column, whatever it is checked to be. */
const first = "-9223372036854775808";

const time = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Every organization that the trail knows, or should: one that has told something has a trail, and so do `others`. */
export async function trailedOrganizations(
  client: Client,
  others: readonly string[],
): Promise<{ id: string; entries: number }[]> {
  const distinct = (table: string) => `
    select organization_id from (
      with recursive found as (
        (select organization_id from ${table} order by organization_id limit 1)
        union all
        select (select t.organization_id from ${table} t
                 where t.organization_id > f.organization_id order by t.organization_id limit 1)
          from found f where f.organization_id is not null
      )
      select organization_id from found where organization_id is not null
    ) one`;
  const tables = [
    "plinth.audit_heads",
    "plinth.audit_seals",
    "plinth.audit_trail",
    "plinth.audit_entries",
    "plinth.audit_values",
    "plinth.organization_feed",
  ];
  const { rows } = await client.query<{ id: string; entries: number }>(
    `select o.organization_id as id, coalesce(h.seq, 0)::float8 as entries
       from (${tables.map(distinct).join(" union ")} union select unnest($1::uuid[])) o
       left join plinth.audit_heads h on h.organization_id = o.organization_id
      order by 1`,
    [others],
  );
  return rows;
}

/** Ids are made by servers, times by the database. */
const clocksApart = "1 hour";

/**
 * Since when the organization must have a trail: since it was founded, as its id says, or, where that was before there
 * was a trail, since somebody did something that was told. The operator founded without an entry then.
 */
const beginning = `
  select least(
           (select founded.at from (select uuid_extract_timestamp($1::uuid) as at) founded
             where founded.at > (select m.applied_at from plinth_meta.migrations m where m.name = '0018_platform_audit_trail.sql')),
           (select v.occurred_at from plinth.events v
             where v.organization_id = $1 and v.actor not like 'system:%' order by v.seq limit 1)::timestamptz
         ) as since,
         coalesce(
           (select t.occurred_at from plinth.audit_trail t where t.organization_id = $1 order by t.seq limit 1),
           (select min(p.occurred_at::timestamptz) from plinth.audit_entries p where p.organization_id = $1)
         ) as begins`;

/** In one statement, so that all of it is of one moment: sealing goes on meanwhile, and changes nothing up to `up_to`. */
export async function readHead(client: Client, organizationId: string): Promise<Head> {
  const { rows } = await client.query<Head>(
    `select h.seq::float8 as seq, h.seal,
            greatest(h.seq,
                     (select t.seq from plinth.audit_trail t where t.organization_id = $1 order by t.seq desc limit 1),
                     (select max(s.last_seq) from plinth.audit_seals s where s.organization_id = $1),
                     0)::text as up_to,
            (select count(*) from plinth.audit_entries e where e.organization_id = $1)::float8 as unsealed,
            exists (select from plinth.organization_feed f where f.organization_id = $1) as active,
            ${time("known.since")} as deeds_since,
            coalesce(known.since is not null
                     and (known.begins is null or known.begins > known.since + interval '${clocksApart}'), false) as begins_late
       from (${beginning}) known left join plinth.audit_heads h on h.organization_id = $1`,
    [organizationId],
  );
  const [head] = rows;
  if (head === undefined) throw new Error("a statement without a condition answered no row");
  return head;
}

export async function* readEntries(
  client: Client,
  organizationId: string,
  upTo: string,
): AsyncGenerator<Entry> {
  for (let from = first; ; ) {
    const { rows } = await client.query<Entry & Place>(
      `select e.seq::float8 as seq, (e.seq::numeric + 1)::text as next, e.id, ${time("e.occurred_at")} as occurred_at, ${entryDigest} as digest
         from plinth.audit_trail e
        where e.organization_id = $1 and e.seq between $2 and $3
        order by e.seq limit ${entriesAtOnce}`,
      [organizationId, from, upTo],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < entriesAtOnce) return;
    from = last.next;
  }
}

export async function* readSeals(
  client: Client,
  organizationId: string,
  upTo: string,
): AsyncGenerator<SealRow> {
  for (let from = first; ; ) {
    const { rows } = await client.query<SealRow & Place>(
      `select s.first_seq::float8 as first_seq, (s.first_seq::numeric + 1)::text as next, s.last_seq::float8 as last_seq, s.marks, s.seal,
              (extract(epoch from s.sealed_at) * 1000000)::bigint::text as sealed_at
         from plinth.audit_seals s
        where s.organization_id = $1 and s.first_seq between $2 and $3
        order by s.first_seq limit ${sealsAtOnce}`,
      [organizationId, from, upTo],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < sealsAtOnce) return;
    from = last.next;
  }
}
