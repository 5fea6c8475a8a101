-- The schema after all migrations, written by `npm run schema`. Not executed, not edited by hand.

-- extensions

create extension pg_trgm with schema public;

-- schemas

create schema plinth authorization plinth_owner;
grant usage on schema plinth to plinth_app;
grant usage on schema plinth to plinth_system;

create schema plinth_meta authorization plinth_owner;
grant usage on schema plinth_meta to plinth_app;
grant usage on schema plinth_meta to plinth_system;

create schema public authorization plinth_owner;
grant usage on schema public to plinth_app;
grant usage on schema public to plinth_system;
grant usage on schema public to public;

-- types

create domain plinth.country as text
  CHECK ((VALUE ~ '^[A-Z]{2}$'::text));
grant usage on type plinth.country to public;

create domain plinth.currency as text
  CHECK ((VALUE ~ '^[A-Z]{3}$'::text));
grant usage on type plinth.currency to public;

create domain plinth.day as date
  CHECK (((VALUE >= '0001-01-01'::date) AND (VALUE < '10000-01-01'::date)));
grant usage on type plinth.day to public;

create domain plinth.minor as bigint
  CHECK (((VALUE >= '-9007199254740991'::bigint) AND (VALUE <= '9007199254740991'::bigint)));
grant usage on type plinth.minor to public;

