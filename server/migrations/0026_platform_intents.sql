-- Verbs with an effect outside are two transactions around a call. What the first one decided stands here until the second
-- one has said what came of it: whoever repeats the request, and the job that looks after what was left lying, goes on
-- from it instead of deciding again.
create table plinth.intents (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  -- what it is about: the object that the first transaction wrote
  subject_id uuid not null,
  -- what was asked, so that the call is the same at every time: ids and plain figures, sealed where it may be more
  input text not null,
  -- who asked, and under which key: what a repetition is told apart by; null where there was none
  actor text not null,
  idempotency_key text,
  fingerprint text,
  -- By the machine's clock: until when somebody is at it
  held_until timestamptz not null,
  holder uuid,
  attempts integer not null default 1,
  done_at plinth.moment,
  created_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id)
) with (fillfactor = 70);
create unique index intents_by_key on plinth.intents (organization_id, actor, idempotency_key)
  where idempotency_key is not null and done_at is null;
create index intents_by_subject on plinth.intents (organization_id, subject_id);
create index intents_left on plinth.intents (held_until) where done_at is null;
call plinth.protect('plinth.intents', system => true, actor => 'actor');
grant select, update, delete on plinth.intents to plinth_system;
