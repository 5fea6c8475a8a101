-- Systems outside that an organization works with: how they are reached, with which credentials, and who looks after it.
create table connections (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  connector text not null check (connector ~ '^[a-z][a-z0-9_]{1,39}$'),
  name text not null check (length(name) between 1 and 200),
  status text not null default 'active' check (status in ('active', 'paused')),
  -- what the connector's schema admits: addresses and choices, never a secret
  configuration text not null default '{}' check (configuration is json object),
  -- which kinds of data may leave through it
  allows text[] not null default '{}',
  -- who is told when it fails; null is the organization's owners
  owner_user_id uuid,
  -- JSON under the key ring: the ones in use, and those that are being replaced
  credentials_sealed text not null,
  credentials_set_at plinth.moment not null default plinth.now(),
  -- until when the credentials before the last rotation are still good
  retire_at plinth.moment,
  paused_at plinth.moment,
  paused_by text,
  paused_because text check (length(paused_because) between 1 and 500),
  tested_at plinth.moment,
  test_passed boolean,
  -- what was reached, or what was wrong, in words
  test_result text check (length(test_result) <= 500),
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint connections_name_unique unique (organization_id, name),
  constraint connections_owner_fkey foreign key (organization_id, owner_user_id) references members (organization_id, id),
  constraint connections_paused_with_moment check ((status = 'paused') = (paused_at is not null)),
  constraint connections_tested_with_result check ((tested_at is null) = (test_passed is null))
);
create index connections_by_created_at on connections (organization_id, created_at, id);
create index connections_by_connector on connections (organization_id, connector, id);
create index connections_by_status on connections (organization_id, status, id);
create index connections_by_owner on connections (organization_id, owner_user_id);
-- a webhook names its connection before anybody knows whose it is
create unique index connections_by_id on connections (id);
call plinth.protect('connections', system => true);
grant select on connections to plinth_system;
