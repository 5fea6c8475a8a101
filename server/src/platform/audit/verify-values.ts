/**
 * Personal values stand outside of the trail, which holds their digests: each that is there must fit. One that is not
 * there was erased, and the trail says by whom: `audit_entries.erase` of the same object, after the entry.
 */
import type { Client } from "pg";
import { digestOf } from "./personal-values.ts";
import { type Finding, findingOf } from "./verify-finding.ts";

type Value = {
  entry_id: string;
  field: string;
  subject_id: string;
  salt: Buffer;
  before: string | null;
  after: string | null;
  /** Of its entry; null where there is none. */
  seq: number | null;
  occurred_at: string | null;
  entry_subject_id: string | null;
  changes: string | null;
};

const valuesAtOnce = 500;

export async function findAlteredValue(client: Client, organizationId: string): Promise<Finding | null> {
  for (let after = ["00000000-0000-0000-0000-000000000000", ""]; ; ) {
    const { rows } = await client.query<Value>(valuesSql, [organizationId, ...after]);
    const altered = rows.find((value) => !fits(value));
    if (altered !== undefined) return told(altered);
    const last = rows.at(-1);
    if (last === undefined || rows.length < valuesAtOnce) return null;
    after = [last.entry_id, last.field];
  }
}

export async function findMissingValue(client: Client, organizationId: string): Promise<Finding | null> {
  const { rows } = await client.query<Named & { field: string }>(missingSql, [organizationId]);
  const [missing] = rows;
  if (missing === undefined) return null;
  const says = `The value of "${missing.field}" is gone, and nobody erased it.`;
  return findingOf("value_missing", missing, says);
}

type Named = { seq: number; id: string; occurred_at: string };

const missingSql = `
  select e.seq::float8 as seq, e.id, c.key as field,
         to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as occurred_at
    from plinth.audit_trail e
   cross join lateral json_each(e.changes::json) c
   where e.organization_id = $1 and e.changes like '%"masked":true%'
     and json_typeof(c.value) = 'object' and c.value ->> 'masked' = 'true'
     and coalesce(c.value ->> 'before', c.value ->> 'after') is not null
     and not exists (
       select from plinth.audit_values v
        where v.organization_id = $1 and v.entry_id = e.id and v.field = c.key)
     and not exists (
       select from plinth.audit_trail x
        where x.organization_id = $1 and x.subject_id = e.subject_id and x.action = 'audit_entries.erase' and x.seq > e.seq)
     and not exists (
       select from plinth.audit_entries p
        where p.organization_id = $1 and p.subject_id = e.subject_id and p.action = 'audit_entries.erase')
   order by e.seq
   limit 1`;

/** An entry that is not sealed yet has its values already. */
const valuesSql = `
  select v.entry_id, v.field, v.subject_id, v.salt, v.before, v.after, e.seq::float8 as seq,
         to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as occurred_at,
         e.subject_id as entry_subject_id, e.changes
    from (select * from plinth.audit_values
           where organization_id = $1 and (entry_id, field) > ($2::uuid, $3)
           order by entry_id, field limit ${valuesAtOnce}) v
    left join lateral (
      select t.seq, t.occurred_at, t.subject_id, t.changes from plinth.audit_trail t
       where t.organization_id = $1 and t.id = v.entry_id
      union all
      select null, p.occurred_at, p.subject_id, p.changes from plinth.audit_entries p
       where p.organization_id = $1 and p.id = v.entry_id
      limit 1
    ) e on true
   order by v.entry_id, v.field`;

function fits({ field, salt, before, after, changes, ...value }: Value): boolean {
  if (changes === null || value.subject_id !== value.entry_subject_id) return false;
  const { [field]: change } = JSON.parse(changes) as Record<string, Record<string, unknown> | undefined>;
  return (
    change?.masked === true &&
    (change.before ?? null) === digestOf(salt.toString("hex"), before) &&
    (change.after ?? null) === digestOf(salt.toString("hex"), after)
  );
}

function told({ entry_id: id, field, seq, occurred_at, changes }: Value): Finding {
  const entry = { id, ...(seq === null ? {} : { seq }), ...(occurred_at === null ? {} : { occurred_at }) };
  return changes === null
    ? findingOf("value_without_entry", entry, `A value of "${field}" belongs to no entry.`)
    : findingOf("value_altered", entry, `The value of "${field}" is not the one that the entry tells of.`);
}
