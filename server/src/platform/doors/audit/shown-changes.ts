/** The changes of an entry as a caller sees them, as SQL: what they may not see is never selected. */
import { type Statement, sql, trusted } from "#platform/db";
import type { Sight } from "./sight.ts";

/**
 * A lateral query over an entry `e`: `changes` is JSON text, `personal` whether values about a person are in it.
 * A field reads {"before", "after"}; a masked one {"masked": true}; one whose values are erased {"erased": true}, for
 * those who would have seen them. What was there before the object came into the caller's sight is null.
 */
export function shownChanges(organizationId: string, sight: Sight): Statement {
  const values = sight.personal
    ? sql`left join plinth.audit_values v
              on v.organization_id = ${organizationId} and v.entry_id = e.id and v.field = c.key`
    : sql``;
  const personal = sight.personal
    ? trusted("coalesce(bool_or(v.entry_id is not null), false)")
    : trusted("false");
  return sql`
    select '{' || coalesce(string_agg(to_json(c.key)::text || ':' || ${trusted(shownSql(sight.personal))}, ',' order by c.place), '') || '}' as changes,
           ${personal} as personal
      from json_each(e.changes::json) with ordinality c(key, value, place)
     cross join (select coalesce(e.id = ${sight.since ?? null}::uuid, false) as in_it) came
      ${values}
     where e.subject_type = any (${sight.subjects}::text[])
       and e.subject_type || '.' || c.key <> all (${sight.fields}::text[])`;
}

/** A digest beside the mask says that there were values; a secret has none. */
const shownSql = (seesPersonal: boolean) => `case
  when c.key = 'asked' then c.value::text
  when (c.value ->> 'masked') is null then ${pair("(c.value -> 'before')::text", "(c.value -> 'after')::text")}
  ${
    seesPersonal
      ? `when v.entry_id is not null then ${pair("v.before", "v.after")}
  when (c.value ->> 'before') is not null or (c.value ->> 'after') is not null then '{"erased":true}'`
      : ""
  }
  else '{"masked":true}' end`;

const pair = (before: string, after: string) =>
  `'{"before":' || case when came.in_it then 'null' else coalesce(${before}, 'null') end || ',"after":' || coalesce(${after}, 'null') || '}'`;
