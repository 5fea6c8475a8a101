/**
 * Since when an object is among what a caller with a scope sees: one that was handed over, such as a buyer who works for
 * another company now, had a life before that is not theirs to know.
 */
import { beyondScope, type Context } from "#platform/access";
import type { Services } from "#platform/action";
import { sql } from "#platform/db";
import type { Resource } from "#platform/resource";

/** @returns the id of the entry with which it came from outside, the newest; undefined where it was never outside */
export async function cameIntoSight(
  { read }: Pick<Services, "read">,
  { name, belongs, fields }: Resource,
  context: Context,
  id: string,
): Promise<string | undefined> {
  const { organizationId, scope } = context;
  if (scope === "all" || typeof belongs === "string" || !("scope" in belongs)) return undefined;
  const column = belongs.scope;
  if (column === "id" || fields[column]?.immutable) return undefined;
  const [found] = await read<{ id: string }>(
    beyondScope(context),
    sql`
      select e.id
        from (select null::bigint as seq, p.id, p.changes::json -> ${column} ->> 'before' as before
                from plinth.audit_entries p
               where p.organization_id = ${organizationId} and p.subject_id = ${id} and p.subject_type = ${name}
              union all
              select t.seq::bigint, t.id, t.changes::json -> ${column} ->> 'before'
                from plinth.audit_trail t
               where t.organization_id = ${organizationId} and t.subject_id = ${id} and t.subject_type = ${name}) e
       where e.before <> all (${scope}::text[])
       order by e.seq desc nulls first, e.id desc
       limit 1`,
  );
  return found?.id;
}