create domain plinth.moment as timestamp with time zone
  CHECK (((VALUE >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (VALUE < '10000-01-01 00:00:00+00'::timestamp with time zone)));
grant usage on type plinth.moment to public;

create domain plinth.percent as numeric(7,4)
  CHECK (((VALUE >= (0)::numeric) AND (VALUE <= (100)::numeric)));
grant usage on type plinth.percent to public;

create domain plinth.quantity as numeric(15,3)
  CHECK ((VALUE <> 'NaN'::numeric));
grant usage on type plinth.quantity to public;

create domain plinth.unit_price as numeric(18,6)
  CHECK (((VALUE >= (0)::numeric) AND (VALUE <> 'NaN'::numeric)));
grant usage on type plinth.unit_price to public;

-- functions and procedures

CREATE OR REPLACE FUNCTION plinth.actor()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(nullif(current_setting('plinth.actor', true), ''), plinth.missing_context('actor'))
$function$;
alter routine plinth.actor() owner to plinth_owner;
grant execute on routine plinth.actor() to public;

CREATE OR REPLACE FUNCTION plinth.actor_person()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select substring(plinth.actor() from '^(?:member|buyer):(.+)$')::uuid
$function$;
alter routine plinth.actor_person() owner to plinth_owner;
grant execute on routine plinth.actor_person() to public;

CREATE OR REPLACE FUNCTION plinth.actor_user()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select substring(plinth.actor() from '^user:(.+)$')::uuid
$function$;
alter routine plinth.actor_user() owner to plinth_owner;
grant execute on routine plinth.actor_user() to public;

CREATE OR REPLACE FUNCTION plinth.claim_jobs(p_queue text, p_worker uuid, p_limit integer, p_lease_ms integer, p_now timestamp with time zone, p_after uuid, p_after_lane uuid, p_most integer, p_per_minute integer)
 RETURNS SETOF plinth.jobs
 LANGUAGE plpgsql
AS $function$
declare
  free integer := p_limit;
  started timestamptz;
  used integer;
  organizations uuid[];
  lanes uuid[];
  room integer[];
  chosen_organizations uuid[];
  chosen uuid[];
  claimed integer;
begin
  if not exists (select from plinth.jobs where queue = p_queue and state = 'ready') then return; end if;
  if p_most is not null or p_per_minute is not null then
    insert into plinth.job_queues (name) values (p_queue) on conflict do nothing;
    select window_started_at, taken into started, used
      from plinth.job_queues where name = p_queue for no key update skip locked;
    if not found then return; end if;
    if p_most is not null then
      free := least(free, p_most - (select count(*)::integer from plinth.jobs where queue = p_queue and state = 'running'));
    end if;
    if p_per_minute is not null then
      if now() >= started + interval '1 minute' then used := 0; started := now(); end if;
      free := least(free, p_per_minute - used);
    end if;
    if free <= 0 then return; end if;
  end if;

  with recursive ahead as (
    (select j.organization_id, j.lane from plinth.jobs j
      where j.queue = p_queue and j.state = 'ready' and (j.organization_id, j.lane) > (p_after, p_after_lane)
      order by j.organization_id, j.lane limit 1)
    union all
    (select n.organization_id, n.lane
       from ahead a
      cross join lateral (
        select j.organization_id, j.lane from plinth.jobs j
         where j.queue = p_queue and j.state = 'ready' and (j.organization_id, j.lane) > (a.organization_id, a.lane)
         order by j.organization_id, j.lane limit 1) n)
  ), around as (
    (select j.organization_id, j.lane from plinth.jobs j
      where j.queue = p_queue and j.state = 'ready'
      order by j.organization_id, j.lane limit 1)
    union all
    (select n.organization_id, n.lane
       from around a
      cross join lateral (
        select j.organization_id, j.lane from plinth.jobs j
         where j.queue = p_queue and j.state = 'ready' and (j.organization_id, j.lane) > (a.organization_id, a.lane)
           and (j.organization_id, j.lane) <= (p_after, p_after_lane)
         order by j.organization_id, j.lane limit 1) n
      where (a.organization_id, a.lane) <= (p_after, p_after_lane))
  ), found as (
    -- lines that are closed are left out here, so that many of them do not hide an open one
    select organization_id, lane from (
      (select organization_id, lane from ahead)
      union all
      (select organization_id, lane from around where (organization_id, lane) <= (p_after, p_after_lane))) both_ways
     where lane = '00000000-0000-0000-0000-000000000000' or plinth.may_call(organization_id, lane)
     limit 200
  )
  select array_agg(organization_id), array_agg(lane),
         array_agg(case when lane = '00000000-0000-0000-0000-000000000000' then free
                        else plinth.open_lane(organization_id, lane) end)
    into organizations, lanes, room
    from found;

  with lines as (
    select l.organization_id, l.lane, l.room,
           ceil(free::numeric / count(*) over ())::integer as share
      from unnest(organizations, lanes, room) l(organization_id, lane, room)
     where l.room > 0
  ), candidates as (
    select c.organization_id, c.id, c.priority, c.number, c.serial_key
      from lines l
     cross join lateral (
       select j.organization_id, j.id, j.priority, j.number, j.serial_key
         from plinth.jobs j
        where j.queue = p_queue and j.state = 'ready' and j.organization_id = l.organization_id and j.lane = l.lane
          and (j.serial_key is null or not exists (
                select from plinth.jobs e
                 where e.organization_id = j.organization_id and e.serial_key = j.serial_key
                   and e.state in ('scheduled', 'ready', 'running')
                   and (e.state = 'running' or e.number < j.number) and e.id <> j.id))
        order by j.priority desc, j.number
        limit least(l.room, l.share)
          for no key update of j skip locked) c
  ), ranked as (
    select c.*, row_number() over (partition by organization_id order by priority desc, number) as turn from candidates c
  ), picked as materialized (
    select organization_id, id, serial_key from ranked order by turn, organization_id limit free
  )
  select array_agg(organization_id), array_agg(id) into chosen_organizations, chosen
    from picked
   where serial_key is null
      or pg_try_advisory_xact_lock(hashtextextended(organization_id::text || ' ' || serial_key, 7));
  if chosen is null then return; end if;

  return query
    update plinth.jobs j
       set state = 'running', worker = p_worker, locked_until = now() + p_lease_ms * interval '1 millisecond',
           started_at = p_now, attempts = j.attempts + 1, version = j.version + 1, updated_at = p_now
      from unnest(chosen_organizations, chosen) k(organization_id, id)
     where j.organization_id = k.organization_id and j.id = k.id and j.state = 'ready'
       and (j.serial_key is null or not exists (
             select from plinth.jobs e
              where e.organization_id = j.organization_id and e.serial_key = j.serial_key
                and e.state in ('scheduled', 'ready', 'running')
                and (e.state = 'running' or e.number < j.number) and e.id <> j.id))
    returning j.*;
  get diagnostics claimed = row_count;

  if p_per_minute is not null then
    update plinth.job_queues set window_started_at = started, taken = used + claimed where name = p_queue;
  end if;
  if exists (select from unnest(lanes) l(lane) where lane <> '00000000-0000-0000-0000-000000000000') then
    insert into plinth.job_lanes as l (organization_id, destination_id, taken)
    select j.organization_id, j.destination_id, count(*)
      from unnest(chosen_organizations, chosen) k(organization_id, id)
      join plinth.jobs j on j.organization_id = k.organization_id and j.id = k.id
      join plinth.destinations d on d.organization_id = j.organization_id and d.id = j.destination_id
     where j.destination_id is not null and j.worker = p_worker and d.per_minute is not null
     group by j.organization_id, j.destination_id
    on conflict (organization_id, destination_id) do update
      set taken = case when now() < l.window_started_at + interval '1 minute' then l.taken + excluded.taken else excluded.taken end,
          window_started_at = case when now() < l.window_started_at + interval '1 minute' then l.window_started_at else now() end;
  end if;
end $function$;
alter routine plinth.claim_jobs(text,uuid,integer,integer,timestamp with time zone,uuid,uuid,integer,integer) owner to plinth_owner;
grant execute on routine plinth.claim_jobs(text,uuid,integer,integer,timestamp with time zone,uuid,uuid,integer,integer) to plinth_system;

CREATE OR REPLACE FUNCTION plinth.count_owned_organizations()
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select count(*)::integer from public.members m
   where m.id = plinth.actor_user() and m.role = 'owner' and m.ended_at is null
$function$;
alter routine plinth.count_owned_organizations() owner to plinth_system;
grant execute on routine plinth.count_owned_organizations() to plinth_app;

CREATE OR REPLACE FUNCTION plinth.forget_notifications(p_user uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  delete from plinth.notification_preferences p where p.organization_id = plinth.organization() and p.user_id = p_user;
  delete from plinth.notifications n where n.organization_id = plinth.organization() and n.user_id = p_user
$function$;
alter routine plinth.forget_notifications(uuid) owner to plinth_system;
grant execute on routine plinth.forget_notifications(uuid) to plinth_app;

CREATE OR REPLACE FUNCTION plinth.is_email_taken(p_email text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (select from public.users u where u.email = p_email)
$function$;
alter routine plinth.is_email_taken(text) owner to plinth_system;
grant execute on routine plinth.is_email_taken(text) to plinth_app;

CREATE OR REPLACE FUNCTION plinth.json_moment(moment timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select replace((moment at time zone 'UTC')::text, ' ', 'T') || 'Z'
$function$;
alter routine plinth.json_moment(timestamp with time zone) owner to plinth_owner;
grant execute on routine plinth.json_moment(timestamp with time zone) to public;

CREATE OR REPLACE FUNCTION plinth.json_price(price numeric)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select '"' || left(price::text, -4) || rtrim(right(price::text, 4), '0') || '"'
$function$;
alter routine plinth.json_price(numeric) owner to plinth_owner;
grant execute on routine plinth.json_price(numeric) to public;

CREATE OR REPLACE FUNCTION plinth.languages_of_members(p_members uuid[])
 RETURNS TABLE(id uuid, locale text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select u.id, u.locale
    from public.members m
    join public.users u on u.id = m.id
   where m.organization_id = plinth.organization() and m.ended_at is null and m.id = any (p_members)
$function$;
alter routine plinth.languages_of_members(uuid[]) owner to plinth_system;
grant execute on routine plinth.languages_of_members(uuid[]) to plinth_app;

CREATE OR REPLACE FUNCTION plinth.languages_of_people(p_people uuid[])
 RETURNS TABLE(id uuid, locale text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select u.id, u.locale
    from public.users u
   where u.id = any (p_people)
     and (exists (select from public.members m
                   where m.organization_id = plinth.organization() and m.id = u.id and m.ended_at is null)
          or exists (select from public.buyers b
                      where b.organization_id = plinth.organization() and b.id = u.id and b.ended_at is null))
$function$;
alter routine plinth.languages_of_people(uuid[]) owner to plinth_system;
grant execute on routine plinth.languages_of_people(uuid[]) to plinth_app;

CREATE OR REPLACE FUNCTION plinth.may_call(p_organization uuid, p_destination uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  return not exists (
    select from plinth.destinations
     where organization_id = p_organization and id = p_destination
       and (paused_at is not null or (breaker <> 'closed' and retry_at > now())));
end $function$;
alter routine plinth.may_call(uuid,uuid) owner to plinth_owner;
grant execute on routine plinth.may_call(uuid,uuid) to plinth_system;

CREATE OR REPLACE FUNCTION plinth.missing_context(what text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  raise exception 'the % of the context is not set', what using errcode = 'PL001';
end $function$;
alter routine plinth.missing_context(text) owner to plinth_owner;
grant execute on routine plinth.missing_context(text) to public;

CREATE OR REPLACE FUNCTION plinth.notify(p_event uuid, p_kind text, p_subject_type text, p_subject_id uuid, p_scope uuid, p_in_app boolean, p_email boolean, p_told json)
 RETURNS TABLE(id uuid, email boolean)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with wanted as (
    select x.user_id, x.title, x.body, coalesce(p.in_app, p_in_app) as in_app, coalesce(p.email, p_email) as email
      from json_to_recordset(p_told) as x(user_id uuid, title text, body text)
      left join plinth.notification_preferences p
        on p.organization_id = plinth.organization() and p.user_id = x.user_id and p.kind = p_kind
  ), told as (
    insert into plinth.notifications as n (organization_id, user_id, kind, event_id, title, body, subject_type, subject_id,
                                           scope_id, in_app, email, read_at, archived_at)
    select plinth.organization(), w.user_id, p_kind, p_event, w.title, w.body, p_subject_type, p_subject_id,
           p_scope, w.in_app, w.email, case when not w.in_app then plinth.now() end,
           case when not w.in_app then plinth.now() end
      from wanted w
     where w.in_app or w.email
     order by w.user_id
    on conflict (organization_id, user_id, kind, event_id) do nothing
    returning n.id, n.user_id, n.in_app, n.email
  ), facts as (
    insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, data, user_id)
    select plinth.organization(), 'notification.created', 'notification', t.id, 1,
           json_build_object('kind', p_kind)::text, t.user_id
      from told t
     where t.in_app
     order by t.id
  )
  select t.id, t.email from told t order by t.id
$function$;
alter routine plinth.notify(uuid,text,text,uuid,uuid,boolean,boolean,json) owner to plinth_system;
grant execute on routine plinth.notify(uuid,text,text,uuid,uuid,boolean,boolean,json) to plinth_app;

CREATE OR REPLACE FUNCTION plinth.now()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(nullif(current_setting('plinth.clock', true), '')::timestamptz, now())
$function$;
alter routine plinth.now() owner to plinth_owner;
grant execute on routine plinth.now() to public;

CREATE OR REPLACE FUNCTION plinth.open_lane(p_organization uuid, p_destination uuid)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  it record;
  running integer;
  used integer := 0;
begin
  select paused_at, breaker, retry_at, concurrency, per_minute into it
    from plinth.destinations
   where organization_id = p_organization and id = p_destination
     for no key update skip locked;
  if not found then
    -- locked by another claim, or gone: what is left for it runs and says so itself
    if exists (select from plinth.destinations where organization_id = p_organization and id = p_destination) then return 0; end if;
    return 4;
  end if;
  if it.paused_at is not null then return 0; end if;
  -- counted over all queues: a destination has one
  select count(*) into running
    from plinth.jobs
   where organization_id = p_organization and lane = p_destination and state = 'running';
  if it.breaker <> 'closed' then
    return case when running = 0 and it.retry_at <= now() then 1 else 0 end;
  end if;
  if it.per_minute is not null then
    select case when now() < window_started_at + interval '1 minute' then taken else 0 end into used
      from plinth.job_lanes
     where organization_id = p_organization and destination_id = p_destination;
    return least(it.concurrency - running, it.per_minute - coalesce(used, 0));
  end if;
  return it.concurrency - running;
end $function$;
alter routine plinth.open_lane(uuid,uuid) owner to plinth_owner;
grant execute on routine plinth.open_lane(uuid,uuid) to plinth_system;

CREATE OR REPLACE FUNCTION plinth.organization()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(nullif(current_setting('plinth.organization', true), ''), plinth.missing_context('organization'))::uuid
$function$;
alter routine plinth.organization() owner to plinth_owner;
grant execute on routine plinth.organization() to public;

CREATE OR REPLACE PROCEDURE plinth.protect(IN target regclass, IN customer text DEFAULT NULL::text, IN parent regclass DEFAULT NULL::regclass, IN parent_key text DEFAULT NULL::text, IN shared boolean DEFAULT false, IN actor text DEFAULT NULL::text, IN append_only boolean DEFAULT false, IN system boolean DEFAULT false, IN key text DEFAULT 'organization_id'::text, IN person text DEFAULT NULL::text, IN dropbox boolean DEFAULT false, IN internal boolean DEFAULT false, IN personal text DEFAULT NULL::text, IN told boolean DEFAULT false)
 LANGUAGE plpgsql
AS $procedure$
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
end $procedure$;
alter routine plinth.protect(regclass,text,regclass,text,boolean,text,boolean,boolean,text,text,boolean,boolean,text,boolean) owner to plinth_owner;

CREATE OR REPLACE FUNCTION plinth.raise_inbox_item(p_organization uuid, p_kind text, p_key text, p_subject_type text, p_subject_id uuid, p_because text, p_details text, p_resolves text, p_owner uuid, p_since timestamp with time zone, p_actor text)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  item record;
begin
  insert into plinth.inbox_items as i (organization_id, kind, key, subject_type, subject_id, because, details, resolves,
                                       owner_user_id, since)
  values (p_organization, p_kind, p_key, p_subject_type, p_subject_id, p_because, p_details, p_resolves, p_owner,
          coalesce(p_since, plinth.now()))
  on conflict (organization_id, key) where settled_at is null do update
    set times = i.times + 1, last_at = plinth.now(), because = excluded.because, details = excluded.details,
        resolves = excluded.resolves, version = i.version + 1, updated_at = plinth.now()
  returning i.id, i.times = 1 as fresh into item;
  if item.fresh then
    insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data)
    values (p_organization, 'inbox_item.raised', 'inbox_item', item.id, 1, p_actor,
            json_build_object('kind', p_kind, 'subject_type', p_subject_type)::text);
  end if;
  return item.fresh;
end $function$;
alter routine plinth.raise_inbox_item(uuid,text,text,text,uuid,text,text,text,uuid,timestamp with time zone,text) owner to plinth_owner;
grant execute on routine plinth.raise_inbox_item(uuid,text,text,text,uuid,text,text,text,uuid,timestamp with time zone,text) to plinth_app;
grant execute on routine plinth.raise_inbox_item(uuid,text,text,text,uuid,text,text,text,uuid,timestamp with time zone,text) to plinth_system;

CREATE OR REPLACE FUNCTION plinth.relay(p_limit integer DEFAULT 1000)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
end $function$;
alter routine plinth.relay(integer) owner to plinth_owner;
grant execute on routine plinth.relay(integer) to plinth_system;

CREATE OR REPLACE FUNCTION plinth.rename_member(p_name text, p_email text)
 RETURNS TABLE(organization_id uuid, kind text, version integer, name text, email text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with renamed_members as (
    update public.members m
       set name = p_name, email = p_email, version = m.version + 1, updated_at = plinth.now()
     where m.id = plinth.actor_user() and (m.name, m.email) is distinct from (p_name, p_email)
    returning new.organization_id, new.version, old.name, old.email
  ), renamed_buyers as (
    update public.buyers b
       set name = p_name, email = p_email, version = b.version + 1, updated_at = plinth.now()
     where b.id = plinth.actor_user() and (b.name, b.email) is distinct from (p_name, p_email)
    returning new.organization_id, new.version, old.name, old.email
  )
  select r.organization_id, 'member', r.version, r.name, r.email from renamed_members r
   union all
  select r.organization_id, 'buyer', r.version, r.name, r.email from renamed_buyers r
$function$;
alter routine plinth.rename_member(text,text) owner to plinth_system;
grant execute on routine plinth.rename_member(text,text) to plinth_app;

CREATE OR REPLACE FUNCTION plinth.scope()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select nullif(coalesce(nullif(nullif(current_setting('plinth.scope', true), ''), '{}'), plinth.missing_context('scope')), 'all')::uuid[]
$function$;
alter routine plinth.scope() owner to plinth_owner;
grant execute on routine plinth.scope() to public;

CREATE OR REPLACE FUNCTION plinth.search_customers(needle text, fields text[])
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id from customers
   where organization_id = plinth.organization()
     and name || ' ' || coalesce(tax_id, '') || ' ' || coalesce(external_reference, '') ilike '%' || needle || '%'
     and ( ('name' = any (fields) and name ilike needle)
        or ('tax_id' = any (fields) and tax_id ilike needle)
        or ('external_reference' = any (fields) and external_reference ilike needle))
$function$;
alter routine plinth.search_customers(text,text[]) owner to plinth_system;
grant execute on routine plinth.search_customers(text,text[]) to plinth_app;

CREATE OR REPLACE FUNCTION plinth.search_orders(needle text, fields text[])
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id from orders
   where organization_id = plinth.organization()
     and number || ' ' || coalesce(customer_reference, '') ilike '%' || needle || '%'
     and ( ('number' = any (fields) and number ilike needle)
        or ('customer_reference' = any (fields) and customer_reference ilike needle))
$function$;
alter routine plinth.search_orders(text,text[]) owner to plinth_system;
grant execute on routine plinth.search_orders(text,text[]) to plinth_app;

CREATE OR REPLACE FUNCTION plinth.search_products(needle text, fields text[])
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id from products
   where organization_id = plinth.organization()
     and sku || ' ' || name || ' ' || coalesce(description, '') ilike '%' || needle || '%'
     and ( ('sku' = any (fields) and sku ilike needle)
        or ('name' = any (fields) and name ilike needle)
        or ('description' = any (fields) and description ilike needle))
$function$;
alter routine plinth.search_products(text,text[]) owner to plinth_system;
grant execute on routine plinth.search_products(text,text[]) to plinth_app;

CREATE OR REPLACE FUNCTION plinth.sees_all()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(nullif(nullif(current_setting('plinth.scope', true), ''), '{}'), plinth.missing_context('scope')) = 'all'
$function$;
alter routine plinth.sees_all() owner to plinth_owner;
grant execute on routine plinth.sees_all() to public;

CREATE OR REPLACE PROCEDURE plinth.serve_as_system(IN target regprocedure)
 LANGUAGE plpgsql
AS $procedure$
begin
  grant create on schema plinth to plinth_system;
  execute format('alter function %s owner to plinth_system', target);
  revoke create on schema plinth from plinth_system;
  execute format('revoke execute on function %s from public', target);
  execute format('grant execute on function %s to plinth_app', target);
end $procedure$;
alter routine plinth.serve_as_system(regprocedure) owner to plinth_owner;

CREATE OR REPLACE FUNCTION plinth.set_context(organization uuid, actor text, scope text, clock text DEFAULT ''::text)
 RETURNS text
 LANGUAGE sql
AS $function$
  select set_config('plinth.organization', organization::text, true)
      || set_config('plinth.actor', actor, true)
      || set_config('plinth.scope', scope, true)
      || set_config('plinth.clock', clock, true)
$function$;
alter routine plinth.set_context(uuid,text,text,text) owner to plinth_owner;
grant execute on routine plinth.set_context(uuid,text,text,text) to public;

CREATE OR REPLACE FUNCTION plinth.settle_inbox_item(p_organization uuid, p_key text, p_how text, p_actor text)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  item record;
begin
  update plinth.inbox_items
     set settled_at = plinth.now(), settled_by = p_actor, settled_how = p_how, version = version + 1, updated_at = plinth.now()
   where organization_id = p_organization and key = p_key and settled_at is null
  returning id, version, kind, subject_type into item;
  if not found then return false; end if;
  insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data)
  values (p_organization, 'inbox_item.settled', 'inbox_item', item.id, item.version, p_actor,
          json_build_object('kind', item.kind, 'subject_type', item.subject_type)::text);
  return true;
end $function$;
alter routine plinth.settle_inbox_item(uuid,text,text,text) owner to plinth_owner;
grant execute on routine plinth.settle_inbox_item(uuid,text,text,text) to plinth_app;
grant execute on routine plinth.settle_inbox_item(uuid,text,text,text) to plinth_system;

CREATE OR REPLACE FUNCTION plinth.take_notification_mail(p_id uuid)
 RETURNS TABLE(user_id uuid, kind text, title text, body text, subject_type text, subject_id uuid, scope_id uuid)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update plinth.notifications n
     set emailed_at = plinth.now()
   where n.organization_id = plinth.organization() and n.id = p_id and n.email and n.emailed_at is null
     and (not n.in_app or (n.read_at is null and n.archived_at is null))
  returning n.user_id, n.kind, n.title, n.body, n.subject_type, n.subject_id, n.scope_id
$function$;
alter routine plinth.take_notification_mail(uuid) owner to plinth_system;
grant execute on routine plinth.take_notification_mail(uuid) to plinth_app;

CREATE OR REPLACE FUNCTION plinth.take_registration(p_secret_hash bytea)
 RETURNS TABLE(email text, name text, locale text, password_hash text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with taken as (
    delete from plinth.registrations r
     where r.email = (select asked.email from plinth.registrations asked
                       where asked.secret_hash = p_secret_hash and asked.expires_at > plinth.now())
    returning r.*
  )
  select t.email, t.name, t.locale,
         case when not exists (select from taken rival
                                where rival.password_mac <> t.password_mac and rival.expires_at > plinth.now()) then t.password_hash end
    from taken t
   where t.secret_hash = p_secret_hash
$function$;
alter routine plinth.take_registration(bytea) owner to plinth_system;
grant execute on routine plinth.take_registration(bytea) to plinth_app;

-- tables

create table plinth.attempts (
  digest bytea not null,
  failures double precision not null,
  most_failures double precision not null,
  fade_seconds double precision not null,
  failed_at plinth.moment not null,
  forgotten_at plinth.moment not null,
  constraint attempts_pkey PRIMARY KEY (digest),
  constraint attempts_digest_check CHECK ((octet_length(digest) = 32)),
  constraint attempts_fade_seconds_check CHECK ((fade_seconds > (0)::double precision)),
  constraint attempts_failures_check CHECK ((failures > (0)::double precision))
);
alter table plinth.attempts owner to plinth_owner;
alter table plinth.attempts enable row level security;
alter table plinth.attempts force row level security;
CREATE INDEX attempts_by_age ON plinth.attempts USING btree (forgotten_at);
create policy owner_maintains on plinth.attempts as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.attempts as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.attempts to plinth_system;

create table plinth.audit_entries (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  actor text default plinth.actor() not null,
  action text not null,
  subject_type text not null,
  subject_id uuid,
  subject_version integer,
  changes text default '{}'::text not null,
  request_id text not null,
  door text not null,
  address text,
  occurred_at plinth.moment default plinth.now() not null,
  on_behalf_of uuid,
  people uuid[] default '{}'::uuid[] not null,
  constraint audit_entries_pkey PRIMARY KEY (organization_id, id),
  constraint audit_entries_changes_check CHECK ((changes IS JSON OBJECT))
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000);
alter table plinth.audit_entries owner to plinth_owner;
alter table plinth.audit_entries enable row level security;
alter table plinth.audit_entries force row level security;
CREATE INDEX audit_entries_by_subject ON plinth.audit_entries USING btree (organization_id, subject_id, id);
CREATE INDEX audit_entries_in_order ON plinth.audit_entries USING btree (id);
create policy app_adds on plinth.audit_entries as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on plinth.audit_entries as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.audit_entries as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.audit_entries as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select on plinth.audit_entries to plinth_app;
grant delete, select on plinth.audit_entries to plinth_system;

create table plinth.audit_heads (
  organization_id uuid not null,
  seq plinth.minor not null,
  seal bytea,
  constraint audit_heads_pkey PRIMARY KEY (organization_id)
) with (fillfactor=70);
alter table plinth.audit_heads owner to plinth_owner;
alter table plinth.audit_heads enable row level security;
alter table plinth.audit_heads force row level security;
create policy owner_maintains on plinth.audit_heads as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.audit_heads as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select, update on plinth.audit_heads to plinth_system;

create table plinth.audit_keys (
  id uuid default uuidv7() not null,
  key_sealed text not null,
  created_at plinth.moment default plinth.now() not null,
  constraint audit_keys_pkey PRIMARY KEY (id)
);
alter table plinth.audit_keys owner to plinth_owner;
alter table plinth.audit_keys enable row level security;
alter table plinth.audit_keys force row level security;
create policy owner_maintains on plinth.audit_keys as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.audit_keys as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select on plinth.audit_keys to plinth_system;

create table plinth.audit_seals (
  organization_id uuid not null,
  first_seq plinth.minor not null,
  last_seq plinth.minor not null,
  marks bytea not null,
  seal bytea not null,
  sealed_at plinth.moment default plinth.now() not null,
  constraint audit_seals_pkey PRIMARY KEY (organization_id, first_seq),
  constraint audit_seals_cover_their_rows CHECK ((((last_seq)::bigint >= (first_seq)::bigint) AND (length(marks) = (16 * (((last_seq)::bigint - (first_seq)::bigint) + 1))))),
  constraint audit_seals_first_seq_check CHECK (((first_seq)::bigint >= 1))
);
alter table plinth.audit_seals owner to plinth_owner;
alter table plinth.audit_seals enable row level security;
alter table plinth.audit_seals force row level security;
create policy owner_maintains on plinth.audit_seals as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.audit_seals as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select on plinth.audit_seals to plinth_system;

create table plinth.audit_trail (
  organization_id uuid not null,
  seq plinth.minor not null,
  id uuid not null,
  actor text not null,
  on_behalf_of uuid,
  people uuid[] not null,
  action text not null,
  subject_type text not null,
  subject_id uuid,
  subject_version integer,
  changes text not null,
  request_id text not null,
  door text not null,
  address text,
  occurred_at plinth.moment not null,
  constraint audit_trail_pkey PRIMARY KEY (organization_id, seq),
  constraint audit_trail_seq_check CHECK (((seq)::bigint >= 1))
);
alter table plinth.audit_trail owner to plinth_owner;
alter table plinth.audit_trail enable row level security;
alter table plinth.audit_trail force row level security;
CREATE INDEX audit_trail_by_action ON plinth.audit_trail USING btree (organization_id, action, seq);
CREATE INDEX audit_trail_by_actor ON plinth.audit_trail USING btree (organization_id, actor, seq);
CREATE UNIQUE INDEX audit_trail_by_id ON plinth.audit_trail USING btree (organization_id, id);
CREATE INDEX audit_trail_by_occurred_at ON plinth.audit_trail USING btree (organization_id, occurred_at, seq);
CREATE INDEX audit_trail_by_request ON plinth.audit_trail USING btree (organization_id, request_id);
CREATE INDEX audit_trail_by_subject ON plinth.audit_trail USING btree (organization_id, subject_id, seq);
create policy app_adds on plinth.audit_trail as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on plinth.audit_trail as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.audit_trail as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.audit_trail as permissive for all to plinth_system
  using (true)
  with check (true);
grant select on plinth.audit_trail to plinth_app;
grant insert, select on plinth.audit_trail to plinth_system;

create table plinth.audit_values (
  organization_id uuid not null,
  entry_id uuid not null,
  field text not null,
  subject_id uuid not null,
  salt bytea not null,
  before text,
  after text,
  constraint audit_values_pkey PRIMARY KEY (organization_id, entry_id, field),
  constraint audit_values_salt_check CHECK ((length(salt) = 16))
);
alter table plinth.audit_values owner to plinth_owner;
alter table plinth.audit_values enable row level security;
alter table plinth.audit_values force row level security;
CREATE INDEX audit_values_by_subject ON plinth.audit_values USING btree (organization_id, subject_id);
create policy app_adds on plinth.audit_values as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on plinth.audit_values as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on plinth.audit_values as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on plinth.audit_values as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.audit_values as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select on plinth.audit_values to plinth_app;

create table plinth.consumers (
  name text not null,
  pos bigint not null,
  constraint consumers_pkey PRIMARY KEY (name),
  constraint consumers_name_check CHECK ((length(name) <= 200))
) with (fillfactor=70);
alter table plinth.consumers owner to plinth_owner;
alter table plinth.consumers enable row level security;
alter table plinth.consumers force row level security;
create policy owner_maintains on plinth.consumers as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.consumers as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select, update on plinth.consumers to plinth_system;

create table plinth.counters (
  organization_id uuid not null,
  series text not null,
  last bigint not null,
  constraint counters_pkey PRIMARY KEY (organization_id, series)
) with (fillfactor=70);
alter table plinth.counters owner to plinth_owner;
alter table plinth.counters enable row level security;
alter table plinth.counters force row level security;
create policy app_adds on plinth.counters as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on plinth.counters as permissive for update to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on plinth.counters as permissive for select to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_removes on plinth.counters as permissive for delete to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy owner_maintains on plinth.counters as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.counters to plinth_app;

create table plinth.destinations (
  organization_id uuid not null,
  id uuid not null,
  kind text not null,
  concurrency integer default 4 not null,
  per_minute integer,
  owner_user_id uuid,
  paused_at plinth.moment,
  paused_because text,
  breaker text default 'closed'::text not null,
  failures integer default 0 not null,
  openings integer default 0 not null,
  opened_at plinth.moment,
  retry_at plinth.moment,
  probe uuid,
  probing_until plinth.moment,
  last_success_at plinth.moment,
  last_failure_at plinth.moment,
  last_failure text,
  hour plinth.moment,
  hour_successes integer default 0 not null,
  hour_failures integer default 0 not null,
  earlier_successes integer default 0 not null,
  earlier_failures integer default 0 not null,
  failure_rate numeric(7,4) generated always as (round(((100.0 * ((hour_failures + earlier_failures))::numeric) / (NULLIF((((hour_successes + hour_failures) + earlier_successes) + earlier_failures), 0))::numeric), 4)) stored,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint destinations_pkey PRIMARY KEY (organization_id, id),
  constraint closed_or_since CHECK (((breaker = 'closed'::text) = (opened_at IS NULL))),
  constraint destinations_breaker_check CHECK ((breaker = ANY (ARRAY['closed'::text, 'open'::text, 'half_open'::text]))),
  constraint destinations_concurrency_check CHECK (((concurrency >= 1) AND (concurrency <= 100))),
  constraint destinations_earlier_failures_check CHECK ((earlier_failures >= 0)),
  constraint destinations_earlier_successes_check CHECK ((earlier_successes >= 0)),
  constraint destinations_failures_check CHECK ((failures >= 0)),
  constraint destinations_hour_failures_check CHECK ((hour_failures >= 0)),
  constraint destinations_hour_successes_check CHECK ((hour_successes >= 0)),
  constraint destinations_kind_check CHECK ((kind ~ '^[a-z][a-z0-9_]{0,49}$'::text)),
  constraint destinations_last_failure_check CHECK ((last_failure ~ '^[a-z0-9_]{1,50}$'::text)),
  constraint destinations_openings_check CHECK ((openings >= 0)),
  constraint destinations_paused_because_check CHECK ((length(paused_because) <= 500)),
  constraint destinations_per_minute_check CHECK (((per_minute >= 1) AND (per_minute <= 100000))),
  constraint failed_with_a_code CHECK (((last_failure_at IS NULL) = (last_failure IS NULL))),
  constraint half_open_by_one_probe CHECK ((((breaker = 'half_open'::text) = (probe IS NOT NULL)) AND ((probe IS NULL) = (probing_until IS NULL)))),
  constraint open_until CHECK (((breaker = 'closed'::text) OR (retry_at IS NOT NULL))),
  constraint paused_for_a_reason CHECK (((paused_because IS NULL) OR (paused_at IS NOT NULL)))
) with (fillfactor=70);
alter table plinth.destinations owner to plinth_owner;
alter table plinth.destinations enable row level security;
alter table plinth.destinations force row level security;
create policy app_adds on plinth.destinations as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on plinth.destinations as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on plinth.destinations as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on plinth.destinations as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.destinations as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.destinations as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.destinations to plinth_app;
grant select, update on plinth.destinations to plinth_system;

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
  scope_id uuid,
  user_id uuid,
  shared boolean default false not null,
  constraint events_pkey PRIMARY KEY (organization_id, seq)
);
alter table plinth.events owner to plinth_owner;
alter table plinth.events enable row level security;
alter table plinth.events force row level security;
CREATE INDEX events_by_id ON plinth.events USING btree (organization_id, id);
CREATE INDEX events_by_pos ON plinth.events USING btree (pos);
CREATE INDEX events_by_subject ON plinth.events USING btree (organization_id, subject_id, seq);
CREATE INDEX events_of_scope ON plinth.events USING btree (organization_id, scope_id, seq) WHERE (scope_id IS NOT NULL);
CREATE INDEX events_of_user ON plinth.events USING btree (organization_id, user_id, seq) WHERE (user_id IS NOT NULL);
CREATE INDEX events_shared ON plinth.events USING btree (organization_id, seq) WHERE shared;
create policy app_adds on plinth.events as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR shared OR (scope_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])) OR (user_id = ( SELECT plinth.actor_person() AS actor_person)))));
create policy app_reads on plinth.events as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR shared OR (scope_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])) OR (user_id = ( SELECT plinth.actor_person() AS actor_person)))));
create policy owner_maintains on plinth.events as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.events as permissive for all to plinth_system
  using (true)
  with check (true);
