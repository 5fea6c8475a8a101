-- Verbs with an effect outside are two transactions around a call. What the first one decided stands here until the second
-- one has said what came of it: whoever repeats the request, and the job that looks after what was left lying, goes on
-- from it instead of deciding again. Kept for as long as idempotency records are, so that a repetition finds it.
create table plinth.intents (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  -- the object that the first transaction wrote
  subject_id uuid not null,
  -- what was asked and decided, sealed: the call is the same at every time
  wish text not null,
  actor text not null,
  -- null: the request cannot be repeated, only taken up by the job
  idempotency_key text,
  fingerprint text,
  -- By the machine's clock: until when somebody is at it
  held_until timestamptz not null,
  done_at plinth.moment,
  created_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint intents_key_with_fingerprint check ((idempotency_key is null) = (fingerprint is null))
) with (fillfactor = 70);
create unique index intents_by_key on plinth.intents (organization_id, actor, idempotency_key) where idempotency_key is not null;
create index intents_by_age on plinth.intents (created_at);
call plinth.protect('plinth.intents', system => true, actor => 'actor');
grant select, update, delete on plinth.intents to plinth_system;
