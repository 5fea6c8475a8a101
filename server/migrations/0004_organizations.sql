-- Tenants.
create table organizations (
  id uuid primary key default uuidv7(),
  -- every statement names the organization; here it is the row itself
  organization_id uuid not null generated always as (id) stored,
  name text not null check (length(name) between 1 and 200),
  country plinth.country not null default 'DE',
  currency plinth.currency not null default 'EUR',
  demo boolean not null default false,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now()
);
call plinth.protect('organizations', shared => true, key => 'id', system => true);
revoke delete on organizations from plinth_app;
grant select on organizations to plinth_system;