grant select on plinth.events to plinth_app;
grant delete, insert, select on plinth.events to plinth_system;

create table plinth.feed_head (
  name text not null,
  pos bigint not null,
  constraint feed_head_pkey PRIMARY KEY (name)
);
alter table plinth.feed_head owner to plinth_owner;
alter table plinth.feed_head enable row level security;
alter table plinth.feed_head force row level security;
create policy owner_maintains on plinth.feed_head as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.feed_head as permissive for all to plinth_system
  using (true)
  with check (true);
grant select, update on plinth.feed_head to plinth_system;

create table plinth.idempotency_records (
  organization_id uuid not null,
  actor text default plinth.actor() not null,
  key text not null,
  fingerprint text not null,
  status smallint not null,
  location text,
  etag text,
  body text,
  sealed boolean default false not null,
  view text not null,
  subjects uuid[] not null,
  created_at plinth.moment default plinth.now() not null,
  constraint idempotency_records_pkey PRIMARY KEY (organization_id, actor, key),
  constraint idempotency_records_status_check CHECK (((status >= 200) AND (status <= 299)))
);
alter table plinth.idempotency_records owner to plinth_owner;
alter table plinth.idempotency_records enable row level security;
alter table plinth.idempotency_records force row level security;
CREATE INDEX idempotency_records_by_age ON plinth.idempotency_records USING btree (created_at);
create policy app_adds on plinth.idempotency_records as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (actor = ( SELECT plinth.actor() AS actor)))));
create policy app_changes on plinth.idempotency_records as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (actor = ( SELECT plinth.actor() AS actor)))));
create policy app_reads on plinth.idempotency_records as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (actor = ( SELECT plinth.actor() AS actor)))));
create policy app_removes on plinth.idempotency_records as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (actor = ( SELECT plinth.actor() AS actor)))));
create policy owner_maintains on plinth.idempotency_records as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.idempotency_records as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.idempotency_records to plinth_app;
grant delete, select on plinth.idempotency_records to plinth_system;

create table plinth.inbox_items (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  kind text not null,
  key text not null,
  subject_type text not null,
  subject_id uuid,
  because text not null,
  details text default '{}'::text not null,
  resolves text default '[]'::text not null,
  owner_user_id uuid,
  times integer default 1 not null,
  since plinth.moment default plinth.now() not null,
  last_at plinth.moment default plinth.now() not null,
  told_at plinth.moment,
  settled_at plinth.moment,
  settled_by text,
  settled_how text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint inbox_items_pkey PRIMARY KEY (organization_id, id),
  constraint inbox_items_because_check CHECK (((length(because) >= 1) AND (length(because) <= 1000))),
  constraint inbox_items_details_check CHECK ((details IS JSON OBJECT)),
  constraint inbox_items_key_check CHECK ((length(key) <= 200)),
  constraint inbox_items_kind_check CHECK ((kind ~ '^[a-z_]+$'::text)),
  constraint inbox_items_resolves_check CHECK ((resolves IS JSON ARRAY)),
  constraint inbox_items_settled_how_check CHECK ((length(settled_how) <= 1000)),
  constraint inbox_items_settled_whole CHECK (((settled_at IS NULL) = (settled_how IS NULL)))
);
alter table plinth.inbox_items owner to plinth_owner;
alter table plinth.inbox_items enable row level security;
alter table plinth.inbox_items force row level security;
CREATE INDEX inbox_items_by_kind ON plinth.inbox_items USING btree (organization_id, kind, since, id);
CREATE INDEX inbox_items_by_owner ON plinth.inbox_items USING btree (organization_id, owner_user_id, since, id);
CREATE INDEX inbox_items_by_settled ON plinth.inbox_items USING btree (organization_id, settled_at, id);
CREATE INDEX inbox_items_by_since ON plinth.inbox_items USING btree (organization_id, since, id);
CREATE INDEX inbox_items_by_subject ON plinth.inbox_items USING btree (organization_id, subject_id, id);
CREATE UNIQUE INDEX inbox_items_open_key ON plinth.inbox_items USING btree (organization_id, key) WHERE (settled_at IS NULL);
create policy app_adds on plinth.inbox_items as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on plinth.inbox_items as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on plinth.inbox_items as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on plinth.inbox_items as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.inbox_items as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.inbox_items as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.inbox_items to plinth_app;
grant insert, select, update on plinth.inbox_items to plinth_system;

create table plinth.intents (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  action text not null,
  subject_id uuid not null,
  wish text not null,
  actor text not null,
  idempotency_key text,
  fingerprint text,
  held_until timestamp with time zone not null,
  done_at plinth.moment,
  created_at plinth.moment default plinth.now() not null,
  constraint intents_pkey PRIMARY KEY (organization_id, id),
  constraint intents_action_check CHECK ((action ~ '^[a-z_]+\.[a-z_]+$'::text)),
  constraint intents_key_with_fingerprint CHECK (((idempotency_key IS NULL) = (fingerprint IS NULL)))
) with (fillfactor=70);
alter table plinth.intents owner to plinth_owner;
alter table plinth.intents enable row level security;
alter table plinth.intents force row level security;
CREATE INDEX intents_by_age ON plinth.intents USING btree (created_at);
CREATE UNIQUE INDEX intents_by_key ON plinth.intents USING btree (organization_id, actor, idempotency_key) WHERE (idempotency_key IS NOT NULL);
create policy app_adds on plinth.intents as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (actor = ( SELECT plinth.actor() AS actor)))));
create policy app_changes on plinth.intents as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (actor = ( SELECT plinth.actor() AS actor)))));
create policy app_reads on plinth.intents as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (actor = ( SELECT plinth.actor() AS actor)))));
create policy app_removes on plinth.intents as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (actor = ( SELECT plinth.actor() AS actor)))));
create policy owner_maintains on plinth.intents as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.intents as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.intents to plinth_app;
grant delete, select, update on plinth.intents to plinth_system;

create table plinth.job_errors (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  job_id uuid not null,
  attempt integer not null,
  code text not null,
  detail text not null,
  started_at plinth.moment,
  failed_at plinth.moment default plinth.now() not null,
  constraint job_errors_pkey PRIMARY KEY (organization_id, id),
  constraint job_errors_organization_id_job_id_fkey FOREIGN KEY (organization_id, job_id) REFERENCES plinth.jobs(organization_id, id) ON DELETE CASCADE,
  constraint job_errors_code_check CHECK ((length(code) <= 100)),
  constraint job_errors_detail_check CHECK ((length(detail) <= 1000))
);
alter table plinth.job_errors owner to plinth_owner;
alter table plinth.job_errors enable row level security;
alter table plinth.job_errors force row level security;
CREATE INDEX job_errors_by_job ON plinth.job_errors USING btree (organization_id, job_id, id);
create policy app_adds on plinth.job_errors as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on plinth.job_errors as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.job_errors as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.job_errors as permissive for all to plinth_system
  using (true)
  with check (true);
grant select on plinth.job_errors to plinth_app;
grant delete, insert, select on plinth.job_errors to plinth_system;

create table plinth.job_lanes (
  organization_id uuid not null,
  destination_id uuid not null,
  window_started_at timestamp with time zone default now() not null,
  taken integer default 0 not null,
  constraint job_lanes_pkey PRIMARY KEY (organization_id, destination_id)
) with (fillfactor=70);
alter table plinth.job_lanes owner to plinth_owner;
alter table plinth.job_lanes enable row level security;
alter table plinth.job_lanes force row level security;
create policy app_adds on plinth.job_lanes as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on plinth.job_lanes as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on plinth.job_lanes as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on plinth.job_lanes as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.job_lanes as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.job_lanes as permissive for all to plinth_system
  using (true)
  with check (true);
grant select on plinth.job_lanes to plinth_app;
grant delete, insert, select, update on plinth.job_lanes to plinth_system;

create table plinth.job_queues (
  name text not null,
  window_started_at timestamp with time zone default now() not null,
  taken integer default 0 not null,
  constraint job_queues_pkey PRIMARY KEY (name),
  constraint job_queues_name_check CHECK ((name ~ '^[a-z_]+$'::text))
) with (fillfactor=70);
alter table plinth.job_queues owner to plinth_owner;
alter table plinth.job_queues enable row level security;
alter table plinth.job_queues force row level security;
create policy owner_maintains on plinth.job_queues as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.job_queues as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select, update on plinth.job_queues to plinth_system;

create table plinth.jobs (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  number bigint generated always as identity not null,
  kind text not null,
  queue text not null,
  state text default 'ready'::text not null,
  payload text default '{}'::text not null,
  priority smallint default 0 not null,
  unique_key text,
  serial_key text,
  destination_id uuid,
  lane uuid generated always as (COALESCE(destination_id, '00000000-0000-0000-0000-000000000000'::uuid)) stored,
  subject_type text,
  subject_id uuid,
  attempts integer default 0 not null,
  most_attempts integer not null,
  run_at plinth.moment default plinth.now() not null,
  locked_until timestamp with time zone,
  worker uuid,
  started_at plinth.moment,
  finished_at plinth.moment,
  error_code text,
  error_detail text,
  replays integer default 0 not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint jobs_pkey PRIMARY KEY (organization_id, id),
  constraint jobs_unique_key_unique UNIQUE (organization_id, kind, unique_key),
  constraint jobs_error_code_check CHECK ((length(error_code) <= 100)),
  constraint jobs_error_detail_check CHECK ((length(error_detail) <= 1000)),
  constraint jobs_finish_once CHECK (((state = ANY (ARRAY['done'::text, 'dead'::text, 'discarded'::text])) = (finished_at IS NOT NULL))),
  constraint jobs_kind_check CHECK ((kind ~ '^[a-z_]+\.[a-z-]+$'::text)),
  constraint jobs_most_attempts_check CHECK ((most_attempts >= 1)),
  constraint jobs_payload_check CHECK ((payload IS JSON OBJECT)),
  constraint jobs_queue_check CHECK ((queue ~ '^[a-z_]+$'::text)),
  constraint jobs_running_belong_to_a_worker CHECK (((state = 'running'::text) = ((worker IS NOT NULL) AND (locked_until IS NOT NULL)))),
  constraint jobs_serial_key_check CHECK ((length(serial_key) <= 200)),
  constraint jobs_state_check CHECK ((state = ANY (ARRAY['scheduled'::text, 'ready'::text, 'running'::text, 'done'::text, 'dead'::text, 'discarded'::text]))),
  constraint jobs_unique_key_check CHECK ((length(unique_key) <= 200))
) with (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=2000, fillfactor=70);
alter table plinth.jobs owner to plinth_owner;
alter table plinth.jobs enable row level security;
alter table plinth.jobs force row level security;
CREATE INDEX jobs_by_destination ON plinth.jobs USING btree (organization_id, destination_id, id) WHERE (destination_id IS NOT NULL);
CREATE INDEX jobs_by_state ON plinth.jobs USING btree (organization_id, state, id);
CREATE INDEX jobs_by_subject ON plinth.jobs USING btree (organization_id, subject_id, id) WHERE (subject_id IS NOT NULL);
CREATE INDEX jobs_dead ON plinth.jobs USING btree (organization_id, kind, error_code) WHERE (state = 'dead'::text);
CREATE INDEX jobs_dead_by_code ON plinth.jobs USING btree (organization_id, error_code, id) WHERE (state = 'dead'::text);
CREATE INDEX jobs_finished ON plinth.jobs USING btree (finished_at) WHERE (state = ANY (ARRAY['done'::text, 'discarded'::text]));
CREATE UNIQUE INDEX jobs_one_at_a_time ON plinth.jobs USING btree (organization_id, serial_key) WHERE ((serial_key IS NOT NULL) AND (state = 'running'::text));
CREATE INDEX jobs_ready ON plinth.jobs USING btree (queue, organization_id, lane, priority DESC, number) WHERE (state = 'ready'::text);
CREATE INDEX jobs_running ON plinth.jobs USING btree (organization_id, lane) WHERE (state = 'running'::text);
CREATE INDEX jobs_scheduled ON plinth.jobs USING btree (run_at) WHERE (state = 'scheduled'::text);
CREATE INDEX jobs_unfinished_in_line ON plinth.jobs USING btree (organization_id, serial_key, number) WHERE ((serial_key IS NOT NULL) AND (state = ANY (ARRAY['scheduled'::text, 'ready'::text, 'running'::text])));
create policy app_adds on plinth.jobs as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on plinth.jobs as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on plinth.jobs as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on plinth.jobs as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.jobs as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.jobs as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.jobs to plinth_app;
grant delete, insert, select, update on plinth.jobs to plinth_system;

create table plinth.mails (
  id uuid default uuidv7() not null,
  kind text not null,
  payload text,
  attempts integer default 0 not null,
  next_attempt_at plinth.moment default now() not null,
  sent_at plinth.moment,
  failed_at plinth.moment,
  last_error text,
  caught boolean default false not null,
  created_at plinth.moment default plinth.now() not null,
  constraint mails_pkey PRIMARY KEY (id),
  constraint ends_one_way CHECK (((sent_at IS NULL) OR (failed_at IS NULL))),
  constraint kept_until_sent CHECK (((payload IS NOT NULL) OR (sent_at IS NOT NULL))),
  constraint mails_kind_check CHECK ((kind ~ '^[a-z_]+$'::text)),
  constraint mails_last_error_check CHECK ((length(last_error) <= 100))
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000);
alter table plinth.mails owner to plinth_owner;
alter table plinth.mails enable row level security;
alter table plinth.mails force row level security;
CREATE INDEX mails_by_age ON plinth.mails USING btree (created_at);
CREATE INDEX mails_due ON plinth.mails USING btree (next_attempt_at) WHERE ((sent_at IS NULL) AND (failed_at IS NULL));
create policy app_adds on plinth.mails as permissive for insert to plinth_app
  with check (true);
create policy owner_maintains on plinth.mails as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.mails as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert on plinth.mails to plinth_app;
grant delete, insert, select, update on plinth.mails to plinth_system;

create table plinth.notification_preferences (
  organization_id uuid not null,
  user_id uuid default plinth.actor_person() not null,
  kind text not null,
  in_app boolean,
  email boolean,
  version integer default 1 not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint notification_preferences_pkey PRIMARY KEY (organization_id, user_id, kind),
  constraint notification_preferences_kind_check CHECK ((kind ~ '^[a-z_]+$'::text))
);
alter table plinth.notification_preferences owner to plinth_owner;
alter table plinth.notification_preferences enable row level security;
alter table plinth.notification_preferences force row level security;
create policy app_adds on plinth.notification_preferences as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (user_id = ( SELECT plinth.actor_person() AS actor_person))));
create policy app_changes on plinth.notification_preferences as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (user_id = ( SELECT plinth.actor_person() AS actor_person))));
create policy app_reads on plinth.notification_preferences as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (user_id = ( SELECT plinth.actor_person() AS actor_person))));
create policy app_removes on plinth.notification_preferences as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (user_id = ( SELECT plinth.actor_person() AS actor_person))));
create policy owner_maintains on plinth.notification_preferences as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.notification_preferences as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.notification_preferences to plinth_app;
grant delete, select on plinth.notification_preferences to plinth_system;

create table plinth.notifications (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  user_id uuid default plinth.actor_person() not null,
  kind text not null,
  event_id uuid not null,
  title text not null,
  body text not null,
  subject_type text not null,
  subject_id uuid not null,
  scope_id uuid,
  in_app boolean not null,
  email boolean not null,
  emailed_at plinth.moment,
  read_at plinth.moment,
  archived_at plinth.moment,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint notifications_pkey PRIMARY KEY (organization_id, id),
  constraint notified_once UNIQUE (organization_id, user_id, kind, event_id),
  constraint notifications_body_check CHECK ((length(body) <= 2000)),
  constraint notifications_kind_check CHECK ((kind ~ '^[a-z_]+$'::text)),
  constraint notifications_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200))),
  constraint notified_by_something CHECK ((in_app OR email))
);
alter table plinth.notifications owner to plinth_owner;
alter table plinth.notifications enable row level security;
alter table plinth.notifications force row level security;
CREATE INDEX notifications_by_archived ON plinth.notifications USING btree (organization_id, user_id, archived_at, id);
CREATE INDEX notifications_by_kind ON plinth.notifications USING btree (organization_id, user_id, kind, id);
CREATE INDEX notifications_by_read ON plinth.notifications USING btree (organization_id, user_id, read_at, id);
CREATE INDEX notifications_by_subject ON plinth.notifications USING btree (organization_id, user_id, subject_id, id);
CREATE INDEX notifications_done ON plinth.notifications USING btree (COALESCE(archived_at, read_at)) WHERE (COALESCE(archived_at, read_at) IS NOT NULL);
CREATE INDEX notifications_of_person ON plinth.notifications USING btree (organization_id, user_id, id);
CREATE INDEX notifications_untouched ON plinth.notifications USING btree (created_at) WHERE (COALESCE(archived_at, read_at) IS NULL);
create policy app_adds on plinth.notifications as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (user_id = ( SELECT plinth.actor_person() AS actor_person))));
create policy app_changes on plinth.notifications as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (user_id = ( SELECT plinth.actor_person() AS actor_person))));
create policy app_reads on plinth.notifications as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (user_id = ( SELECT plinth.actor_person() AS actor_person))));
create policy app_removes on plinth.notifications as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (user_id = ( SELECT plinth.actor_person() AS actor_person))));
create policy owner_maintains on plinth.notifications as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.notifications as permissive for all to plinth_system
  using (true)
  with check (true);
