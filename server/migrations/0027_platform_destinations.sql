-- Destinations: the outside systems that an organization calls, and how they are doing. One row is shared by all
-- processes, so that one which found a destination dead spares the others from finding out.
--
-- A verb writes in its own transaction, as plinth_app, what somebody decided: kind, concurrency, per_minute,
-- owner_user_id, paused_at, paused_because (platform/outbound/destinations.ts). The calls write, as plinth_system and
-- whenever they end, what they saw: everything below that (platform/outbound/breaker-queries.ts). Jobs read it to
-- decide what may be claimed. All times but paused_at are the machine's and not plinth.now(): calling is no rule, and
-- a test's clock must not hold a call back.

create table plinth.destinations (
  organization_id uuid not null,
  -- the connection's or the endpoint's
  id uuid not null,
  kind text not null check (kind ~ '^[a-z][a-z0-9_]{0,49}$'),
  -- how many jobs may call it at once, over all processes
  concurrency integer not null default 4 check (concurrency between 1 and 100),
  -- null: as often as one likes
  per_minute integer check (per_minute between 1 and 100000),
  -- who is told when it fails; null: the organization's owners
  owner_user_id uuid,
  paused_at plinth.moment,
  paused_because text check (length(paused_because) <= 500),

  -- closed: calls go through. open: none does before retry_at. half_open: one does, and decides
  breaker text not null default 'closed' check (breaker in ('closed', 'open', 'half_open')),
  -- in a row
  failures integer not null default 0 check (failures >= 0),
  -- probes that failed since it opened, and the opening itself: what the next wait grows with
  openings integer not null default 0 check (openings >= 0),
  -- since when it has not been closed
  opened_at plinth.moment,
  retry_at plinth.moment,
  -- the one call that decides; when it does not say how it went until then, another one may
  probe uuid,
  probing_until plinth.moment,
  last_success_at plinth.moment,
  last_failure_at plinth.moment,
  -- a code, never what the other side said
  last_failure text check (last_failure ~ '^[a-z0-9_]{1,50}$'),

  -- calls by how they ended, in the hour of the last one and in the hour before that
  hour plinth.moment,
  hour_successes integer not null default 0 check (hour_successes >= 0),
  hour_failures integer not null default 0 check (hour_failures >= 0),
  earlier_successes integer not null default 0 check (earlier_successes >= 0),
  earlier_failures integer not null default 0 check (earlier_failures >= 0),
  -- in percent
  failure_rate numeric(7, 4) generated always as (
    round(100.0 * (hour_failures + earlier_failures)
          / nullif(hour_successes + hour_failures + earlier_successes + earlier_failures, 0), 4)
  ) stored,

  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint closed_or_since check ((breaker = 'closed') = (opened_at is null)),
  constraint open_until check (breaker = 'closed' or retry_at is not null),
  constraint half_open_by_one_probe check (
    (breaker = 'half_open') = (probe is not null) and (probe is null) = (probing_until is null)
  ),
  constraint failed_with_a_code check ((last_failure_at is null) = (last_failure is null)),
  constraint paused_for_a_reason check (paused_because is null or paused_at is not null)
) with (fillfactor = 70);
call plinth.protect('plinth.destinations', system => true);
grant select, update on plinth.destinations to plinth_system;
