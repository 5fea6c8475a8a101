-- Jobs: work to do later, added by a deed in its own transaction or by a consumer of the feed, done afterwards by whichever
-- process takes it first. One row tells the whole of it, so that its organization reads it, its effect commits with it and
-- nothing has to be kept equal to a second table.

create table plinth.jobs (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  -- the order in which they were added
  number bigint generated always as identity,
  kind text not null check (kind ~ '^[a-z_]+\.[a-z-]+$'),
  queue text not null check (queue ~ '^[a-z_]+$'),
  -- scheduled: its time has not come. dead: it gave up, and somebody must look. discarded: somebody looked, and let it go
  state text not null default 'ready' check (state in ('scheduled', 'ready', 'running', 'done', 'dead', 'discarded')),
  -- ids and plain figures, never a secret or anything about a person
  payload text not null default '{}' check (payload is json object),
  -- larger is sooner, within an organization
  priority smallint not null default 0,
  -- one job of a kind per key, for as long as its row is kept
  unique_key text check (length(unique_key) <= 200),
  -- jobs that share it are done one at a time, in the order of their numbers
  serial_key text check (length(serial_key) <= 200),
  -- the outside system that it speaks to
  destination_id uuid,
  -- what the claim goes through: jobs of one destination stand in one line, the others of an organization in another
  lane uuid generated always as (coalesce(destination_id, '00000000-0000-0000-0000-000000000000'::uuid)) stored,
  subject_type text,
  subject_id uuid,
  attempts integer not null default 0,
  most_attempts integer not null check (most_attempts >= 1),
  -- By the application's clock, which tests turn. When it may be done, or be tried again.
  run_at plinth.moment not null default plinth.now(),
  -- By the machine's clock: a process that dies does so in real time. Until when it belongs to the process that took it.
  locked_until timestamptz,
  worker uuid,
  started_at plinth.moment,
  finished_at plinth.moment,
  -- of the last attempt that failed; all of them are in job_errors
  error_code text check (length(error_code) <= 100),
  error_detail text check (length(error_detail) <= 1000),
  replays integer not null default 0,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint jobs_unique_key_unique unique (organization_id, kind, unique_key),
  constraint jobs_running_belong_to_a_worker check ((state = 'running') = (worker is not null and locked_until is not null)),
  constraint jobs_finish_once check ((state in ('done', 'dead', 'discarded')) = (finished_at is not null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
-- Every index that holds all rows is written twice more for each job: those that can leave some out do, and a kind is found
-- by its unique key's.
create index jobs_ready on plinth.jobs (queue, organization_id, lane, priority desc, number) where state = 'ready';
create index jobs_scheduled on plinth.jobs (run_at) where state = 'scheduled';
create index jobs_running on plinth.jobs (organization_id, lane) where state = 'running';
-- the last lock on doing them one at a time
create unique index jobs_one_at_a_time on plinth.jobs (organization_id, serial_key) where serial_key is not null and state = 'running';
create index jobs_unfinished_in_line on plinth.jobs (organization_id, serial_key, number)
  where serial_key is not null and state in ('scheduled', 'ready', 'running');
create index jobs_finished on plinth.jobs (finished_at) where state in ('done', 'discarded');
create index jobs_dead on plinth.jobs (organization_id, kind, error_code) where state = 'dead';
create index jobs_by_subject on plinth.jobs (organization_id, subject_id, id) where subject_id is not null;
create index jobs_by_state on plinth.jobs (organization_id, state, id);
create index jobs_by_destination on plinth.jobs (organization_id, destination_id, id) where destination_id is not null;
call plinth.protect('plinth.jobs', system => true);
grant select, insert, update, delete on plinth.jobs to plinth_system;

-- Every attempt that failed.
create table plinth.job_errors (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  job_id uuid not null,
  attempt integer not null,
  code text not null check (length(code) <= 100),
  detail text not null check (length(detail) <= 1000),
  started_at plinth.moment,
  failed_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  foreign key (organization_id, job_id) references plinth.jobs (organization_id, id) on delete cascade
);
create index job_errors_by_job on plinth.job_errors (organization_id, job_id, id);
call plinth.protect('plinth.job_errors', append_only => true, system => true);
revoke insert on plinth.job_errors from plinth_app;
grant select, insert, delete on plinth.job_errors to plinth_system;

-- What reacts to the feed, and how far it has come. Its lock makes one reader at a time.
create table plinth.consumers (
  name text primary key check (length(name) <= 200),
  pos bigint not null
) with (fillfactor = 70);
call plinth.protect('plinth.consumers', internal => true);
grant select, insert, update on plinth.consumers to plinth_system;

-- What is done again and again, for each organization in its own time zone.
create table plinth.schedules (
  organization_id uuid not null,
  name text not null check (name ~ '^[a-z_]+\.[a-z_]+$'),
  -- what `next_at` was worked out from: when one of them changes, it is worked out anew
  cron text not null,
  time_zone text not null,
  next_at plinth.moment not null,
  last_at plinth.moment,
  primary key (organization_id, name)
) with (fillfactor = 70);
create index schedules_due on plinth.schedules (next_at);
call plinth.protect('plinth.schedules', system => true);
revoke insert, update, delete on plinth.schedules from plinth_app;
grant select, insert, update, delete on plinth.schedules to plinth_system;

-- Where the rate of a queue is counted, and what makes its claims take turns when it has a limit.
create table plinth.job_queues (
  name text primary key check (name ~ '^[a-z_]+$'),
  window_started_at timestamptz not null default now(),
  taken integer not null default 0
) with (fillfactor = 70);
call plinth.protect('plinth.job_queues', internal => true);
grant select, insert, update on plinth.job_queues to plinth_system;

-- The same for a destination that takes only so many calls a minute.
create table plinth.job_lanes (
  organization_id uuid not null,
  destination_id uuid not null,
  window_started_at timestamptz not null default now(),
  taken integer not null default 0,
  primary key (organization_id, destination_id)
) with (fillfactor = 70);
call plinth.protect('plinth.job_lanes', system => true);
revoke insert, update, delete on plinth.job_lanes from plinth_app;
grant select, insert, update, delete on plinth.job_lanes to plinth_system;

-- Whether a destination may be called at all: a look without a lock. Breakers go by the machine's clock. One that is gone may: what is left for it says so.
create function plinth.may_call(p_organization uuid, p_destination uuid) returns boolean
language plpgsql stable as $$
begin
  return not exists (
    select from plinth.destinations
     where organization_id = p_organization and id = p_destination
       and (paused_at is not null or (breaker <> 'closed' and retry_at > now())));
end $$;
revoke execute on function plinth.may_call from public;
grant execute on function plinth.may_call to plinth_system;

-- How much may be taken from the line of each destination: nothing while it is paused or its breaker is open, one probe
-- when the breaker may be tried, otherwise what its concurrency and its rate leave. The row's lock makes claims of one
-- destination take turns; whoever comes second leaves its line alone.
create function plinth.open_lane(p_organization uuid, p_destination uuid) returns integer
language plpgsql as $$
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
end $$;
revoke execute on function plinth.open_lane from public;
grant execute on function plinth.open_lane to plinth_system;

-- Takes at most p_limit jobs of a queue for a worker, until p_lease_ms from now.
--
-- Fair: the lines (organization, destination) that have work are found by leaps through the index, from the organization
-- behind p_after and its lane on and round to the start, and each organization gets an equal share, whatever it has waiting. In order:
-- of jobs with one serial key only the oldest unfinished one is taken, and none while one of them runs; the advisory lock
-- and the second look keep that true for claims at the same moment. p_most bounds the queue over all processes.
create function plinth.claim_jobs(
  p_queue text, p_worker uuid, p_limit integer, p_lease_ms integer, p_now timestamptz,
  p_after uuid, p_after_lane uuid, p_most integer, p_per_minute integer
) returns setof plinth.jobs language plpgsql as $$
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
end $$;
revoke execute on function plinth.claim_jobs from public;
grant execute on function plinth.claim_jobs to plinth_system;