grant select, update on plinth.notifications to plinth_app;
grant delete, insert, select, update on plinth.notifications to plinth_system;

create table plinth.organization_feed (
  organization_id uuid not null,
  seq bigint not null,
  removed_up_to bigint default 0 not null,
  constraint organization_feed_pkey PRIMARY KEY (organization_id)
) with (fillfactor=70);
alter table plinth.organization_feed owner to plinth_owner;
alter table plinth.organization_feed enable row level security;
alter table plinth.organization_feed force row level security;
create policy app_adds on plinth.organization_feed as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on plinth.organization_feed as permissive for update to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on plinth.organization_feed as permissive for select to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_removes on plinth.organization_feed as permissive for delete to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy owner_maintains on plinth.organization_feed as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.organization_feed as permissive for all to plinth_system
  using (true)
  with check (true);
grant select on plinth.organization_feed to plinth_app;
grant insert, select, update on plinth.organization_feed to plinth_system;

create table plinth.outbox (
  organization_id uuid not null,
  id bigint generated always as identity not null,
  event_id uuid default uuidv7() not null,
  type text not null,
  subject_type text not null,
  subject_id uuid not null,
  subject_version integer not null,
  actor text default plinth.actor() not null,
  data text default '{}'::text not null,
  occurred_at plinth.moment default plinth.now() not null,
  scope_id uuid,
  user_id uuid,
  shared boolean default false not null,
  constraint outbox_pkey PRIMARY KEY (organization_id, id),
  constraint outbox_data_check CHECK ((data IS JSON OBJECT)),
  constraint outbox_type_check CHECK ((type ~ '^[a-z_]+\.[a-z_]+$'::text))
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000);
alter table plinth.outbox owner to plinth_owner;
alter table plinth.outbox enable row level security;
alter table plinth.outbox force row level security;
CREATE INDEX outbox_in_order ON plinth.outbox USING btree (id);
create policy app_adds on plinth.outbox as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on plinth.outbox as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.outbox as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.outbox as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select on plinth.outbox to plinth_app;
grant delete, insert, select on plinth.outbox to plinth_system;

create table plinth.registrations (
  id uuid default uuidv7() not null,
  email text not null,
  name text not null,
  locale text not null,
  password_hash text not null,
  password_mac bytea not null,
  secret_hash bytea not null,
  expires_at plinth.moment not null,
  created_at plinth.moment default plinth.now() not null,
  constraint registrations_pkey PRIMARY KEY (id),
  constraint registrations_secret_hash_unique UNIQUE (secret_hash)
);
alter table plinth.registrations owner to plinth_owner;
alter table plinth.registrations enable row level security;
alter table plinth.registrations force row level security;
CREATE INDEX registrations_by_email ON plinth.registrations USING btree (email);
CREATE INDEX registrations_by_expiry ON plinth.registrations USING btree (expires_at);
create policy app_adds on plinth.registrations as permissive for insert to plinth_app
  with check (true);
create policy owner_maintains on plinth.registrations as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.registrations as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert on plinth.registrations to plinth_app;
grant delete, select on plinth.registrations to plinth_system;

create unlogged table plinth.request_use (
  bucket text collate "C" not null,
  per_minute integer not null,
  lacking double precision not null,
  told_at plinth.moment not null,
  constraint request_use_pkey PRIMARY KEY (bucket),
  constraint request_use_bucket_check CHECK (((length(bucket) >= 1) AND (length(bucket) <= 500))),
  constraint request_use_lacking_check CHECK ((lacking >= (0)::double precision)),
  constraint request_use_per_minute_check CHECK ((per_minute > 0))
) with (fillfactor=50);
alter table plinth.request_use owner to plinth_owner;
alter table plinth.request_use enable row level security;
alter table plinth.request_use force row level security;
create policy owner_maintains on plinth.request_use as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.request_use as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.request_use to plinth_system;

create table plinth.revocations (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  subject_id uuid not null,
  created_at plinth.moment default clock_timestamp() not null,
  constraint revocations_pkey PRIMARY KEY (organization_id, id)
);
alter table plinth.revocations owner to plinth_owner;
alter table plinth.revocations enable row level security;
alter table plinth.revocations force row level security;
CREATE INDEX revocations_by_age ON plinth.revocations USING btree (created_at);
create policy app_adds on plinth.revocations as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on plinth.revocations as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.revocations as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.revocations as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select on plinth.revocations to plinth_app;
grant delete, select on plinth.revocations to plinth_system;

create table plinth.schedules (
  organization_id uuid not null,
  name text not null,
  cron text not null,
  time_zone text not null,
  next_at plinth.moment not null,
  last_at plinth.moment,
  constraint schedules_pkey PRIMARY KEY (organization_id, name),
  constraint schedules_name_check CHECK ((name ~ '^[a-z_]+\.[a-z_]+$'::text))
) with (fillfactor=70);
alter table plinth.schedules owner to plinth_owner;
alter table plinth.schedules enable row level security;
alter table plinth.schedules force row level security;
CREATE INDEX schedules_due ON plinth.schedules USING btree (next_at);
create policy app_adds on plinth.schedules as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on plinth.schedules as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on plinth.schedules as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on plinth.schedules as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on plinth.schedules as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.schedules as permissive for all to plinth_system
  using (true)
  with check (true);
grant select on plinth.schedules to plinth_app;
grant delete, insert, select, update on plinth.schedules to plinth_system;

create table plinth.signing_keys (
  kid text not null,
  follows text,
  public_jwk text not null,
  private_sealed text not null,
  created_at plinth.moment not null,
  signs_from plinth.moment not null,
  signs_until plinth.moment not null,
  gone_at plinth.moment not null,
  constraint signing_keys_pkey PRIMARY KEY (kid),
  constraint one_successor UNIQUE NULLS NOT DISTINCT (follows),
  constraint signing_keys_public_jwk_check CHECK ((public_jwk IS JSON OBJECT)),
  constraint signs_then_verifies CHECK ((((signs_from)::timestamp with time zone < (signs_until)::timestamp with time zone) AND ((signs_until)::timestamp with time zone < (gone_at)::timestamp with time zone)))
);
alter table plinth.signing_keys owner to plinth_owner;
alter table plinth.signing_keys enable row level security;
alter table plinth.signing_keys force row level security;
create policy owner_maintains on plinth.signing_keys as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.signing_keys as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.signing_keys to plinth_system;

create table plinth.spent_challenges (
  id uuid not null,
  expires_at plinth.moment not null,
  constraint spent_challenges_pkey PRIMARY KEY (id)
);
alter table plinth.spent_challenges owner to plinth_owner;
alter table plinth.spent_challenges enable row level security;
alter table plinth.spent_challenges force row level security;
CREATE INDEX spent_challenges_by_expiry ON plinth.spent_challenges USING btree (expires_at);
create policy app_adds on plinth.spent_challenges as permissive for insert to plinth_app
  with check (true);
create policy owner_maintains on plinth.spent_challenges as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.spent_challenges as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert on plinth.spent_challenges to plinth_app;
grant delete, select on plinth.spent_challenges to plinth_system;

create table plinth.user_audit_entries (
  user_id uuid not null,
  id uuid default uuidv7() not null,
  actor text default plinth.actor() not null,
  action text not null,
  outcome text not null,
  subject_type text not null,
  subject_id uuid,
  changes text default '{}'::text not null,
  request_id text not null,
  door text not null,
  address text,
  user_agent text,
  occurred_at plinth.moment default plinth.now() not null,
  constraint user_audit_entries_pkey PRIMARY KEY (user_id, id),
  constraint user_audit_entries_changes_check CHECK ((changes IS JSON OBJECT))
);
alter table plinth.user_audit_entries owner to plinth_owner;
alter table plinth.user_audit_entries enable row level security;
alter table plinth.user_audit_entries force row level security;
create policy app_adds on plinth.user_audit_entries as permissive for insert to plinth_app
  with check ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on plinth.user_audit_entries as permissive for select to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on plinth.user_audit_entries as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.user_audit_entries as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select on plinth.user_audit_entries to plinth_app;
grant delete on plinth.user_audit_entries to plinth_system;
grant select (user_id) on plinth.user_audit_entries to plinth_system;
grant select (id) on plinth.user_audit_entries to plinth_system;

create table plinth.user_idempotency_records (
  user_id uuid not null,
  actor text default plinth.actor() not null,
  key text not null,
  fingerprint text not null,
  status smallint not null,
  location text,
  etag text,
  body text,
  sealed boolean default false not null,
  view text not null,
  subjects uuid[] not null,
  created_at plinth.moment default plinth.now() not null,
  constraint user_idempotency_records_pkey PRIMARY KEY (user_id, actor, key),
  constraint user_idempotency_records_status_check CHECK (((status >= 200) AND (status <= 299)))
);
alter table plinth.user_idempotency_records owner to plinth_owner;
alter table plinth.user_idempotency_records enable row level security;
alter table plinth.user_idempotency_records force row level security;
CREATE INDEX user_idempotency_records_by_age ON plinth.user_idempotency_records USING btree (created_at);
create policy app_adds on plinth.user_idempotency_records as permissive for insert to plinth_app
  with check ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_changes on plinth.user_idempotency_records as permissive for update to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on plinth.user_idempotency_records as permissive for select to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_removes on plinth.user_idempotency_records as permissive for delete to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on plinth.user_idempotency_records as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.user_idempotency_records as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on plinth.user_idempotency_records to plinth_app;
grant delete, select on plinth.user_idempotency_records to plinth_system;

create table plinth.user_revocations (
  user_id uuid not null,
  id uuid default uuidv7() not null,
  subject_id uuid not null,
  created_at plinth.moment default clock_timestamp() not null,
  constraint user_revocations_pkey PRIMARY KEY (user_id, id)
);
alter table plinth.user_revocations owner to plinth_owner;
alter table plinth.user_revocations enable row level security;
alter table plinth.user_revocations force row level security;
CREATE INDEX user_revocations_by_age ON plinth.user_revocations USING btree (created_at);
create policy app_adds on plinth.user_revocations as permissive for insert to plinth_app
  with check ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on plinth.user_revocations as permissive for select to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on plinth.user_revocations as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on plinth.user_revocations as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select on plinth.user_revocations to plinth_app;
grant delete, select on plinth.user_revocations to plinth_system;

create table plinth_meta.migrations (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone default now() not null,
  constraint migrations_pkey PRIMARY KEY (number),
  constraint migrations_name_key UNIQUE (name),
  constraint migrations_number_check CHECK ((number > 0))
);
alter table plinth_meta.migrations owner to plinth_owner;
grant select on plinth_meta.migrations to plinth_app;
grant select on plinth_meta.migrations to plinth_system;

create table public.addresses (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  customer_id uuid not null,
  kind text not null,
  recipient text,
  line1 text not null,
  line2 text,
  city text not null,
  region text,
  postal_code text,
  country plinth.country not null,
  external_reference text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint addresses_pkey PRIMARY KEY (organization_id, id),
  constraint addresses_external_reference_unique UNIQUE (organization_id, external_reference),
  constraint addresses_organization_id_customer_id_fkey FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers(organization_id, id),
  constraint addresses_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint addresses_kind_check CHECK ((kind = ANY (ARRAY['billing'::text, 'shipping'::text])))
);
alter table public.addresses owner to plinth_owner;
alter table public.addresses enable row level security;
alter table public.addresses force row level security;
CREATE INDEX addresses_by_country ON public.addresses USING btree (organization_id, country, id);
CREATE INDEX addresses_by_customer ON public.addresses USING btree (organization_id, customer_id, id);
CREATE INDEX addresses_by_kind ON public.addresses USING btree (organization_id, kind, id);
create policy app_adds on public.addresses as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_changes on public.addresses as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_reads on public.addresses as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_removes on public.addresses as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy owner_maintains on public.addresses as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.addresses to plinth_app;

create table public.api_keys (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  name text not null,
  prefix text not null,
  secret_hash bytea not null,
  role text not null,
  scopes text[],
  customer_scope uuid[],
  api_version text not null,
  expires_at plinth.moment,
  revoked_at plinth.moment,
  created_by text default plinth.actor() not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  service_account_id uuid,
  user_id uuid,
  allowed_ranges text[],
  last_used_at plinth.moment,
  previous_secret_hash bytea,
  previous_expires_at plinth.moment,
  rotated_at plinth.moment,
  reminded_at plinth.moment,
  people uuid[] default '{}'::uuid[] not null,
  constraint api_keys_pkey PRIMARY KEY (organization_id, id),
  constraint api_keys_secret_hash_key UNIQUE (secret_hash),
  constraint api_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint api_keys_service_account_fkey FOREIGN KEY (organization_id, service_account_id) REFERENCES public.service_accounts(organization_id, id),
  constraint api_keys_customer_scope_check CHECK ((cardinality(customer_scope) > 0)),
  constraint api_keys_have_one_owner CHECK (((service_account_id IS NULL) OR (user_id IS NULL))),
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint api_keys_of_buyers_are_scoped CHECK (((role <> 'buyer'::text) OR (customer_scope IS NOT NULL))),
  constraint api_keys_previous_secret_ends CHECK (((previous_secret_hash IS NULL) = (previous_expires_at IS NULL)))
);
alter table public.api_keys owner to plinth_owner;
alter table public.api_keys enable row level security;
alter table public.api_keys force row level security;
CREATE INDEX api_keys_by_created_at ON public.api_keys USING btree (organization_id, created_at, id);
CREATE INDEX api_keys_by_expiry ON public.api_keys USING btree (expires_at);
CREATE INDEX api_keys_by_service_account ON public.api_keys USING btree (organization_id, service_account_id);
CREATE INDEX api_keys_by_user ON public.api_keys USING btree (organization_id, user_id);
CREATE UNIQUE INDEX api_keys_previous_secret_hash_unique ON public.api_keys USING btree (previous_secret_hash);
create policy app_adds on public.api_keys as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.api_keys as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.api_keys as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.api_keys as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.api_keys as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.api_keys as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.api_keys to plinth_app;
grant select on public.api_keys to plinth_system;
grant update (last_used_at) on public.api_keys to plinth_system;
grant update (reminded_at) on public.api_keys to plinth_system;

create table public.buyers (
  organization_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  customer_id uuid not null,
  name text not null,
  email text not null,
  ended_at plinth.moment,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint buyers_pkey PRIMARY KEY (organization_id, id),
  constraint buyers_contact_fkey FOREIGN KEY (organization_id, contact_id, customer_id) REFERENCES public.contacts(organization_id, id, customer_id),
  constraint buyers_customer_fkey FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers(organization_id, id),
  constraint buyers_id_fkey FOREIGN KEY (id) REFERENCES public.users(id),
  constraint buyers_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id)
);
alter table public.buyers owner to plinth_owner;
alter table public.buyers enable row level security;
alter table public.buyers force row level security;
CREATE INDEX buyers_by_contact ON public.buyers USING btree (organization_id, contact_id, customer_id);
CREATE INDEX buyers_by_created_at ON public.buyers USING btree (organization_id, created_at, id);
CREATE INDEX buyers_by_customer ON public.buyers USING btree (organization_id, customer_id, id);
CREATE INDEX buyers_by_ended_at ON public.buyers USING btree (organization_id, ended_at);
CREATE INDEX buyers_by_name ON public.buyers USING btree (organization_id, name, id);
CREATE INDEX buyers_by_user ON public.buyers USING btree (id);
CREATE UNIQUE INDEX buyers_one_per_contact ON public.buyers USING btree (organization_id, contact_id) WHERE (ended_at IS NULL);
create policy app_adds on public.buyers as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_changes on public.buyers as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_reads on public.buyers as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_removes on public.buyers as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy owner_maintains on public.buyers as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.buyers as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.buyers to plinth_app;
grant select on public.buyers to plinth_system;
grant update (name) on public.buyers to plinth_system;
grant update (email) on public.buyers to plinth_system;
grant update (version) on public.buyers to plinth_system;
grant update (updated_at) on public.buyers to plinth_system;

create table public.comments (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  subject_type text not null,
  subject_id uuid not null,
  customer_id uuid,
  author text not null,
  body text not null,
  mentions uuid[] default '{}'::uuid[] not null,
  edited_at plinth.moment,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint comments_pkey PRIMARY KEY (organization_id, id),
  constraint comments_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint comments_author_check CHECK (((length(author) >= 1) AND (length(author) <= 100))),
  constraint comments_body_check CHECK (((length(body) >= 1) AND (length(body) <= 10000))),
  constraint comments_mentions_check CHECK ((cardinality(mentions) <= 50)),
  constraint comments_subject_type_check CHECK ((subject_type ~ '^[a-z_]+$'::text))
);
alter table public.comments owner to plinth_owner;
alter table public.comments enable row level security;
alter table public.comments force row level security;
CREATE INDEX comments_by_author ON public.comments USING btree (organization_id, author, id);
CREATE INDEX comments_by_created_at ON public.comments USING btree (organization_id, created_at, id);
CREATE INDEX comments_by_customer ON public.comments USING btree (organization_id, customer_id, id);
CREATE INDEX comments_by_subject ON public.comments USING btree (organization_id, subject_id, id);
CREATE INDEX comments_by_type ON public.comments USING btree (organization_id, subject_type, id);
create policy app_adds on public.comments as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_changes on public.comments as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_reads on public.comments as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_removes on public.comments as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy owner_maintains on public.comments as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.comments to plinth_app;

