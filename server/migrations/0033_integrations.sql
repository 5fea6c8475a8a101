-- What an ERP has of ours, how both sides looked when they were last in step, and where they were changed on both.

create table sync_links (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  connection_id uuid not null,
  kind text not null check (kind in ('customers', 'products', 'orders', 'payments')),
  object_id uuid not null,
  -- theirs, as far as it is known: null until the ERP has acknowledged it once
  external_id text check (length(external_id) between 1 and 300),
  external_number text check (length(external_number) <= 300),
  external_status text check (length(external_status) <= 300),
  external_version text check (length(external_version) <= 300),
  state text not null default 'pending' check (state in ('pending', 'in_sync', 'failed', 'conflict')),
  -- the version of ours that the ERP has
  pushed_version integer,
  -- a digest of each field, as it was written there and as they showed it: what changed since is told by them
  pushed_marks text check (pushed_marks is json object),
  pulled_marks text check (pulled_marks is json object),
  -- fields that were changed there since, and not here
  external_changed text[] not null default '{}',
  pushed_at plinth.moment,
  pulled_at plinth.moment,
  error_code text check (length(error_code) <= 100),
  error_detail text check (length(error_detail) <= 1000),
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint sync_links_object_unique unique (organization_id, connection_id, kind, object_id),
  constraint sync_links_connection_fkey foreign key (organization_id, connection_id)
    references connections (organization_id, id),
  constraint sync_links_marks_of_both_sides check ((pushed_marks is null) = (pulled_marks is null)),
  constraint sync_links_failed_with_reason check ((state = 'failed') = (error_code is not null))
) with (fillfactor = 80);
create index sync_links_by_object on sync_links (organization_id, object_id, id);
create index sync_links_by_external_id on sync_links (organization_id, external_id, id);
create index sync_links_by_external_number on sync_links (organization_id, external_number, id);
create index sync_links_by_state on sync_links (organization_id, state, id);
create index sync_links_by_kind on sync_links (organization_id, kind, id);
create index sync_links_by_updated_at on sync_links (organization_id, updated_at, id);
-- the system writes why a push was given up
call plinth.protect('sync_links', system => true);
grant select, update on sync_links to plinth_system;

create table sync_conflicts (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  link_id uuid not null,
  connection_id uuid not null,
  kind text not null check (kind in ('customers', 'products', 'orders', 'payments')),
  object_id uuid not null,
  state text not null default 'open' check (state in ('open', 'decided', 'resolved')),
  -- both versions, in the ERP's words; theirs is null where they removed it
  ours text not null check (ours is json object),
  theirs text check (theirs is json object),
  ours_changed text[] not null,
  theirs_changed text[] not null,
  our_version integer not null,
  -- a decision is about what was seen: when theirs has moved on since, it is asked anew
  external_version text check (length(external_version) <= 300),
  take text check (take in ('ours', 'theirs')),
  decided_at plinth.moment,
  decided_by text,
  resolved_at plinth.moment,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint sync_conflicts_link_fkey foreign key (organization_id, link_id) references sync_links (organization_id, id),
  constraint sync_conflicts_connection_fkey foreign key (organization_id, connection_id)
    references connections (organization_id, id),
  constraint sync_conflicts_decided_by_somebody
    check ((take is null) = (decided_at is null) and (take is null) = (decided_by is null)),
  constraint sync_conflicts_open_without_decision check (state <> 'open' or take is null),
  constraint sync_conflicts_decided_with_decision check (state <> 'decided' or take is not null),
  constraint sync_conflicts_resolved_at_a_moment check ((state = 'resolved') = (resolved_at is not null))
);
-- of an object one at a time
create unique index sync_conflicts_unresolved on sync_conflicts (organization_id, link_id) where state <> 'resolved';
create index sync_conflicts_by_link on sync_conflicts (organization_id, link_id, id);
create index sync_conflicts_by_connection on sync_conflicts (organization_id, connection_id, id);
create index sync_conflicts_by_object on sync_conflicts (organization_id, object_id, id);
create index sync_conflicts_by_kind on sync_conflicts (organization_id, kind, id);
create index sync_conflicts_by_state on sync_conflicts (organization_id, state, id);
create index sync_conflicts_by_created_at on sync_conflicts (organization_id, created_at, id);
call plinth.protect('sync_conflicts');

-- How far an ERP's changes have been taken in, per kind: it moves in the transaction that takes them in.
create table sync_cursors (
  organization_id uuid not null,
  connection_id uuid not null,
  kind text not null check (kind in ('customers', 'products', 'orders', 'payments')),
  cursor text not null check (length(cursor) between 1 and 10000),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, connection_id, kind),
  constraint sync_cursors_connection_fkey foreign key (organization_id, connection_id)
    references connections (organization_id, id)
) with (fillfactor = 70);
call plinth.protect('sync_cursors');
