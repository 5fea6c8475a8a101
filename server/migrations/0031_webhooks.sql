-- Outgoing webhooks: where an organization's events are told to, and every one that was, with how it went.

create table webhook_endpoints (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  url text not null check (length(url) between 1 and 2000),
  description text check (length(description) between 1 and 500),
  -- types of events, `order.*` for all of a noun, `*` for all
  events text[] not null check (cardinality(events) between 1 and 100),
  -- paused: its events are numbered and wait. disabled: it said that it is gone, and nothing is numbered for it
  status text not null default 'active' check (status in ('active', 'paused', 'disabled')),
  stopped_at plinth.moment,
  stopped_by text,
  stopped_because text check (length(stopped_because) between 1 and 500),
  -- without a success and with failures for so long, it is paused
  pauses_after_hours integer not null default 72 check (pauses_after_hours between 1 and 720),
  concurrency integer not null default 4 check (concurrency between 1 and 20),
  per_minute integer check (per_minute between 1 and 100000),
  -- who is told; null is the organization's owners
  owner_user_id uuid,
  secret_sealed text not null,
  secret_set_at plinth.moment not null default plinth.now(),
  -- the one before the last rotation signs too until then
  earlier_secret_sealed text,
  retire_at plinth.moment,
  tested_at plinth.moment,
  replayed_at plinth.moment,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint webhook_endpoints_owner_fkey foreign key (organization_id, owner_user_id) references members (organization_id, id),
  constraint webhook_endpoints_stopped_with_moment check ((status = 'active') = (stopped_at is null)),
  constraint webhook_endpoints_stopped_for_a_reason check (stopped_because is null or stopped_at is not null),
  constraint webhook_endpoints_earlier_secret_retires check ((earlier_secret_sealed is null) = (retire_at is null))
);
create index webhook_endpoints_by_created_at on webhook_endpoints (organization_id, created_at, id);
create index webhook_endpoints_by_status on webhook_endpoints (organization_id, status, id);
create index webhook_endpoints_by_owner on webhook_endpoints (organization_id, owner_user_id, id);
call plinth.protect('webhook_endpoints', system => true);
grant select on webhook_endpoints to plinth_system;

-- How far each endpoint has come. Apart from it, because it changes with every event and the endpoint only by people's hand.
-- Its lock makes numbering and opening take turns.
create table webhook_progress (
  organization_id uuid not null,
  -- the endpoint's
  id uuid not null,
  -- of the event that made the endpoint: what happened before it is none of its concern; null: not come by yet
  began_seq bigint,
  -- numbers are given by the reader of the feed alone, one after the other
  last_number integer not null default 0,
  -- up to here there are jobs; behind it deliveries wait
  opened_up_to integer not null default 0,
  -- up to here, and behind the one above, everything is delivered again, whatever became of it
  replay_up_to integer not null default 0,
  -- the first failure since the last success
  failing_since plinth.moment,
  primary key (organization_id, id),
  foreign key (organization_id, id) references webhook_endpoints (organization_id, id) on delete cascade,
  constraint webhook_progress_opens_what_is_numbered check (opened_up_to between 0 and last_number)
) with (fillfactor = 50);
call plinth.protect('webhook_progress', system => true);
grant select, update on webhook_progress to plinth_system;

create table deliveries (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  -- No foreign key: an endpoint goes at once, with a million deliveries behind it, and they go after it in bites.
  endpoint_id uuid not null,
  -- contiguous per endpoint: how a receiver proves that it has all of them
  number integer not null check (number >= 1),
  event_id uuid not null,
  type text not null check (type ~ '^[a-z_]+\.[a-z_]+$'),
  subject_type text not null,
  subject_id uuid not null,
  occurred_at plinth.moment not null,
  -- what is sent, the same at every attempt
  body text not null check (body is json object),
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  -- how often it was asked for again
  replays integer not null default 0,
  first_attempt_at plinth.moment,
  last_attempt_at plinth.moment,
  -- of the last attempt
  answer_status integer,
  answer_ms integer,
  error_code text check (length(error_code) <= 100),
  error_detail text check (length(error_detail) <= 1000),
  finished_at plinth.moment,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint deliveries_number_unique unique (organization_id, endpoint_id, number),
  -- the last lock on telling an endpoint of an event once
  constraint deliveries_event_once unique (organization_id, event_id, endpoint_id),
  constraint deliveries_finish_once check ((status = 'pending') = (finished_at is null))
) with (fillfactor = 70);
-- what is complete: everything below the first of these
create index deliveries_pending on deliveries (organization_id, endpoint_id, number) where status = 'pending';
create index deliveries_finished on deliveries (organization_id, finished_at) where status <> 'pending';
create index deliveries_by_endpoint on deliveries (organization_id, endpoint_id, id);
create index deliveries_by_type on deliveries (organization_id, type, id);
create index deliveries_by_status on deliveries (organization_id, status, id);
create index deliveries_by_subject on deliveries (organization_id, subject_id, id);
create index deliveries_by_number on deliveries (organization_id, number, id);
call plinth.protect('deliveries', system => true);
grant select, insert, update on deliveries to plinth_system;

-- Every request that was made, and what came back.
create table delivery_attempts (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  delivery_id uuid not null,
  number integer not null check (number >= 1),
  started_at plinth.moment not null,
  url text not null,
  -- without signatures
  request_headers text not null check (request_headers is json object),
  answer_status integer,
  answer_headers text check (answer_headers is json object),
  answer_body text check (length(answer_body) <= 2048),
  duration_ms integer not null,
  error_code text check (length(error_code) <= 100),
  error_detail text check (length(error_detail) <= 1000),
  primary key (organization_id, id),
  foreign key (organization_id, delivery_id) references deliveries (organization_id, id) on delete cascade
);
create index delivery_attempts_by_delivery on delivery_attempts (organization_id, delivery_id, number, id);
call plinth.protect('delivery_attempts', append_only => true, system => true);
grant select, insert on delivery_attempts to plinth_system;