create table public.connections (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  connector text not null,
  name text not null,
  status text default 'active'::text not null,
  configuration text default '{}'::text not null,
  allows text[] default '{}'::text[] not null,
  owner_user_id uuid,
  credentials_sealed text not null,
  credentials_set_at plinth.moment default plinth.now() not null,
  retire_at plinth.moment,
  paused_at plinth.moment,
  paused_by text,
  paused_because text,
  tested_at plinth.moment,
  test_passed boolean,
  test_result text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint connections_pkey PRIMARY KEY (organization_id, id),
  constraint connections_name_unique UNIQUE (organization_id, name),
  constraint connections_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint connections_owner_fkey FOREIGN KEY (organization_id, owner_user_id) REFERENCES public.members(organization_id, id),
  constraint connections_configuration_check CHECK ((configuration IS JSON OBJECT)),
  constraint connections_connector_check CHECK ((connector ~ '^[a-z][a-z0-9_]{1,39}$'::text)),
  constraint connections_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint connections_paused_because_check CHECK (((length(paused_because) >= 1) AND (length(paused_because) <= 500))),
  constraint connections_paused_with_moment CHECK (((status = 'paused'::text) = (paused_at IS NOT NULL))),
  constraint connections_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text]))),
  constraint connections_test_result_check CHECK ((length(test_result) <= 500)),
  constraint connections_tested_with_result CHECK (((tested_at IS NULL) = (test_passed IS NULL)))
);
alter table public.connections owner to plinth_owner;
alter table public.connections enable row level security;
alter table public.connections force row level security;
CREATE INDEX connections_by_connector ON public.connections USING btree (organization_id, connector, id);
CREATE INDEX connections_by_created_at ON public.connections USING btree (organization_id, created_at, id);
CREATE UNIQUE INDEX connections_by_id ON public.connections USING btree (id);
CREATE INDEX connections_by_owner ON public.connections USING btree (organization_id, owner_user_id);
CREATE INDEX connections_by_status ON public.connections USING btree (organization_id, status, id);
create policy app_adds on public.connections as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.connections as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.connections as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.connections as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.connections as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.connections as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.connections to plinth_app;
grant select on public.connections to plinth_system;

create table public.contacts (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  customer_id uuid not null,
  name text not null,
  job_title text,
  email text,
  phone text,
  external_reference text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint contacts_pkey PRIMARY KEY (organization_id, id),
  constraint contacts_external_reference_unique UNIQUE (organization_id, external_reference),
  constraint contacts_organization_id_customer_id_fkey FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers(organization_id, id),
  constraint contacts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint contacts_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table public.contacts owner to plinth_owner;
alter table public.contacts enable row level security;
alter table public.contacts force row level security;
CREATE INDEX contacts_by_customer ON public.contacts USING btree (organization_id, customer_id, id);
CREATE INDEX contacts_by_email ON public.contacts USING btree (organization_id, email, id);
CREATE INDEX contacts_by_name ON public.contacts USING btree (organization_id, name, id);
CREATE UNIQUE INDEX contacts_id_and_customer_unique ON public.contacts USING btree (organization_id, id, customer_id);
create policy app_adds on public.contacts as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_changes on public.contacts as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_reads on public.contacts as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_removes on public.contacts as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy owner_maintains on public.contacts as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.contacts to plinth_app;

create table public.customer_assignments (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  member_id uuid not null,
  customer_id uuid not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint customer_assignments_pkey PRIMARY KEY (organization_id, id),
  constraint customer_assignments_pair_unique UNIQUE (organization_id, member_id, customer_id),
  constraint customer_assignments_customer_fkey FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers(organization_id, id),
  constraint customer_assignments_member_fkey FOREIGN KEY (organization_id, member_id) REFERENCES public.members(organization_id, id),
  constraint customer_assignments_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id)
);
alter table public.customer_assignments owner to plinth_owner;
alter table public.customer_assignments enable row level security;
alter table public.customer_assignments force row level security;
CREATE INDEX customer_assignments_by_created_at ON public.customer_assignments USING btree (organization_id, created_at, id);
CREATE INDEX customer_assignments_by_customer ON public.customer_assignments USING btree (organization_id, customer_id, id);
create policy app_adds on public.customer_assignments as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.customer_assignments as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.customer_assignments as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.customer_assignments as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.customer_assignments as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.customer_assignments as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.customer_assignments to plinth_app;
grant select on public.customer_assignments to plinth_system;

create table public.customers (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  name text not null,
  status text default 'active'::text not null,
  tax_id text,
  country plinth.country not null,
  currency plinth.currency not null,
  payment_terms_days integer default 30 not null,
  credit_limit_minor plinth.minor,
  external_reference text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  internal_note text,
  payment_method text default 'prepaid'::text not null,
  constraint customers_pkey PRIMARY KEY (organization_id, id),
  constraint customers_external_reference_unique UNIQUE (organization_id, external_reference),
  constraint customers_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint customers_credit_limit_minor_check CHECK (((credit_limit_minor)::bigint >= 0)),
  constraint customers_internal_note_is_short CHECK (((length(internal_note) >= 1) AND (length(internal_note) <= 5000))) NOT VALID,
  constraint customers_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint customers_payment_method_is_known CHECK ((payment_method = ANY (ARRAY['prepaid'::text, 'on_account'::text]))) NOT VALID,
  constraint customers_payment_terms_days_check CHECK (((payment_terms_days >= 0) AND (payment_terms_days <= 365))),
  constraint customers_status_check CHECK ((status = ANY (ARRAY['active'::text, 'on_hold'::text, 'archived'::text])))
);
alter table public.customers owner to plinth_owner;
alter table public.customers enable row level security;
alter table public.customers force row level security;
CREATE INDEX customers_by_country ON public.customers USING btree (organization_id, country, id);
CREATE INDEX customers_by_created_at ON public.customers USING btree (organization_id, created_at, id);
CREATE INDEX customers_by_name ON public.customers USING btree (organization_id, name, id);
CREATE INDEX customers_by_status ON public.customers USING btree (organization_id, status, id);
CREATE INDEX customers_search ON public.customers USING gin ((((((name || ' '::text) || COALESCE(tax_id, ''::text)) || ' '::text) || COALESCE(external_reference, ''::text))) public.gin_trgm_ops);
create policy app_adds on public.customers as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_changes on public.customers as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_reads on public.customers as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_removes on public.customers as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy owner_maintains on public.customers as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.customers as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.customers to plinth_app;
grant select on public.customers to plinth_system;

create table public.deliveries (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  endpoint_id uuid not null,
  number integer not null,
  event_id uuid not null,
  type text not null,
  subject_type text not null,
  subject_id uuid not null,
  occurred_at plinth.moment not null,
  body text not null,
  status text default 'pending'::text not null,
  attempts integer default 0 not null,
  replays integer default 0 not null,
  first_attempt_at plinth.moment,
  last_attempt_at plinth.moment,
  answer_status integer,
  answer_ms integer,
  error_code text,
  error_detail text,
  finished_at plinth.moment,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint deliveries_pkey PRIMARY KEY (organization_id, id),
  constraint deliveries_event_once UNIQUE (organization_id, event_id, endpoint_id),
  constraint deliveries_number_unique UNIQUE (organization_id, endpoint_id, number),
  constraint deliveries_body_check CHECK ((body IS JSON OBJECT)),
  constraint deliveries_error_code_check CHECK ((length(error_code) <= 100)),
  constraint deliveries_error_detail_check CHECK ((length(error_detail) <= 1000)),
  constraint deliveries_finish_once CHECK (((status = 'pending'::text) = (finished_at IS NULL))),
  constraint deliveries_number_check CHECK ((number >= 1)),
  constraint deliveries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text]))),
  constraint deliveries_type_check CHECK ((type ~ '^[a-z_]+\.[a-z_]+$'::text))
) with (fillfactor=70);
alter table public.deliveries owner to plinth_owner;
alter table public.deliveries enable row level security;
alter table public.deliveries force row level security;
CREATE INDEX deliveries_by_endpoint ON public.deliveries USING btree (organization_id, endpoint_id, id);
CREATE INDEX deliveries_by_number ON public.deliveries USING btree (organization_id, number, id);
CREATE INDEX deliveries_by_status ON public.deliveries USING btree (organization_id, status, id);
CREATE INDEX deliveries_by_subject ON public.deliveries USING btree (organization_id, subject_id, id);
CREATE INDEX deliveries_by_type ON public.deliveries USING btree (organization_id, type, id);
CREATE INDEX deliveries_finished ON public.deliveries USING btree (organization_id, finished_at) WHERE (status <> 'pending'::text);
CREATE INDEX deliveries_pending ON public.deliveries USING btree (organization_id, endpoint_id, number) WHERE (status = 'pending'::text);
create policy app_adds on public.deliveries as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.deliveries as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.deliveries as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.deliveries as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.deliveries as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.deliveries as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.deliveries to plinth_app;
grant insert, select, update on public.deliveries to plinth_system;

create table public.delivery_attempts (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  delivery_id uuid not null,
  number integer not null,
  started_at plinth.moment not null,
  url text not null,
  request_headers text not null,
  answer_status integer,
  answer_headers text,
  answer_body text,
  duration_ms integer not null,
  error_code text,
  error_detail text,
  constraint delivery_attempts_pkey PRIMARY KEY (organization_id, id),
  constraint delivery_attempts_organization_id_delivery_id_fkey FOREIGN KEY (organization_id, delivery_id) REFERENCES public.deliveries(organization_id, id) ON DELETE CASCADE,
  constraint delivery_attempts_answer_body_check CHECK ((length(answer_body) <= 2048)),
  constraint delivery_attempts_answer_headers_check CHECK ((answer_headers IS JSON OBJECT)),
  constraint delivery_attempts_error_code_check CHECK ((length(error_code) <= 100)),
  constraint delivery_attempts_error_detail_check CHECK ((length(error_detail) <= 1000)),
  constraint delivery_attempts_number_check CHECK ((number >= 1)),
  constraint delivery_attempts_request_headers_check CHECK ((request_headers IS JSON OBJECT))
);
alter table public.delivery_attempts owner to plinth_owner;
alter table public.delivery_attempts enable row level security;
alter table public.delivery_attempts force row level security;
CREATE INDEX delivery_attempts_by_delivery ON public.delivery_attempts USING btree (organization_id, delivery_id, number, id);
create policy app_adds on public.delivery_attempts as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on public.delivery_attempts as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.delivery_attempts as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.delivery_attempts as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select on public.delivery_attempts to plinth_app;
grant insert, select on public.delivery_attempts to plinth_system;

create table public.invitations (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  email text not null,
  role text not null,
  secret_hash bytea not null,
  invited_by text default plinth.actor() not null,
  session_id uuid,
  responsible_user_id uuid,
  expires_at plinth.moment not null,
  sent_at plinth.moment default plinth.now() not null,
  sent_count integer default 1 not null,
  accepted_at plinth.moment,
  accepted_by uuid,
  revoked_at plinth.moment,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  contact_id uuid,
  constraint invitations_pkey PRIMARY KEY (organization_id, id),
  constraint invitations_secret_hash_unique UNIQUE (secret_hash),
  constraint invitations_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES public.users(id),
  constraint invitations_contact_fkey FOREIGN KEY (organization_id, contact_id) REFERENCES public.contacts(organization_id, id) ON DELETE SET NULL (contact_id),
  constraint invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint invitations_responsible_user_fkey FOREIGN KEY (organization_id, responsible_user_id) REFERENCES public.members(organization_id, id)
);
alter table public.invitations owner to plinth_owner;
alter table public.invitations enable row level security;
alter table public.invitations force row level security;
CREATE INDEX invitations_by_accepted_by ON public.invitations USING btree (accepted_by);
CREATE INDEX invitations_by_contact ON public.invitations USING btree (organization_id, contact_id);
CREATE INDEX invitations_by_created_at ON public.invitations USING btree (organization_id, created_at, id);
CREATE INDEX invitations_by_email ON public.invitations USING btree (organization_id, email);
CREATE INDEX invitations_by_responsible_user ON public.invitations USING btree (organization_id, responsible_user_id);
CREATE INDEX invitations_by_sent_at ON public.invitations USING btree (organization_id, sent_at);
create policy app_adds on public.invitations as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.invitations as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.invitations as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.invitations as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.invitations as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.invitations as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.invitations to plinth_app;
grant select on public.invitations to plinth_system;

create table public.linked_accounts (
  user_id uuid not null,
  id uuid default uuidv7() not null,
  provider text not null,
  issuer text not null,
  subject text not null,
  email text,
  last_used_at plinth.moment,
  created_at plinth.moment default plinth.now() not null,
  constraint linked_accounts_pkey PRIMARY KEY (user_id, id),
  constraint linked_accounts_issuer_and_subject_unique UNIQUE (issuer, subject),
  constraint linked_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
);
alter table public.linked_accounts owner to plinth_owner;
alter table public.linked_accounts enable row level security;
alter table public.linked_accounts force row level security;
create policy app_adds on public.linked_accounts as permissive for insert to plinth_app
  with check ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_changes on public.linked_accounts as permissive for update to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on public.linked_accounts as permissive for select to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_removes on public.linked_accounts as permissive for delete to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on public.linked_accounts as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.linked_accounts as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.linked_accounts to plinth_app;
grant select on public.linked_accounts to plinth_system;

create table public.mails (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  kind text not null,
  subject_type text not null,
  subject_id uuid not null,
  customer_id uuid not null,
  contact_id uuid,
  recipient text,
  locale text not null,
  resend_of uuid,
  payload_sealed text,
  provider_id text,
  sent_at plinth.moment,
  delivered_at plinth.moment,
  delayed_at plinth.moment,
  bounced_at plinth.moment,
  complained_at plinth.moment,
  failed_at plinth.moment,
  failure_code text,
  status text generated always as (
CASE
    WHEN (complained_at IS NOT NULL) THEN 'complained'::text
    WHEN (bounced_at IS NOT NULL) THEN 'bounced'::text
    WHEN (failed_at IS NOT NULL) THEN 'failed'::text
    WHEN (sent_at IS NOT NULL) THEN 'sent'::text
    ELSE 'queued'::text
END) stored not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint mails_pkey PRIMARY KEY (organization_id, id),
  constraint mails_contact_fkey FOREIGN KEY (organization_id, contact_id) REFERENCES public.contacts(organization_id, id) ON DELETE SET NULL (contact_id),
  constraint mails_customer_fkey FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers(organization_id, id),
  constraint mails_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint mails_resend_of_fkey FOREIGN KEY (organization_id, resend_of) REFERENCES public.mails(organization_id, id),
  constraint mails_fail_for_a_reason CHECK (((failed_at IS NULL) = (failure_code IS NULL))),
  constraint mails_failure_code_check CHECK ((failure_code ~ '^[a-z][a-z0-9_]{1,59}$'::text)),
  constraint mails_kind_check CHECK ((kind ~ '^[a-z_]+$'::text)),
  constraint mails_leave_to_somebody CHECK (((recipient IS NOT NULL) OR (failed_at IS NOT NULL))),
  constraint mails_provider_id_check CHECK (((length(provider_id) >= 1) AND (length(provider_id) <= 200))),
  constraint mails_recipient_check CHECK (((length(recipient) >= 3) AND (length(recipient) <= 254))),
  constraint mails_subject_type_check CHECK ((subject_type ~ '^[a-z_]+$'::text)),
  constraint mails_wait_with_words CHECK (((payload_sealed IS NOT NULL) OR (COALESCE(sent_at, bounced_at, complained_at, failed_at) IS NOT NULL)))
);
alter table public.mails owner to plinth_owner;
alter table public.mails enable row level security;
alter table public.mails force row level security;
CREATE INDEX mails_by_contact ON public.mails USING btree (organization_id, contact_id, id);
CREATE INDEX mails_by_created_at ON public.mails USING btree (organization_id, created_at, id);
CREATE INDEX mails_by_customer ON public.mails USING btree (organization_id, customer_id, id);
CREATE UNIQUE INDEX mails_by_id ON public.mails USING btree (id);
CREATE INDEX mails_by_provider ON public.mails USING btree (provider_id) WHERE (provider_id IS NOT NULL);
CREATE INDEX mails_by_recipient ON public.mails USING btree (organization_id, recipient, id);
CREATE INDEX mails_by_resend ON public.mails USING btree (organization_id, resend_of, id);
CREATE INDEX mails_by_status ON public.mails USING btree (organization_id, status, id);
CREATE INDEX mails_by_subject ON public.mails USING btree (organization_id, subject_id, id);
CREATE UNIQUE INDEX mails_made_once ON public.mails USING btree (organization_id, kind, subject_id) WHERE (resend_of IS NULL);
create policy app_adds on public.mails as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.mails as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.mails as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.mails as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.mails as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.mails as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.mails to plinth_app;
grant select, update on public.mails to plinth_system;

create table public.members (
  organization_id uuid not null,
  id uuid not null,
  name text not null,
  email text not null,
  role text not null,
  ended_at plinth.moment,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint members_pkey PRIMARY KEY (organization_id, id),
  constraint members_id_fkey FOREIGN KEY (id) REFERENCES public.users(id),
  constraint members_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id)
);
alter table public.members owner to plinth_owner;
alter table public.members enable row level security;
alter table public.members force row level security;
CREATE INDEX members_by_created_at ON public.members USING btree (organization_id, created_at, id);
CREATE INDEX members_by_ended_at ON public.members USING btree (organization_id, ended_at);
CREATE INDEX members_by_name ON public.members USING btree (organization_id, name, id);
CREATE INDEX members_by_role ON public.members USING btree (organization_id, role);
CREATE INDEX members_by_user ON public.members USING btree (id);
create policy app_adds on public.members as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.members as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.members as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.members as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.members as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.members as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.members to plinth_app;
grant select on public.members to plinth_system;
grant update (name) on public.members to plinth_system;
grant update (email) on public.members to plinth_system;
grant update (version) on public.members to plinth_system;
grant update (updated_at) on public.members to plinth_system;

