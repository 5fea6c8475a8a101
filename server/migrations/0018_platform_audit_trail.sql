-- The trail that can be proven. A deed leaves its row in plinth.audit_entries, in its own transaction; the relay moves
-- committed rows from there into plinth.audit_trail, in bulk, numbers them per organization without a hole and seals
-- them: a chain whose head every deed of an organization locks would cost most of its throughput (3,286 → 915–1,296
-- deeds/s). Rows of before this migration are sealed as they are found.

alter table plinth.audit_entries
  -- the member who answers for a program's deed; null where the actor is the human
  add column on_behalf_of uuid,
  -- the users who hold the credential: whose session or key it is, and who has seen a service account's secret
  add column people uuid[] not null default '{}';
-- the relay takes them away as they come
-- squawk-ignore require-concurrent-index-creation
create index audit_entries_in_order on plinth.audit_entries (id);
alter table plinth.audit_entries set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
-- protected anew, because the relay is admitted to it from now on
drop policy app_adds on plinth.audit_entries;
drop policy app_reads on plinth.audit_entries;
drop policy owner_maintains on plinth.audit_entries;
call plinth.protect('plinth.audit_entries', append_only => true, system => true);
grant select, delete on plinth.audit_entries to plinth_system;

create table plinth.audit_trail (
  organization_id uuid not null,
  -- contiguous per organization, from 1
  seq plinth.minor not null check (seq >= 1),
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
  primary key (organization_id, seq)
);
-- no entry is sealed twice
create unique index audit_trail_by_id on plinth.audit_trail (organization_id, id);
create index audit_trail_by_subject on plinth.audit_trail (organization_id, subject_id, seq);
create index audit_trail_by_actor on plinth.audit_trail (organization_id, actor, seq);
create index audit_trail_by_action on plinth.audit_trail (organization_id, action, seq);
create index audit_trail_by_request on plinth.audit_trail (organization_id, request_id);
create index audit_trail_by_occurred_at on plinth.audit_trail (organization_id, occurred_at, seq);
call plinth.protect('plinth.audit_trail', append_only => true, system => true);
revoke insert on plinth.audit_trail from plinth_app;
grant select, insert on plinth.audit_trail to plinth_system;

-- One per batch and organization: what it says of its rows can be made only with the key.
create table plinth.audit_seals (
  organization_id uuid not null,
  first_seq plinth.minor not null check (first_seq >= 1),
  last_seq plinth.minor not null,
  -- one mark of 16 bytes per row, in order: a row that is altered is named, not only its batch
  marks bytea not null,
  seal bytea not null,
  sealed_at plinth.moment not null default plinth.now(),
  primary key (organization_id, first_seq),
  constraint audit_seals_cover_their_rows check (last_seq >= first_seq and length(marks) = 16 * (last_seq - first_seq + 1))
);
call plinth.protect('plinth.audit_seals', internal => true);
grant select, insert on plinth.audit_seals to plinth_system;

create table plinth.audit_heads (
  organization_id uuid primary key,
  seq plinth.minor not null,
  -- null before the first batch
  seal bytea
) with (fillfactor = 70);
call plinth.protect('plinth.audit_heads', internal => true);
grant select, insert, update on plinth.audit_heads to plinth_system;

-- What the marks and seals are made with: itself sealed with PLINTH_SECRET, so that the database alone can make none.
create table plinth.audit_keys (
  id uuid primary key default uuidv7(),
  key_sealed text not null,
  created_at plinth.moment not null default plinth.now()
);
call plinth.protect('plinth.audit_keys', internal => true);
grant select, insert on plinth.audit_keys to plinth_system;

-- The lock that makes one sealing relay at a time.
insert into plinth.feed_head values ('audit', 0);

-- Personal values stand here and not in the trail, which holds their salted digests: erased here, the chain stays valid.
create table plinth.audit_values (
  organization_id uuid not null,
  entry_id uuid not null,
  field text not null,
  subject_id uuid not null,
  salt bytea not null check (length(salt) = 16),
  -- JSON text; null where there was no value
  before text,
  after text,
  primary key (organization_id, entry_id, field)
);
create index audit_values_by_subject on plinth.audit_values (organization_id, subject_id);
call plinth.protect('plinth.audit_values');
revoke update on plinth.audit_values from plinth_app;
