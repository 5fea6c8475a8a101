import type { Clock } from "#platform/clock";
import { type Database, sql } from "#platform/db";

/**
 * One event for every key that has reached a mark since it was reminded of last: 14 days and 1 day before its end, or
 * a year with one secret. A mark that was behind it when it was made is none: a key for an hour needs no reminder.
 * @returns how many were written
 */
export async function writeReminders(
  database: Pick<Database, "system">,
  clock: Clock,
  types: { expiring: string; rotationDue: string },
  most: number,
): Promise<number> {
  const written = await database.system(sql`
    with moment as (
      select coalesce(nullif(${clock.forDatabase()}, '')::timestamptz, plinth.now()) as at
    ), marks as (
      select k.organization_id, k.id, m.reached_at, m.type, m.data
        from api_keys k
       cross join lateral (
         values (k.expires_at - interval '14 days', ${types.expiring}, '{"days_left":14}'),
                (k.expires_at - interval '1 day', ${types.expiring}, '{"days_left":1}'),
                (case when k.expires_at is null then coalesce(k.rotated_at, k.created_at) + interval '365 days' end,
                 ${types.rotationDue}, '{}')
       ) m (reached_at, type, data)
       where k.revoked_at is null and m.reached_at > k.created_at
    ), due as (
      -- of two marks that were reached since the last look, the later one says all
      select distinct on (m.organization_id, m.id) m.organization_id, m.id, m.type, m.data, m.reached_at
        from marks m cross join moment
       where m.reached_at <= moment.at
       order by m.organization_id, m.id, m.reached_at desc
    ), taken as (
      select k.organization_id, k.id, d.type, d.data
        from api_keys k
        join due d on d.organization_id = k.organization_id and d.id = k.id
       cross join moment
       where (k.expires_at is null or k.expires_at > moment.at)
         and (k.reminded_at is null or k.reminded_at < d.reached_at)
       order by k.organization_id, k.id
       limit ${most}
         for update of k skip locked
    ), marked as (
      update api_keys k set reminded_at = moment.at
        from taken t cross join moment
       where k.organization_id = t.organization_id and k.id = t.id
      returning k.organization_id, k.id, k.version
    )
    insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data, occurred_at)
    select t.organization_id, t.type, 'api_key', t.id, m.version, 'system:' || t.organization_id, t.data, moment.at
      from taken t
      join marked m on m.organization_id = t.organization_id and m.id = t.id
     cross join moment
    returning id`);
  return written.length;
}