create table public.order_lines (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  order_id uuid not null,
  customer_id uuid not null,
  "position" integer not null,
  product_id uuid not null,
  sku text not null,
  name text not null,
  quantity plinth.quantity not null,
  unit_price plinth.unit_price not null,
  discount_percent plinth.percent default 0 not null,
  tax_rate_percent plinth.percent not null,
  net_minor plinth.minor not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  unit_cost numeric(18,6),
  constraint order_lines_pkey PRIMARY KEY (organization_id, id),
  constraint order_lines_position_unique UNIQUE (organization_id, order_id, "position"),
  constraint order_lines_organization_id_order_id_customer_id_fkey FOREIGN KEY (organization_id, order_id, customer_id) REFERENCES public.orders(organization_id, id, customer_id),
  constraint order_lines_organization_id_product_id_fkey FOREIGN KEY (organization_id, product_id) REFERENCES public.products(organization_id, id),
  constraint order_lines_position_check CHECK (("position" >= 1)),
  constraint order_lines_quantity_check CHECK (((quantity)::numeric > (0)::numeric)),
  constraint order_lines_unit_cost_is_a_price CHECK (((unit_cost >= (0)::numeric) AND (unit_cost <> 'NaN'::numeric))) NOT VALID
);
alter table public.order_lines owner to plinth_owner;
alter table public.order_lines enable row level security;
alter table public.order_lines force row level security;
CREATE INDEX order_lines_by_product ON public.order_lines USING btree (organization_id, product_id, id);
create policy app_adds on public.order_lines as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_changes on public.order_lines as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_reads on public.order_lines as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_removes on public.order_lines as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy owner_maintains on public.order_lines as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.order_lines to plinth_app;

create table public.orders (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  number text not null,
  customer_id uuid not null,
  status text not null,
  currency plinth.currency not null,
  customer_reference text,
  external_reference text,
  subtotal_minor plinth.minor not null,
  tax_minor plinth.minor not null,
  total_minor plinth.minor not null,
  placed_at plinth.moment default plinth.now() not null,
  recorded_at plinth.moment,
  cancelled_at plinth.moment,
  cancelled_by text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  confirmed_at timestamp with time zone,
  confirmed_by text,
  internal_note text,
  margin_minor bigint,
  payment_method text,
  payment_status text default 'not_tracked'::text not null,
  paid_minor bigint default 0 not null,
  refunded_minor bigint default 0 not null,
  paid_at timestamp with time zone,
  being_paid_until timestamp with time zone,
  held_because text,
  held_at timestamp with time zone,
  constraint orders_pkey PRIMARY KEY (organization_id, id),
  constraint orders_external_reference_unique UNIQUE (organization_id, external_reference),
  constraint orders_id_and_customer_unique UNIQUE (organization_id, id, customer_id),
  constraint orders_number_unique UNIQUE (organization_id, number),
  constraint orders_organization_id_customer_id_fkey FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers(organization_id, id),
  constraint orders_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint orders_being_paid_until_is_a_moment CHECK (((being_paid_until >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (being_paid_until < '10000-01-01 00:00:00+00'::timestamp with time zone))) NOT VALID,
  constraint orders_confirmed_at_is_a_moment CHECK (((confirmed_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (confirmed_at < '10000-01-01 00:00:00+00'::timestamp with time zone))) NOT VALID,
  constraint orders_held_at_is_a_moment CHECK (((held_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (held_at < '10000-01-01 00:00:00+00'::timestamp with time zone))) NOT VALID,
  constraint orders_hold_has_a_moment CHECK (((held_because IS NULL) = (held_at IS NULL))) NOT VALID,
  constraint orders_hold_has_a_reason CHECK ((held_because = ANY (ARRAY['credit_limit'::text, 'credit_currency'::text, 'second_person'::text]))) NOT VALID,
  constraint orders_internal_note_is_short CHECK (((length(internal_note) >= 1) AND (length(internal_note) <= 5000))) NOT VALID,
  constraint orders_margin_is_an_amount CHECK (((margin_minor >= '-9007199254740991'::bigint) AND (margin_minor <= '9007199254740991'::bigint))) NOT VALID,
  constraint orders_number_check CHECK (((length(number) >= 1) AND (length(number) <= 64))),
  constraint orders_paid_at_is_a_moment CHECK (((paid_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (paid_at < '10000-01-01 00:00:00+00'::timestamp with time zone))) NOT VALID,
  constraint orders_paid_is_an_amount CHECK (((paid_minor >= 0) AND (paid_minor <= '9007199254740991'::bigint))) NOT VALID,
  constraint orders_payment_method_is_known CHECK ((payment_method = ANY (ARRAY['prepaid'::text, 'on_account'::text]))) NOT VALID,
  constraint orders_payment_status_is_known CHECK ((payment_status = ANY (ARRAY['not_tracked'::text, 'unpaid'::text, 'partly_paid'::text, 'paid'::text, 'overpaid'::text, 'partly_refunded'::text, 'refunded'::text]))) NOT VALID,
  constraint orders_refunded_is_an_amount CHECK (((refunded_minor >= 0) AND (refunded_minor <= '9007199254740991'::bigint))) NOT VALID,
  constraint orders_status_check CHECK ((status = ANY (ARRAY['placed'::text, 'confirmed'::text, 'shipped'::text, 'returned'::text, 'cancelled'::text]))),
  constraint orders_total_is_subtotal_and_tax CHECK (((total_minor)::bigint = ((subtotal_minor)::bigint + (tax_minor)::bigint)))
) with (fillfactor=85);
alter table public.orders owner to plinth_owner;
alter table public.orders enable row level security;
alter table public.orders force row level security;
CREATE INDEX orders_by_customer ON public.orders USING btree (organization_id, customer_id, placed_at, id);
CREATE INDEX orders_by_hold ON public.orders USING btree (organization_id, held_because, placed_at, id);
CREATE INDEX orders_by_payment_method ON public.orders USING btree (organization_id, payment_method, placed_at, id);
CREATE INDEX orders_by_payment_status ON public.orders USING btree (organization_id, payment_status, placed_at, id);
CREATE INDEX orders_by_placed_at ON public.orders USING btree (organization_id, placed_at, id);
CREATE INDEX orders_by_status ON public.orders USING btree (organization_id, status, placed_at, id);
CREATE INDEX orders_by_total ON public.orders USING btree (organization_id, total_minor, id);
CREATE INDEX orders_cancelled_with_money ON public.orders USING btree (organization_id, id) WHERE ((status = 'cancelled'::text) AND (paid_minor > refunded_minor));
CREATE INDEX orders_search ON public.orders USING gin ((((number || ' '::text) || COALESCE(customer_reference, ''::text))) public.gin_trgm_ops);
CREATE INDEX orders_taking_credit ON public.orders USING btree (organization_id, customer_id) WHERE ((payment_method = 'on_account'::text) AND (status <> 'cancelled'::text) AND ((paid_minor - refunded_minor) < (total_minor)::bigint));
create policy app_adds on public.orders as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_changes on public.orders as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_reads on public.orders as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_removes on public.orders as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy owner_maintains on public.orders as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.orders as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.orders to plinth_app;
grant select on public.orders to plinth_system;

create table public.organizations (
  id uuid default uuidv7() not null,
  organization_id uuid generated always as (id) stored not null,
  name text not null,
  country plinth.country default 'DE'::text not null,
  currency plinth.currency default 'EUR'::text not null,
  demo boolean default false not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  suspended_at plinth.moment,
  suspended_because text,
  requests_per_minute integer,
  constraint organizations_pkey PRIMARY KEY (id),
  constraint organizations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint organizations_requests_per_minute_check CHECK ((requests_per_minute > 0)),
  constraint organizations_suspended_because_check CHECK (((length(suspended_because) >= 1) AND (length(suspended_because) <= 500)))
);
alter table public.organizations owner to plinth_owner;
alter table public.organizations enable row level security;
alter table public.organizations force row level security;
create policy app_adds on public.organizations as permissive for insert to plinth_app
  with check ((id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.organizations as permissive for update to plinth_app
  using ((id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on public.organizations as permissive for select to plinth_app
  using ((id = ( SELECT plinth.organization() AS organization)));
create policy app_removes on public.organizations as permissive for delete to plinth_app
  using ((id = ( SELECT plinth.organization() AS organization)));
create policy owner_maintains on public.organizations as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.organizations as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select, update on public.organizations to plinth_app;
grant select on public.organizations to plinth_system;

create table public.passkeys (
  user_id uuid not null,
  id uuid default uuidv7() not null,
  name text not null,
  credential_id text not null,
  public_key bytea not null,
  sign_count bigint default 0 not null,
  transports text[] default '{}'::text[] not null,
  backed_up boolean default false not null,
  last_used_at plinth.moment,
  created_at plinth.moment default plinth.now() not null,
  constraint passkeys_pkey PRIMARY KEY (user_id, id),
  constraint passkeys_credential_id_unique UNIQUE (credential_id),
  constraint passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id),
  constraint passkeys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
alter table public.passkeys owner to plinth_owner;
alter table public.passkeys enable row level security;
alter table public.passkeys force row level security;
create policy app_adds on public.passkeys as permissive for insert to plinth_app
  with check ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_changes on public.passkeys as permissive for update to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on public.passkeys as permissive for select to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_removes on public.passkeys as permissive for delete to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on public.passkeys as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.passkeys as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.passkeys to plinth_app;
grant select on public.passkeys to plinth_system;

create table public.passwords (
  user_id uuid not null,
  hash text not null,
  changed_at plinth.moment default plinth.now() not null,
  constraint passwords_pkey PRIMARY KEY (user_id),
  constraint passwords_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
);
alter table public.passwords owner to plinth_owner;
alter table public.passwords enable row level security;
alter table public.passwords force row level security;
create policy app_adds on public.passwords as permissive for insert to plinth_app
  with check ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_changes on public.passwords as permissive for update to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on public.passwords as permissive for select to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_removes on public.passwords as permissive for delete to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on public.passwords as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.passwords as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.passwords to plinth_app;
grant select on public.passwords to plinth_system;

create table public.payment_events (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  connection_id uuid not null,
  external_id text not null,
  type text not null,
  payload_sealed text,
  times integer default 1 not null,
  outcome text,
  because text,
  taken_in_at plinth.moment,
  created_at plinth.moment default plinth.now() not null,
  constraint payment_events_pkey PRIMARY KEY (organization_id, id),
  constraint payment_events_once UNIQUE (organization_id, connection_id, external_id),
  constraint payment_events_connection_fkey FOREIGN KEY (organization_id, connection_id) REFERENCES public.connections(organization_id, id),
  constraint payment_events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint payment_events_because_check CHECK (((length(because) >= 1) AND (length(because) <= 500))),
  constraint payment_events_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 200))),
  constraint payment_events_outcome_check CHECK ((outcome = ANY (ARRAY['applied'::text, 'known'::text, 'ignored'::text, 'mismatch'::text]))),
  constraint payment_events_taken_in_with_outcome CHECK (((taken_in_at IS NULL) = (outcome IS NULL))),
  constraint payment_events_type_check CHECK (((length(type) >= 1) AND (length(type) <= 200)))
);
alter table public.payment_events owner to plinth_owner;
alter table public.payment_events enable row level security;
alter table public.payment_events force row level security;
CREATE INDEX payment_events_to_empty ON public.payment_events USING btree (organization_id, created_at) WHERE (payload_sealed IS NOT NULL);
create policy app_adds on public.payment_events as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.payment_events as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.payment_events as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.payment_events as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.payment_events as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.payment_events to plinth_app;

create table public.payment_facts (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  payment_id uuid not null,
  customer_id uuid not null,
  kind text not null,
  status text default ''::text not null,
  about_id uuid not null,
  amount_minor plinth.minor not null,
  source text not null,
  source_id text,
  created_at plinth.moment default plinth.now() not null,
  constraint payment_facts_pkey PRIMARY KEY (organization_id, id),
  constraint payment_facts_once UNIQUE (organization_id, payment_id, kind, about_id, status, amount_minor),
  constraint payment_facts_payment_fkey FOREIGN KEY (organization_id, payment_id, customer_id) REFERENCES public.payments(organization_id, id, customer_id),
  constraint payment_facts_amount_minor_check CHECK (((amount_minor)::bigint >= 0)),
  constraint payment_facts_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text, 'refunded'::text]))),
  constraint payment_facts_source_check CHECK ((source = ANY (ARRAY['call'::text, 'event'::text, 'look_up'::text, 'reconciliation'::text, 'finance'::text]))),
  constraint payment_facts_source_id_check CHECK ((length(source_id) <= 200))
);
alter table public.payment_facts owner to plinth_owner;
alter table public.payment_facts enable row level security;
alter table public.payment_facts force row level security;
CREATE INDEX payment_facts_by_payment ON public.payment_facts USING btree (organization_id, payment_id, customer_id);
create policy app_adds on public.payment_facts as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on public.payment_facts as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.payment_facts as permissive for all to plinth_owner
  using (true)
  with check (true);
grant insert, select on public.payment_facts to plinth_app;

create table public.payment_postings (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  payment_id uuid not null,
  order_id uuid not null,
  customer_id uuid not null,
  refund_id uuid,
  entry text not null,
  debit_account text not null,
  credit_account text not null,
  amount_minor plinth.minor not null,
  currency plinth.currency not null,
  fact_id uuid not null,
  created_at plinth.moment default plinth.now() not null,
  constraint payment_postings_pkey PRIMARY KEY (organization_id, id),
  constraint payment_postings_once UNIQUE (organization_id, payment_id, entry),
  constraint payment_postings_fact_fkey FOREIGN KEY (organization_id, fact_id) REFERENCES public.payment_facts(organization_id, id),
  constraint payment_postings_order_fkey FOREIGN KEY (organization_id, order_id, customer_id) REFERENCES public.orders(organization_id, id, customer_id),
  constraint payment_postings_payment_fkey FOREIGN KEY (organization_id, payment_id, customer_id) REFERENCES public.payments(organization_id, id, customer_id),
  constraint payment_postings_refund_fkey FOREIGN KEY (organization_id, refund_id) REFERENCES public.refunds(organization_id, id),
  constraint payment_postings_amount_minor_check CHECK (((amount_minor)::bigint > 0)),
  constraint payment_postings_credit_account_check CHECK ((credit_account = ANY (ARRAY['receivables'::text, 'stripe'::text, 'bank'::text]))),
  constraint payment_postings_debit_account_check CHECK ((debit_account = ANY (ARRAY['receivables'::text, 'stripe'::text, 'bank'::text]))),
  constraint payment_postings_entry_check CHECK (((length(entry) >= 1) AND (length(entry) <= 100))),
  constraint payment_postings_two_accounts CHECK ((debit_account <> credit_account))
);
alter table public.payment_postings owner to plinth_owner;
alter table public.payment_postings enable row level security;
alter table public.payment_postings force row level security;
CREATE INDEX payment_postings_by_created_at ON public.payment_postings USING btree (organization_id, created_at, id);
CREATE INDEX payment_postings_by_fact ON public.payment_postings USING btree (organization_id, fact_id);
CREATE INDEX payment_postings_by_order ON public.payment_postings USING btree (organization_id, order_id, customer_id);
CREATE INDEX payment_postings_by_payment ON public.payment_postings USING btree (organization_id, payment_id, customer_id);
CREATE INDEX payment_postings_by_refund ON public.payment_postings USING btree (organization_id, refund_id);
create policy app_adds on public.payment_postings as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on public.payment_postings as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.payment_postings as permissive for all to plinth_owner
  using (true)
  with check (true);
grant insert, select on public.payment_postings to plinth_app;

create table public.payment_reconciliations (
  organization_id uuid not null,
  connection_id uuid not null,
  asked_until plinth.moment not null,
  repaired integer default 0 not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint payment_reconciliations_pkey PRIMARY KEY (organization_id, connection_id),
  constraint payment_reconciliations_connection_fkey FOREIGN KEY (organization_id, connection_id) REFERENCES public.connections(organization_id, id)
);
alter table public.payment_reconciliations owner to plinth_owner;
alter table public.payment_reconciliations enable row level security;
alter table public.payment_reconciliations force row level security;
create policy app_adds on public.payment_reconciliations as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.payment_reconciliations as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.payment_reconciliations as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.payment_reconciliations as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.payment_reconciliations as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.payment_reconciliations to plinth_app;

create table public.payments (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  order_id uuid not null,
  customer_id uuid not null,
  connection_id uuid,
  method text not null,
  status text default 'started'::text not null,
  currency plinth.currency not null,
  amount_minor plinth.minor not null,
  received_minor plinth.minor default 0 not null,
  refunded_minor plinth.minor default 0 not null,
  reference text,
  intent_id text,
  session_id text,
  value_on plinth.day,
  started_by text default plinth.actor() not null,
  succeeded_at plinth.moment,
  cancel_requested_at plinth.moment,
  looked_up_at plinth.moment,
  refused_because text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint payments_pkey PRIMARY KEY (organization_id, id),
  constraint payments_id_and_customer_unique UNIQUE (organization_id, id, customer_id),
  constraint payments_intent_unique UNIQUE (organization_id, connection_id, intent_id),
  constraint payments_session_unique UNIQUE (organization_id, connection_id, session_id),
  constraint payments_connection_fkey FOREIGN KEY (organization_id, connection_id) REFERENCES public.connections(organization_id, id),
  constraint payments_order_fkey FOREIGN KEY (organization_id, order_id, customer_id) REFERENCES public.orders(organization_id, id, customer_id),
  constraint payments_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint payments_amount_minor_check CHECK (((amount_minor)::bigint > 0)),
  constraint payments_intent_id_check CHECK ((length(intent_id) <= 200)),
  constraint payments_method_check CHECK ((method = ANY (ARRAY['stripe_checkout'::text, 'stripe_payment_intent'::text, 'bank_transfer'::text]))),
  constraint payments_outside_with_connection CHECK (((method = 'bank_transfer'::text) = (connection_id IS NULL))),
  constraint payments_received_when_succeeded CHECK (((status = 'succeeded'::text) = ((received_minor)::bigint > 0))),
  constraint payments_received_within_amount CHECK ((((received_minor)::bigint = 0) OR ((received_minor)::bigint = (amount_minor)::bigint))),
  constraint payments_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 200))),
  constraint payments_refunded_within_received CHECK ((((refunded_minor)::bigint >= 0) AND ((refunded_minor)::bigint <= (received_minor)::bigint))),
  constraint payments_refused_because_check CHECK (((length(refused_because) >= 1) AND (length(refused_because) <= 500))),
  constraint payments_session_id_check CHECK ((length(session_id) <= 200)),
  constraint payments_status_check CHECK ((status = ANY (ARRAY['started'::text, 'open'::text, 'requires_action'::text, 'processing'::text, 'failed'::text, 'cancelled'::text, 'succeeded'::text])))
);
alter table public.payments owner to plinth_owner;
alter table public.payments enable row level security;
alter table public.payments force row level security;
CREATE INDEX payments_by_amount ON public.payments USING btree (organization_id, amount_minor, id);
CREATE INDEX payments_by_connection ON public.payments USING btree (organization_id, connection_id, id);
CREATE INDEX payments_by_created_at ON public.payments USING btree (organization_id, created_at, id);
CREATE INDEX payments_by_customer ON public.payments USING btree (organization_id, customer_id, created_at, id);
CREATE INDEX payments_by_order ON public.payments USING btree (organization_id, order_id, customer_id, id);
CREATE INDEX payments_by_status ON public.payments USING btree (organization_id, status, created_at, id);
create policy app_adds on public.payments as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_changes on public.payments as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_reads on public.payments as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_removes on public.payments as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy owner_maintains on public.payments as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.payments to plinth_app;

