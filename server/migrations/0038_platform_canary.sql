-- The canary: a fact that every process writes for nobody, to see that facts still come through to the end of the feed.
-- It goes the whole way, and yet has no place in the whole feed (`pos` is 0): whoever reads on by place never meets it,
-- and when it is removed after a minute there is no hole.

-- As before (0035_platform_live.sql), with the canary beside the count.
create or replace function plinth.relay(p_limit integer default 1000) returns integer language plpgsql as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  head bigint;
  moved integer;
  placed integer;
  organizations text;
begin
  select pos into head from plinth.feed_head where name = 'main' for update skip locked;
  if not found then return 0; end if;
  with taken as (
    delete from plinth.outbox o
     using (select organization_id, id from plinth.outbox order by id limit p_limit) k
     where o.organization_id = k.organization_id and o.id = k.id
    returning o.*
  ), numbered as (
    select taken.*,
           count(*) filter (where organization_id <> nobody) over (order by id) as n,
           row_number() over (partition by organization_id order by id) as k,
           count(*) over (partition by organization_id) as of_organization
      from taken
  ), heads as (
    insert into plinth.organization_feed as f (organization_id, seq)
    select organization_id, count(*) from taken group by organization_id order by organization_id
    on conflict (organization_id) do update set seq = f.seq + excluded.seq
    returning organization_id, seq
  ), written as (
    insert into plinth.events (organization_id, seq, pos, id, type, subject_type, subject_id, subject_version, actor, data, occurred_at,
                               scope_id, user_id, shared)
    select n.organization_id, h.seq - n.of_organization + n.k, case when n.organization_id = nobody then 0 else head + n.n end,
           n.event_id, n.type, n.subject_type, n.subject_id, n.subject_version, n.actor, n.data, n.occurred_at,
           n.scope_id, n.user_id, n.shared
      from numbered n join heads h using (organization_id)
    returning organization_id
  )
  select count(*), count(*) filter (where organization_id <> nobody), string_agg(distinct organization_id::text, ',')
    into moved, placed, organizations
    from written;
  if placed > 0 then
    update plinth.feed_head set pos = head + placed where name = 'main';
  end if;
  if moved > 0 then
    perform pg_notify('plinth_feed', case when length(organizations) < 7900 then organizations else '*' end);
  end if;
  return moved;
end $$;
