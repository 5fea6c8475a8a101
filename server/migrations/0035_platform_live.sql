-- Who may be told of a fact: kept with it, so that a stream is cut for each of its readers without asking for the object,
-- which may be gone by then.

-- The human who acts with a session of their own for an organization, as its member or buyer; null for everybody else.
create function plinth.actor_person() returns uuid
language sql stable parallel safe as $$
  select substring(plinth.actor() from '^(?:member|buyer):(.+)$')::uuid
$$;

drop procedure plinth.protect(regclass, text, regclass, text, boolean, text, boolean, boolean, text, text, boolean, boolean);

-- How a table belongs to a customer decides what a scoped actor sees of it:
--   customer => 'customer_id'                     the rows of their customers
--   parent => 'orders', parent_key => 'order_id'  what they see of the parent
--   shared => true                                everything of the organization (a catalog)
--   actor => 'actor'                              only what the actor itself wrote
--   personal => 'user_id'                         the rows of the human who acts, as member or buyer, and nobody else's
--   customer => …, told => true                   those rows, what its column `shared` says is everybody's, and what
--                                                 its column `user_id` says is the human's who acts
--   (nothing)                                     hidden: they may add rows and read none
-- Tables of no organization say instead:
--   person => 'user_id'                           the rows of the human behind the actor
--   dropbox => true                               deeds add rows and read none; plinth_system reads
--   internal => true                              no caller touches them; plinth_system does
-- `key` is the column that names the organization. `append_only` grants neither update nor delete.
-- `system` admits plinth_system to all rows; the tables that need it are listed in a test.
-- The `(select …)` makes PostgreSQL ask once per statement and not once per row (100k rows: 73 → 9 ms).
create procedure plinth.protect(
  target regclass, customer text default null, parent regclass default null, parent_key text default null,
  shared boolean default false, actor text default null, append_only boolean default false,
  system boolean default false, key text default 'organization_id',
  person text default null, dropbox boolean default false, internal boolean default false,
  personal text default null, told boolean default false
) language plpgsql as $$
declare
  own text := case
    when person is not null then format('%I = (select plinth.actor_user())', person)
    when dropbox or internal then 'true'
    else format('%I = (select plinth.organization())', key)
  end;
  seen text := case
    when shared or dropbox or person is not null then 'true'
    when told then
      format('((select plinth.sees_all()) or shared or %I = any ((select plinth.scope())::uuid[]) or user_id = (select plinth.actor_person()))', customer)
    when customer is not null then
      format('((select plinth.sees_all()) or %I = any ((select plinth.scope())::uuid[]))', customer)
    when parent is not null then
      format('((select plinth.sees_all()) or exists (select from %s parent where parent.organization_id = %s.organization_id and parent.id = %s.%I))',
             parent, target, target, parent_key)
    when actor is not null then format('((select plinth.sees_all()) or %I = (select plinth.actor()))', actor)
    when personal is not null then format('%I = (select plinth.actor_person())', personal)
    else '(select plinth.sees_all())'
  end;
  hidden boolean := not shared and customer is null and parent is null and actor is null and person is null
    and personal is null and not dropbox;
  mine text := own || case when seen = 'true' then '' else ' and ' || seen end;
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  if not internal then
    execute format('create policy app_adds on %s for insert to plinth_app with check (%s)',
                   target, case when hidden then own else mine end);
    execute format('grant insert on %s to plinth_app', target);
  end if;
  if not internal and not dropbox then
    execute format('create policy app_reads on %s for select to plinth_app using (%s)', target, mine);
    execute format('grant select on %s to plinth_app', target);
    if not append_only then
      execute format('create policy app_changes on %s for update to plinth_app using (%s)', target, mine);
      execute format('create policy app_removes on %s for delete to plinth_app using (%s)', target, mine);
      execute format('grant update, delete on %s to plinth_app', target);
    end if;
  end if;
  -- forced policies stop the owner too: without this one a backfill changes nothing and a new foreign key
  -- is declared valid with orphans present
  execute format('create policy owner_maintains on %s to plinth_owner using (true) with check (true)', target);
  if system or dropbox or internal then
    execute format('create policy system_serves on %s to plinth_system using (true) with check (true)', target);
  end if;
end $$;
revoke execute on procedure plinth.protect from public;

alter table plinth.outbox
  -- whose object it was: what a scope names, for scoped actors; one human's, for them alone; everybody's
  add column scope_id uuid,
  add column user_id uuid,
  add column shared boolean not null default false;
alter table plinth.events
  add column scope_id uuid,
  add column user_id uuid,
  add column shared boolean not null default false;
-- A scoped actor reads on from where they are over what concerns them, and not over everything.
-- squawk-ignore require-concurrent-index-creation
create index events_of_scope on plinth.events (organization_id, scope_id, seq) where scope_id is not null;
-- squawk-ignore require-concurrent-index-creation
create index events_of_user on plinth.events (organization_id, user_id, seq) where user_id is not null;
-- squawk-ignore require-concurrent-index-creation
create index events_shared on plinth.events (organization_id, seq) where shared;

-- Staff without a scope see all of the organization's; who has a scope sees what is everybody's, their customers' and
-- their own.
drop policy app_reads on plinth.events;
drop policy app_adds on plinth.events;
drop policy owner_maintains on plinth.events;
drop policy system_serves on plinth.events;
call plinth.protect('plinth.events', customer => 'scope_id', told => true, append_only => true, system => true);
revoke insert on plinth.events from plinth_app;

-- What is behind it has been removed: a cursor before it has missed something.
alter table plinth.organization_feed add column removed_up_to bigint not null default 0;
-- To begin a stream one asks how far the feed is. A scoped actor may ask too: the number itself never reaches them.
drop policy app_reads on plinth.organization_feed;
drop policy app_adds on plinth.organization_feed;
drop policy app_changes on plinth.organization_feed;
drop policy app_removes on plinth.organization_feed;
drop policy owner_maintains on plinth.organization_feed;
drop policy system_serves on plinth.organization_feed;
call plinth.protect('plinth.organization_feed', shared => true, system => true);
revoke insert, update, delete on plinth.organization_feed from plinth_app;
grant delete on plinth.events to plinth_system;

-- As before (0002_platform_events.sql), with whom a fact concerns, and with the canary: a fact that every process writes
-- for nobody, to see that facts still come through to the end of the feed. It goes the whole way, and yet has no place in
-- the whole feed (`pos` is 0): whoever reads on by place never meets it, and when it is removed there is no hole.
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