create table public.product_prices (
  organization_id uuid not null,
  product_id uuid not null,
  currency plinth.currency not null,
  unit_price plinth.unit_price not null,
  constraint product_prices_pkey PRIMARY KEY (organization_id, product_id, currency),
  constraint product_prices_organization_id_product_id_fkey FOREIGN KEY (organization_id, product_id) REFERENCES public.products(organization_id, id) ON DELETE CASCADE
);
alter table public.product_prices owner to plinth_owner;
alter table public.product_prices enable row level security;
alter table public.product_prices force row level security;
create policy app_adds on public.product_prices as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.product_prices as permissive for update to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on public.product_prices as permissive for select to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_removes on public.product_prices as permissive for delete to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy owner_maintains on public.product_prices as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.product_prices to plinth_app;

create table public.products (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  sku text not null,
  name text not null,
  description text,
  unit text default 'piece'::text not null,
  tax_category text default 'standard'::text not null,
  status text default 'active'::text not null,
  unit_cost plinth.unit_price,
  external_reference text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  internal_note text,
  constraint products_pkey PRIMARY KEY (organization_id, id),
  constraint products_external_reference_unique UNIQUE (organization_id, external_reference),
  constraint products_sku_unique UNIQUE (organization_id, sku),
  constraint products_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint products_internal_note_is_short CHECK (((length(internal_note) >= 1) AND (length(internal_note) <= 5000))) NOT VALID,
  constraint products_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint products_sku_check CHECK (((length(sku) >= 1) AND (length(sku) <= 64))),
  constraint products_status_check CHECK ((status = ANY (ARRAY['active'::text, 'discontinued'::text]))),
  constraint products_tax_category_check CHECK ((tax_category = ANY (ARRAY['standard'::text, 'reduced'::text, 'zero'::text])))
);
alter table public.products owner to plinth_owner;
alter table public.products enable row level security;
alter table public.products force row level security;
CREATE INDEX products_by_created_at ON public.products USING btree (organization_id, created_at, id);
CREATE INDEX products_by_name ON public.products USING btree (organization_id, name, id);
CREATE INDEX products_by_status ON public.products USING btree (organization_id, status, id);
CREATE INDEX products_by_tax_category ON public.products USING btree (organization_id, tax_category, id);
CREATE INDEX products_search ON public.products USING gin ((((((sku || ' '::text) || name) || ' '::text) || COALESCE(description, ''::text))) public.gin_trgm_ops);
create policy app_adds on public.products as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.products as permissive for update to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on public.products as permissive for select to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_removes on public.products as permissive for delete to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy owner_maintains on public.products as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.products as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.products to plinth_app;
grant select on public.products to plinth_system;

create table public.recovery_codes (
  user_id uuid not null,
  id uuid default uuidv7() not null,
  code_hash bytea not null,
  used_at plinth.moment,
  created_at plinth.moment default plinth.now() not null,
  constraint recovery_codes_pkey PRIMARY KEY (user_id, id),
  constraint recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
);
alter table public.recovery_codes owner to plinth_owner;
alter table public.recovery_codes enable row level security;
alter table public.recovery_codes force row level security;
create policy app_adds on public.recovery_codes as permissive for insert to plinth_app
  with check ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_changes on public.recovery_codes as permissive for update to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on public.recovery_codes as permissive for select to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_removes on public.recovery_codes as permissive for delete to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on public.recovery_codes as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.recovery_codes to plinth_app;

create table public.refunds (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  payment_id uuid not null,
  customer_id uuid not null,
  status text default 'started'::text not null,
  currency plinth.currency not null,
  amount_minor plinth.minor not null,
  reason text,
  external_id text,
  reference text,
  asked_by text default plinth.actor() not null,
  succeeded_at plinth.moment,
  refused_because text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint refunds_pkey PRIMARY KEY (organization_id, id),
  constraint refunds_external_unique UNIQUE (organization_id, payment_id, external_id),
  constraint refunds_payment_fkey FOREIGN KEY (organization_id, payment_id, customer_id) REFERENCES public.payments(organization_id, id, customer_id),
  constraint refunds_amount_minor_check CHECK (((amount_minor)::bigint > 0)),
  constraint refunds_external_id_check CHECK ((length(external_id) <= 200)),
  constraint refunds_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
  constraint refunds_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 200))),
  constraint refunds_refused_because_check CHECK (((length(refused_because) >= 1) AND (length(refused_because) <= 500))),
  constraint refunds_status_check CHECK ((status = ANY (ARRAY['started'::text, 'pending'::text, 'cancelled'::text, 'succeeded'::text, 'failed'::text])))
);
alter table public.refunds owner to plinth_owner;
alter table public.refunds enable row level security;
alter table public.refunds force row level security;
CREATE INDEX refunds_by_amount ON public.refunds USING btree (organization_id, amount_minor, id);
CREATE INDEX refunds_by_created_at ON public.refunds USING btree (organization_id, created_at, id);
CREATE INDEX refunds_by_customer ON public.refunds USING btree (organization_id, customer_id, created_at, id);
CREATE INDEX refunds_by_payment ON public.refunds USING btree (organization_id, payment_id, customer_id, id);
CREATE INDEX refunds_by_status ON public.refunds USING btree (organization_id, status, created_at, id);
create policy app_adds on public.refunds as permissive for insert to plinth_app
  with check (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_changes on public.refunds as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_reads on public.refunds as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy app_removes on public.refunds as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND (( SELECT plinth.sees_all() AS sees_all) OR (customer_id = ANY (( SELECT plinth.scope() AS scope)::uuid[])))));
create policy owner_maintains on public.refunds as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.refunds to plinth_app;

create table public.reservations (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  order_line_id uuid not null,
  product_id uuid not null,
  warehouse_id uuid not null,
  quantity plinth.quantity not null,
  released_at plinth.moment,
  created_at plinth.moment default plinth.now() not null,
  constraint reservations_pkey PRIMARY KEY (organization_id, id),
  constraint reservations_organization_id_order_line_id_fkey FOREIGN KEY (organization_id, order_line_id) REFERENCES public.order_lines(organization_id, id),
  constraint reservations_organization_id_product_id_warehouse_id_fkey FOREIGN KEY (organization_id, product_id, warehouse_id) REFERENCES public.stock_levels(organization_id, product_id, warehouse_id),
  constraint reservations_quantity_check CHECK (((quantity)::numeric > (0)::numeric))
);
alter table public.reservations owner to plinth_owner;
alter table public.reservations enable row level security;
alter table public.reservations force row level security;
CREATE INDEX reservations_by_order_line ON public.reservations USING btree (organization_id, order_line_id);
CREATE INDEX reservations_by_stock_level ON public.reservations USING btree (organization_id, product_id, warehouse_id);
create policy app_adds on public.reservations as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.reservations as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.reservations as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.reservations as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.reservations as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.reservations to plinth_app;

create table public.roles (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  name text not null,
  description text,
  scope text default 'all'::text not null,
  permissions text[] default '{}'::text[] not null,
  fixed boolean default false not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint roles_pkey PRIMARY KEY (organization_id, id),
  constraint roles_name_unique UNIQUE (organization_id, name),
  constraint roles_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint roles_description_check CHECK (((length(description) >= 1) AND (length(description) <= 2000))),
  constraint roles_name_check CHECK ((name ~ '^[a-z][a-z0-9_]{1,39}$'::text)),
  constraint roles_scope_check CHECK ((scope = ANY (ARRAY['all'::text, 'assigned'::text])))
);
alter table public.roles owner to plinth_owner;
alter table public.roles enable row level security;
alter table public.roles force row level security;
CREATE INDEX roles_by_created_at ON public.roles USING btree (organization_id, created_at, id);
create policy app_adds on public.roles as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.roles as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.roles as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.roles as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.roles as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.roles as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.roles to plinth_app;
grant select on public.roles to plinth_system;

create table public.service_accounts (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  name text not null,
  description text,
  role text not null,
  disabled_at plinth.moment,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint service_accounts_pkey PRIMARY KEY (organization_id, id),
  constraint service_accounts_name_unique UNIQUE (organization_id, name),
  constraint service_accounts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint service_accounts_description_check CHECK ((length(description) <= 2000)),
  constraint service_accounts_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table public.service_accounts owner to plinth_owner;
alter table public.service_accounts enable row level security;
alter table public.service_accounts force row level security;
CREATE INDEX service_accounts_by_created_at ON public.service_accounts USING btree (organization_id, created_at, id);
create policy app_adds on public.service_accounts as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.service_accounts as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.service_accounts as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.service_accounts as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.service_accounts as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.service_accounts as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.service_accounts to plinth_app;
grant select on public.service_accounts to plinth_system;

create table public.sessions (
  user_id uuid not null,
  id uuid default uuidv7() not null,
  kind text not null,
  organization_id uuid,
  methods text[] not null,
  authenticated_at plinth.moment default plinth.now() not null,
  cookie_hash bytea,
  cookie_parent_hash bytea,
  cookie_rotated_at plinth.moment,
  refresh_hash bytea,
  refresh_parent_hash bytea,
  refresh_generation integer default 0 not null,
  refreshed_at plinth.moment,
  device_hash bytea,
  user_agent text,
  address text,
  last_seen_at plinth.moment default plinth.now() not null,
  expires_at plinth.moment not null,
  ended_at plinth.moment,
  end_reason text,
  created_at plinth.moment default plinth.now() not null,
  constraint sessions_pkey PRIMARY KEY (user_id, id),
  constraint sessions_cookie_hash_unique UNIQUE (cookie_hash),
  constraint sessions_cookie_parent_hash_unique UNIQUE (cookie_parent_hash),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id),
  constraint sessions_carry_their_secret CHECK (((kind <> 'cookie'::text) OR (cookie_hash IS NOT NULL))),
  constraint sessions_end_for_a_reason CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
  constraint sessions_kind_check CHECK ((kind = ANY (ARRAY['cookie'::text, 'token'::text])))
) with (fillfactor=80);
alter table public.sessions owner to plinth_owner;
alter table public.sessions enable row level security;
alter table public.sessions force row level security;
CREATE INDEX sessions_by_device ON public.sessions USING btree (user_id, device_hash);
CREATE UNIQUE INDEX sessions_by_id ON public.sessions USING btree (id);
create policy app_adds on public.sessions as permissive for insert to plinth_app
  with check ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_changes on public.sessions as permissive for update to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on public.sessions as permissive for select to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_removes on public.sessions as permissive for delete to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on public.sessions as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.sessions as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select, update on public.sessions to plinth_app;
grant delete, select on public.sessions to plinth_system;
grant update (last_seen_at) on public.sessions to plinth_system;

create table public.settings (
  organization_id uuid not null,
  id uuid generated always as (organization_id) stored not null,
  chosen text default '{}'::text not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint settings_pkey PRIMARY KEY (organization_id),
  constraint settings_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint settings_chosen_check CHECK ((chosen IS JSON OBJECT))
);
alter table public.settings owner to plinth_owner;
alter table public.settings enable row level security;
alter table public.settings force row level security;
create policy app_adds on public.settings as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.settings as permissive for update to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on public.settings as permissive for select to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_removes on public.settings as permissive for delete to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy owner_maintains on public.settings as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.settings as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.settings to plinth_app;
grant select on public.settings to plinth_system;

create table public.stock_levels (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  product_id uuid not null,
  warehouse_id uuid not null,
  on_hand plinth.quantity default 0 not null,
  reserved plinth.quantity default 0 not null,
  available plinth.quantity generated always as (((on_hand)::numeric - (reserved)::numeric)) stored not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint stock_levels_pkey PRIMARY KEY (organization_id, id),
  constraint stock_levels_product_and_warehouse_unique UNIQUE (organization_id, product_id, warehouse_id),
  constraint stock_levels_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint stock_levels_organization_id_product_id_fkey FOREIGN KEY (organization_id, product_id) REFERENCES public.products(organization_id, id),
  constraint stock_levels_organization_id_warehouse_id_fkey FOREIGN KEY (organization_id, warehouse_id) REFERENCES public.warehouses(organization_id, id),
  constraint on_hand_not_negative CHECK (((on_hand)::numeric >= (0)::numeric)),
  constraint reserved_within_stock CHECK ((((reserved)::numeric >= (0)::numeric) AND ((reserved)::numeric <= (on_hand)::numeric)))
) with (autovacuum_vacuum_scale_factor=0.05, fillfactor=60);
alter table public.stock_levels owner to plinth_owner;
alter table public.stock_levels enable row level security;
alter table public.stock_levels force row level security;
CREATE INDEX stock_levels_by_warehouse ON public.stock_levels USING btree (organization_id, warehouse_id, id);
create policy app_adds on public.stock_levels as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.stock_levels as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.stock_levels as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.stock_levels as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.stock_levels as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.stock_levels to plinth_app;

create table public.stock_movements (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  product_id uuid not null,
  warehouse_id uuid not null,
  quantity plinth.quantity not null,
  reason text not null,
  note text,
  external_reference text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint stock_movements_pkey PRIMARY KEY (organization_id, id),
  constraint stock_movements_external_reference_unique UNIQUE (organization_id, external_reference),
  constraint stock_movements_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint stock_movements_organization_id_product_id_fkey FOREIGN KEY (organization_id, product_id) REFERENCES public.products(organization_id, id),
  constraint stock_movements_organization_id_warehouse_id_fkey FOREIGN KEY (organization_id, warehouse_id) REFERENCES public.warehouses(organization_id, id),
  constraint stock_movements_quantity_check CHECK (((quantity)::numeric <> (0)::numeric)),
  constraint stock_movements_reason_check CHECK ((reason = ANY (ARRAY['received'::text, 'adjusted'::text, 'returned'::text, 'lost'::text])))
);
alter table public.stock_movements owner to plinth_owner;
alter table public.stock_movements enable row level security;
alter table public.stock_movements force row level security;
CREATE INDEX stock_movements_by_created_at ON public.stock_movements USING btree (organization_id, created_at, id);
CREATE INDEX stock_movements_by_product ON public.stock_movements USING btree (organization_id, product_id, id);
CREATE INDEX stock_movements_by_reason ON public.stock_movements USING btree (organization_id, reason, id);
CREATE INDEX stock_movements_by_warehouse ON public.stock_movements USING btree (organization_id, warehouse_id, id);
create policy app_adds on public.stock_movements as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on public.stock_movements as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.stock_movements as permissive for all to plinth_owner
  using (true)
  with check (true);
grant insert, select on public.stock_movements to plinth_app;

create table public.sync_conflicts (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  link_id uuid not null,
  connection_id uuid not null,
  kind text not null,
  object_id uuid not null,
  state text default 'open'::text not null,
  ours text not null,
  theirs text,
  ours_changed text[] not null,
  theirs_changed text[] not null,
  our_version integer not null,
  external_version text,
  take text,
  decided_at plinth.moment,
  decided_by text,
  resolved_at plinth.moment,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint sync_conflicts_pkey PRIMARY KEY (organization_id, id),
  constraint sync_conflicts_connection_fkey FOREIGN KEY (organization_id, connection_id) REFERENCES public.connections(organization_id, id),
  constraint sync_conflicts_link_fkey FOREIGN KEY (organization_id, link_id) REFERENCES public.sync_links(organization_id, id),
  constraint sync_conflicts_decided_by_somebody CHECK ((((take IS NULL) = (decided_at IS NULL)) AND ((take IS NULL) = (decided_by IS NULL)))),
  constraint sync_conflicts_decided_with_decision CHECK (((state <> 'decided'::text) OR (take IS NOT NULL))),
  constraint sync_conflicts_external_version_check CHECK ((length(external_version) <= 300)),
  constraint sync_conflicts_kind_check CHECK ((kind = ANY (ARRAY['customers'::text, 'products'::text, 'orders'::text, 'payments'::text]))),
  constraint sync_conflicts_open_without_decision CHECK (((state <> 'open'::text) OR (take IS NULL))),
  constraint sync_conflicts_ours_check CHECK ((ours IS JSON OBJECT)),
  constraint sync_conflicts_resolved_at_a_moment CHECK (((state = 'resolved'::text) = (resolved_at IS NOT NULL))),
  constraint sync_conflicts_state_check CHECK ((state = ANY (ARRAY['open'::text, 'decided'::text, 'resolved'::text]))),
  constraint sync_conflicts_take_check CHECK ((take = ANY (ARRAY['ours'::text, 'theirs'::text]))),
  constraint sync_conflicts_theirs_check CHECK ((theirs IS JSON OBJECT))
);
alter table public.sync_conflicts owner to plinth_owner;
alter table public.sync_conflicts enable row level security;
alter table public.sync_conflicts force row level security;
CREATE INDEX sync_conflicts_by_connection ON public.sync_conflicts USING btree (organization_id, connection_id, id);
CREATE INDEX sync_conflicts_by_created_at ON public.sync_conflicts USING btree (organization_id, created_at, id);
CREATE INDEX sync_conflicts_by_kind ON public.sync_conflicts USING btree (organization_id, kind, id);
CREATE INDEX sync_conflicts_by_link ON public.sync_conflicts USING btree (organization_id, link_id, id);
CREATE INDEX sync_conflicts_by_object ON public.sync_conflicts USING btree (organization_id, object_id, id);
CREATE INDEX sync_conflicts_by_state ON public.sync_conflicts USING btree (organization_id, state, id);
CREATE UNIQUE INDEX sync_conflicts_unresolved ON public.sync_conflicts USING btree (organization_id, link_id) WHERE (state <> 'resolved'::text);
create policy app_adds on public.sync_conflicts as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.sync_conflicts as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.sync_conflicts as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.sync_conflicts as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.sync_conflicts as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.sync_conflicts to plinth_app;

