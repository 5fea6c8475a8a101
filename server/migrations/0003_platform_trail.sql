-- What every deed leaves behind beside its effect: the audit row and the idempotency record, committed
-- with it; and the revocations that every process polls.

create table plinth.audit_entries (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  actor text not null default plinth.actor(),
  action text not null,
  subject_type text not null,
  subject_id uuid,
  subject_version integer,
  changes text not null default '{}' check (changes is json object),
  request_id text not null,
  door text not null,
  address text,
  occurred_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id)
);
create index audit_entries_by_subject on plinth.audit_entries (organization_id, subject_id, id);
call plinth.protect('plinth.audit_entries', append_only => true);

-- The answer to a request that carried an Idempotency-Key. Belongs to the actor that asked.
create table plinth.idempotency_records (
  organization_id uuid not null,
  actor text not null default plinth.actor(),
  key text not null,
  fingerprint text not null,
  status smallint not null check (status between 200 and 299),
  location text,
  etag text,
  body text,
  sealed boolean not null default false,
  -- what the caller could see then, and the objects: with other rights they are read again
  view text not null,
  subjects uuid[] not null,
  created_at plinth.moment not null default plinth.now(),
  primary key (organization_id, actor, key)
);
create index idempotency_records_by_age on plinth.idempotency_records (created_at);
call plinth.protect('plinth.idempotency_records', actor => 'actor', system => true);
grant select, delete on plinth.idempotency_records to plinth_system;

-- What must be forgotten at once: the subject (a key, later a session) is no longer good. Polled by time
-- with an overlap and applied again and again: a serial cursor loses late commits.
create table plinth.revocations (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  subject_id uuid not null,
  created_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id)
);
create index revocations_by_age on plinth.revocations (created_at);
call plinth.protect('plinth.revocations', append_only => true, system => true);
grant select, delete on plinth.revocations to plinth_system;
