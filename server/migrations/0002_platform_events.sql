-- Facts: written to the outbox by the deed's own transaction, moved to the feed by the relay.

create table plinth.outbox (
  organization_id uuid not null,
  id bigint generated always as identity,
  event_id uuid not null default uuidv7(),
  type text not null check (type ~ '^[a-z_]+\.[a-z_]+$'),
  subject_type text not null,
  subject_id uuid not null,
  subject_version integer not null,
  actor text not null default plinth.actor(),
  data text not null default '{}' check (data is json object),
  occurred_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index outbox_in_order on plinth.outbox (id);
call plinth.protect('plinth.outbox', append_only => true, system => true);
grant select, delete on plinth.outbox to plinth_system;

create table plinth.events (
  organization_id uuid not null,
  seq plinth.minor not null,
  pos bigint not null,
  id uuid not null,
  type text not null,
  subject_type text not null,
  subject_id uuid not null,
  subject_version integer not null,
  actor text not null,
  data text not null,
  occurred_at plinth.moment not null,
  primary key (organization_id, seq)
);
create index events_by_pos on plinth.events (pos);
create index events_by_id on plinth.events (organization_id, id);
call plinth.protect('plinth.events', append_only => true, system => true);
revoke insert on plinth.events from plinth_app;
grant select, insert on plinth.events to plinth_system;

-- One row: the global position, and the lock that makes one relay at a time.
create table plinth.feed_head (name text primary key, pos bigint not null);
insert into plinth.feed_head values ('main', 0);
alter table plinth.feed_head enable row level security;
alter table plinth.feed_head force row level security;
create policy owner_maintains on plinth.feed_head to plinth_owner using (true) with check (true);
create policy system_serves on plinth.feed_head to plinth_system using (true) with check (true);
grant select, update on plinth.feed_head to plinth_system;

create table plinth.organization_feed (organization_id uuid primary key, seq bigint not null) with (fillfactor = 70);
call plinth.protect('plinth.organization_feed', system => true);
revoke insert, update, delete on plinth.organization_feed from plinth_app;
grant select, insert, update on plinth.organization_feed to plinth_system;

-- Moves at most p_limit committed facts into the feed and answers how many. Any number of relays may call
-- it: whoever finds the head locked goes away. Numbers are given under the head's lock, so that positions
-- follow commit order and have no holes. Notifies once per batch, with the organizations that have news
-- ('*' when the list is longer than a notification may be): a NOTIFY per deed would hold a global lock to
-- commit (21.7k → 4.8k inserts/s).
create function plinth.relay(p_limit integer default 1000) returns integer language plpgsql as $$
declare
  head bigint;
  moved integer;
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
           row_number() over (order by id) as n,
           row_number() over (partition by organization_id order by id) as k,
           count(*) over (partition by organization_id) as of_organization
      from taken
  ), heads as (
    insert into plinth.organization_feed as f (organization_id, seq)
    select organization_id, count(*) from taken group by organization_id order by organization_id
    on conflict (organization_id) do update set seq = f.seq + excluded.seq
    returning organization_id, seq
  ), written as (
    insert into plinth.events (organization_id, seq, pos, id, type, subject_type, subject_id, subject_version, actor, data, occurred_at)
    select n.organization_id, h.seq - n.of_organization + n.k, head + n.n,
           n.event_id, n.type, n.subject_type, n.subject_id, n.subject_version, n.actor, n.data, n.occurred_at
      from numbered n join heads h using (organization_id)
    returning organization_id
  )
  select count(*), string_agg(distinct organization_id::text, ',') into moved, organizations from written;
  if moved > 0 then
    update plinth.feed_head set pos = head + moved where name = 'main';
    perform pg_notify('plinth_feed', case when length(organizations) < 7900 then organizations else '*' end);
  end if;
  return moved;
end $$;
revoke execute on function plinth.relay from public;
grant execute on function plinth.relay to plinth_system;