create table public.sync_cursors (
  organization_id uuid not null,
  connection_id uuid not null,
  kind text not null,
  cursor text not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint sync_cursors_pkey PRIMARY KEY (organization_id, connection_id, kind),
  constraint sync_cursors_connection_fkey FOREIGN KEY (organization_id, connection_id) REFERENCES public.connections(organization_id, id),
  constraint sync_cursors_cursor_check CHECK (((length(cursor) >= 1) AND (length(cursor) <= 10000))),
  constraint sync_cursors_kind_check CHECK ((kind = ANY (ARRAY['customers'::text, 'products'::text, 'orders'::text, 'payments'::text])))
) with (fillfactor=70);
alter table public.sync_cursors owner to plinth_owner;
alter table public.sync_cursors enable row level security;
alter table public.sync_cursors force row level security;
create policy app_adds on public.sync_cursors as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.sync_cursors as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.sync_cursors as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.sync_cursors as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.sync_cursors as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.sync_cursors to plinth_app;

create table public.sync_links (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  connection_id uuid not null,
  kind text not null,
  object_id uuid not null,
  external_id text,
  external_number text,
  external_status text,
  external_version text,
  state text default 'pending'::text not null,
  pushed_version integer,
  pushed_marks text,
  pulled_marks text,
  external_changed text[] default '{}'::text[] not null,
  pushed_at plinth.moment,
  pulled_at plinth.moment,
  error_code text,
  error_detail text,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint sync_links_pkey PRIMARY KEY (organization_id, id),
  constraint sync_links_object_unique UNIQUE (organization_id, connection_id, kind, object_id),
  constraint sync_links_connection_fkey FOREIGN KEY (organization_id, connection_id) REFERENCES public.connections(organization_id, id),
  constraint sync_links_error_code_check CHECK ((length(error_code) <= 100)),
  constraint sync_links_error_detail_check CHECK ((length(error_detail) <= 1000)),
  constraint sync_links_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 300))),
  constraint sync_links_external_number_check CHECK ((length(external_number) <= 300)),
  constraint sync_links_external_status_check CHECK ((length(external_status) <= 300)),
  constraint sync_links_external_version_check CHECK ((length(external_version) <= 300)),
  constraint sync_links_failed_with_reason CHECK (((state = 'failed'::text) = (error_code IS NOT NULL))),
  constraint sync_links_kind_check CHECK ((kind = ANY (ARRAY['customers'::text, 'products'::text, 'orders'::text, 'payments'::text]))),
  constraint sync_links_marks_of_both_sides CHECK (((pushed_marks IS NULL) = (pulled_marks IS NULL))),
  constraint sync_links_pulled_marks_check CHECK ((pulled_marks IS JSON OBJECT)),
  constraint sync_links_pushed_marks_check CHECK ((pushed_marks IS JSON OBJECT)),
  constraint sync_links_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'in_sync'::text, 'failed'::text, 'conflict'::text])))
) with (fillfactor=80);
alter table public.sync_links owner to plinth_owner;
alter table public.sync_links enable row level security;
alter table public.sync_links force row level security;
CREATE INDEX sync_links_by_external_id ON public.sync_links USING btree (organization_id, external_id, id);
CREATE INDEX sync_links_by_external_number ON public.sync_links USING btree (organization_id, external_number, id);
CREATE INDEX sync_links_by_kind ON public.sync_links USING btree (organization_id, kind, id);
CREATE INDEX sync_links_by_object ON public.sync_links USING btree (organization_id, object_id, id);
CREATE INDEX sync_links_by_state ON public.sync_links USING btree (organization_id, state, id);
CREATE INDEX sync_links_by_updated_at ON public.sync_links USING btree (organization_id, updated_at, id);
create policy app_adds on public.sync_links as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.sync_links as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.sync_links as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.sync_links as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.sync_links as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.sync_links as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.sync_links to plinth_app;
grant select, update on public.sync_links to plinth_system;

create table public.tax_rates (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  country plinth.country not null,
  category text not null,
  first_on plinth.day not null,
  rate_percent plinth.percent not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint tax_rates_pkey PRIMARY KEY (organization_id, id),
  constraint tax_rates_country_and_category_and_first_on_unique UNIQUE (organization_id, country, category, first_on),
  constraint tax_rates_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint tax_rates_category_check CHECK ((category = ANY (ARRAY['standard'::text, 'reduced'::text, 'zero'::text])))
);
alter table public.tax_rates owner to plinth_owner;
alter table public.tax_rates enable row level security;
alter table public.tax_rates force row level security;
CREATE INDEX tax_rates_by_category ON public.tax_rates USING btree (organization_id, category, id);
CREATE INDEX tax_rates_by_first_on ON public.tax_rates USING btree (organization_id, first_on, id);
create policy app_adds on public.tax_rates as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.tax_rates as permissive for update to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_reads on public.tax_rates as permissive for select to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_removes on public.tax_rates as permissive for delete to plinth_app
  using ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy owner_maintains on public.tax_rates as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.tax_rates to plinth_app;

create table public.totp_factors (
  user_id uuid not null,
  secret_sealed text not null,
  confirmed_at plinth.moment,
  last_step bigint default 0 not null,
  created_at plinth.moment default plinth.now() not null,
  constraint totp_factors_pkey PRIMARY KEY (user_id),
  constraint totp_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
);
alter table public.totp_factors owner to plinth_owner;
alter table public.totp_factors enable row level security;
alter table public.totp_factors force row level security;
create policy app_adds on public.totp_factors as permissive for insert to plinth_app
  with check ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_changes on public.totp_factors as permissive for update to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on public.totp_factors as permissive for select to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_removes on public.totp_factors as permissive for delete to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on public.totp_factors as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.totp_factors as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.totp_factors to plinth_app;
grant select on public.totp_factors to plinth_system;
grant update (secret_sealed) on public.totp_factors to plinth_system;

create table public.user_tokens (
  user_id uuid not null,
  id uuid default uuidv7() not null,
  purpose text not null,
  secret_hash bytea not null,
  detail text default '{}'::text not null,
  security_version integer not null,
  expires_at plinth.moment not null,
  used_at plinth.moment,
  created_at plinth.moment default plinth.now() not null,
  constraint user_tokens_pkey PRIMARY KEY (user_id, id),
  constraint user_tokens_secret_hash_unique UNIQUE (secret_hash),
  constraint user_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id),
  constraint user_tokens_detail_check CHECK ((detail IS JSON OBJECT)),
  constraint user_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['change_email'::text, 'reset_password'::text, 'mfa'::text])))
);
alter table public.user_tokens owner to plinth_owner;
alter table public.user_tokens enable row level security;
alter table public.user_tokens force row level security;
CREATE INDEX user_tokens_by_expiry ON public.user_tokens USING btree (expires_at);
create policy app_adds on public.user_tokens as permissive for insert to plinth_app
  with check ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_changes on public.user_tokens as permissive for update to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on public.user_tokens as permissive for select to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_removes on public.user_tokens as permissive for delete to plinth_app
  using ((user_id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on public.user_tokens as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.user_tokens as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.user_tokens to plinth_app;
grant delete, select on public.user_tokens to plinth_system;

create table public.users (
  id uuid default uuidv7() not null,
  email text not null,
  name text not null,
  locale text default 'en'::text not null,
  security_version integer default 1 not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_unique UNIQUE (email),
  constraint users_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254))),
  constraint users_locale_check CHECK ((locale ~ '^[a-z]{2}(-[A-Z]{2})?$'::text)),
  constraint users_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table public.users owner to plinth_owner;
alter table public.users enable row level security;
alter table public.users force row level security;
create policy app_adds on public.users as permissive for insert to plinth_app
  with check ((id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_changes on public.users as permissive for update to plinth_app
  using ((id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_reads on public.users as permissive for select to plinth_app
  using ((id = ( SELECT plinth.actor_user() AS actor_user)));
create policy app_removes on public.users as permissive for delete to plinth_app
  using ((id = ( SELECT plinth.actor_user() AS actor_user)));
create policy owner_maintains on public.users as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.users as permissive for all to plinth_system
  using (true)
  with check (true);
grant insert, select, update on public.users to plinth_app;
grant select on public.users to plinth_system;

create table public.warehouses (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  code text not null,
  name text not null,
  priority integer default 100 not null,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint warehouses_pkey PRIMARY KEY (organization_id, id),
  constraint warehouses_code_unique UNIQUE (organization_id, code),
  constraint warehouses_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint warehouses_code_check CHECK (((length(code) >= 1) AND (length(code) <= 32))),
  constraint warehouses_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint warehouses_priority_check CHECK (((priority >= 0) AND (priority <= 10000)))
);
alter table public.warehouses owner to plinth_owner;
alter table public.warehouses enable row level security;
alter table public.warehouses force row level security;
CREATE INDEX warehouses_by_priority ON public.warehouses USING btree (organization_id, priority, id);
create policy app_adds on public.warehouses as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.warehouses as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.warehouses as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.warehouses as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.warehouses as permissive for all to plinth_owner
  using (true)
  with check (true);
grant delete, insert, select, update on public.warehouses to plinth_app;

create table public.webhook_endpoints (
  organization_id uuid not null,
  id uuid default uuidv7() not null,
  url text not null,
  description text,
  events text[] not null,
  status text default 'active'::text not null,
  stopped_at plinth.moment,
  stopped_by text,
  stopped_because text,
  pauses_after_hours integer default 72 not null,
  concurrency integer default 4 not null,
  per_minute integer,
  owner_user_id uuid,
  secret_sealed text not null,
  secret_set_at plinth.moment default plinth.now() not null,
  earlier_secret_sealed text,
  retire_at plinth.moment,
  tested_at plinth.moment,
  replayed_at plinth.moment,
  version integer default 1 not null,
  created_at plinth.moment default plinth.now() not null,
  updated_at plinth.moment default plinth.now() not null,
  constraint webhook_endpoints_pkey PRIMARY KEY (organization_id, id),
  constraint webhook_endpoints_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id),
  constraint webhook_endpoints_owner_fkey FOREIGN KEY (organization_id, owner_user_id) REFERENCES public.members(organization_id, id),
  constraint webhook_endpoints_concurrency_check CHECK (((concurrency >= 1) AND (concurrency <= 20))),
  constraint webhook_endpoints_description_check CHECK (((length(description) >= 1) AND (length(description) <= 500))),
  constraint webhook_endpoints_earlier_secret_retires CHECK (((earlier_secret_sealed IS NULL) = (retire_at IS NULL))),
  constraint webhook_endpoints_events_check CHECK (((cardinality(events) >= 1) AND (cardinality(events) <= 100))),
  constraint webhook_endpoints_pauses_after_hours_check CHECK (((pauses_after_hours >= 1) AND (pauses_after_hours <= 720))),
  constraint webhook_endpoints_per_minute_check CHECK (((per_minute >= 1) AND (per_minute <= 100000))),
  constraint webhook_endpoints_status_check CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text, 'disabled'::text]))),
  constraint webhook_endpoints_stopped_because_check CHECK (((length(stopped_because) >= 1) AND (length(stopped_because) <= 500))),
  constraint webhook_endpoints_stopped_for_a_reason CHECK (((stopped_because IS NULL) OR (stopped_at IS NOT NULL))),
  constraint webhook_endpoints_stopped_with_moment CHECK (((status = 'active'::text) = (stopped_at IS NULL))),
  constraint webhook_endpoints_url_check CHECK (((length(url) >= 1) AND (length(url) <= 2000)))
);
alter table public.webhook_endpoints owner to plinth_owner;
alter table public.webhook_endpoints enable row level security;
alter table public.webhook_endpoints force row level security;
CREATE INDEX webhook_endpoints_by_created_at ON public.webhook_endpoints USING btree (organization_id, created_at, id);
CREATE INDEX webhook_endpoints_by_owner ON public.webhook_endpoints USING btree (organization_id, owner_user_id, id);
CREATE INDEX webhook_endpoints_by_status ON public.webhook_endpoints USING btree (organization_id, status, id);
create policy app_adds on public.webhook_endpoints as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.webhook_endpoints as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.webhook_endpoints as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.webhook_endpoints as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.webhook_endpoints as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.webhook_endpoints as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.webhook_endpoints to plinth_app;
grant select on public.webhook_endpoints to plinth_system;

create table public.webhook_progress (
  organization_id uuid not null,
  id uuid not null,
  began_seq bigint,
  last_number integer default 0 not null,
  opened_up_to integer default 0 not null,
  replay_up_to integer default 0 not null,
  failing_since plinth.moment,
  constraint webhook_progress_pkey PRIMARY KEY (organization_id, id),
  constraint webhook_progress_organization_id_id_fkey FOREIGN KEY (organization_id, id) REFERENCES public.webhook_endpoints(organization_id, id) ON DELETE CASCADE,
  constraint webhook_progress_opens_what_is_numbered CHECK (((opened_up_to >= 0) AND (opened_up_to <= last_number)))
) with (fillfactor=50);
alter table public.webhook_progress owner to plinth_owner;
alter table public.webhook_progress enable row level security;
alter table public.webhook_progress force row level security;
create policy app_adds on public.webhook_progress as permissive for insert to plinth_app
  with check ((organization_id = ( SELECT plinth.organization() AS organization)));
create policy app_changes on public.webhook_progress as permissive for update to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_reads on public.webhook_progress as permissive for select to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy app_removes on public.webhook_progress as permissive for delete to plinth_app
  using (((organization_id = ( SELECT plinth.organization() AS organization)) AND ( SELECT plinth.sees_all() AS sees_all)));
create policy owner_maintains on public.webhook_progress as permissive for all to plinth_owner
  using (true)
  with check (true);
create policy system_serves on public.webhook_progress as permissive for all to plinth_system
  using (true)
  with check (true);
grant delete, insert, select, update on public.webhook_progress to plinth_app;
grant select, update on public.webhook_progress to plinth_system;

-- views

create view public.key_roles with (security_invoker=true) as
 SELECT organization_id,
    role
   FROM public.api_keys
  WHERE (revoked_at IS NULL);
alter view public.key_roles owner to plinth_owner;
grant select on public.key_roles to plinth_app;

create view public.lost_sessions with (security_invoker=true) as
 SELECT id
   FROM public.sessions
  WHERE (end_reason = ANY (ARRAY['reuse'::text, 'password_reset'::text, 'recovered_by_operator'::text]));
alter view public.lost_sessions owner to plinth_owner;
grant select on public.lost_sessions to plinth_system;

create view public.order_objects with (security_invoker=true) as
 SELECT orders.organization_id,
    orders.id AS order_id,
    'order'::text AS type,
    orders.id
   FROM public.orders
UNION ALL
 SELECT payments.organization_id,
    payments.order_id,
    'payment'::text AS type,
    payments.id
   FROM public.payments
UNION ALL
 SELECT r.organization_id,
    p.order_id,
    'refund'::text AS type,
    r.id
   FROM (public.refunds r
     JOIN public.payments p ON (((p.organization_id = r.organization_id) AND (p.id = r.payment_id))))
UNION ALL
 SELECT mails.organization_id,
    mails.subject_id AS order_id,
    'mail'::text AS type,
    mails.id
   FROM public.mails
  WHERE (mails.subject_type = 'order'::text)
UNION ALL
 SELECT sync_links.organization_id,
    sync_links.object_id AS order_id,
    'sync_link'::text AS type,
    sync_links.id
   FROM public.sync_links
  WHERE (sync_links.kind = 'orders'::text)
UNION ALL
 SELECT l.organization_id,
    p.order_id,
    'sync_link'::text AS type,
    l.id
   FROM (public.sync_links l
     JOIN public.payments p ON (((p.organization_id = l.organization_id) AND (p.id = l.object_id))))
  WHERE (l.kind = 'payments'::text)
UNION ALL
 SELECT sync_conflicts.organization_id,
    sync_conflicts.object_id AS order_id,
    'sync_conflict'::text AS type,
    sync_conflicts.id
   FROM public.sync_conflicts
  WHERE (sync_conflicts.kind = 'orders'::text);
alter view public.order_objects owner to plinth_owner;
grant select on public.order_objects to plinth_app;

create view public.subject_comments with (security_invoker=true) as
 SELECT organization_id,
    id,
    created_at,
    subject_type,
    subject_id,
    author,
    body,
    mentions,
    edited_at
   FROM public.comments;
alter view public.subject_comments owner to plinth_owner;
grant select on public.subject_comments to plinth_app;

create view public.subject_deliveries with (security_invoker=true) as
 SELECT organization_id,
    id,
    created_at,
    subject_type,
    subject_id,
    type,
    endpoint_id,
    number,
    status,
    attempts,
    answer_status,
    error_code,
    finished_at
   FROM public.deliveries;
alter view public.subject_deliveries owner to plinth_owner;
grant select on public.subject_deliveries to plinth_app;
