-- Who may do what: roles of an organization's own, customers that members are limited to, and buyers. What the
-- organization has chosen for itself, and what the operator has decided about it.

-- The fixed roles stand here as well, so that there is one list; what they allow is the version's to say, and owners
-- hold whatever a later one brings.
create table roles (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  name text not null check (name ~ '^[a-z][a-z0-9_]{1,39}$'),
  description text check (length(description) between 1 and 2000),
  -- 'assigned': whoever has it sees the customers that they are assigned, and no others
  scope text not null default 'all' check (scope in ('all', 'assigned')),
  permissions text[] not null default '{}',
  fixed boolean not null default false,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint roles_name_unique unique (organization_id, name)
);
create index roles_by_created_at on roles (organization_id, created_at, id);
call plinth.protect('roles', system => true);
grant select on roles to plinth_system;

insert into roles (organization_id, name, fixed)
select o.id, r.name, true
  from organizations o
 cross join unnest(array['owner', 'admin', 'sales', 'warehouse', 'finance', 'integration', 'auditor', 'buyer']) r(name);

-- Which roles keys have, for whoever wants to remove one: published by identity.
create view key_roles with (security_invoker = true) as
select organization_id, role from api_keys where revoked_at is null;
grant select on key_roles to plinth_app;

-- The customers of a member whose role sees assigned ones only.
create table customer_assignments (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  member_id uuid not null,
  customer_id uuid not null,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint customer_assignments_pair_unique unique (organization_id, member_id, customer_id),
  constraint customer_assignments_member_fkey foreign key (organization_id, member_id) references members (organization_id, id),
  constraint customer_assignments_customer_fkey foreign key (organization_id, customer_id) references customers (organization_id, id)
);
create index customer_assignments_by_customer on customer_assignments (organization_id, customer_id, id);
create index customer_assignments_by_created_at on customer_assignments (organization_id, created_at, id);
call plinth.protect('customer_assignments', system => true);
grant select on customer_assignments to plinth_system;

-- A contact who can log in.
-- squawk-ignore require-concurrent-index-creation
create unique index contacts_id_and_customer_unique on contacts (organization_id, id, customer_id);
create table buyers (
  organization_id uuid not null references organizations (id),
  -- the user's own id, as with members
  id uuid not null references users (id),
  contact_id uuid not null,
  customer_id uuid not null,
  -- as the user calls themselves; kept by plinth.rename_member
  name text not null,
  email text not null,
  ended_at plinth.moment,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint buyers_contact_fkey foreign key (organization_id, contact_id, customer_id)
    references contacts (organization_id, id, customer_id),
  constraint buyers_customer_fkey foreign key (organization_id, customer_id) references customers (organization_id, id)
);
create index buyers_by_user on buyers (id);
create unique index buyers_one_per_contact on buyers (organization_id, contact_id) where ended_at is null;
create index buyers_by_contact on buyers (organization_id, contact_id, customer_id);
create index buyers_by_customer on buyers (organization_id, customer_id, id);
create index buyers_by_created_at on buyers (organization_id, created_at, id);
create index buyers_by_name on buyers (organization_id, name, id);
create index buyers_by_ended_at on buyers (organization_id, ended_at);
call plinth.protect('buyers', customer => 'customer_id', system => true);
grant select, update (name, email, version, updated_at) on buyers to plinth_system;

-- Null for those who are asked to work for the organization.
alter table invitations
  add column contact_id uuid,
  add constraint invitations_contact_fkey foreign key (organization_id, contact_id) references contacts (organization_id, id)
    -- a contact may go; whoever follows the invitation then is told that it is no longer good
    on delete set null (contact_id) not valid;
-- squawk-ignore require-concurrent-index-creation
create index invitations_by_contact on invitations (organization_id, contact_id);

-- A person's new name and address reach every organization that they belong to; only their own.
create or replace function plinth.rename_member(p_name text, p_email text) returns void
language sql security definer set search_path = '' as $$
  update public.members
     set name = p_name, email = p_email, version = version + 1, updated_at = plinth.now()
   where id = plinth.actor_user();
  update public.buyers
     set name = p_name, email = p_email, version = version + 1, updated_at = plinth.now()
   where id = plinth.actor_user();
$$;

-- What an organization has chosen: a JSON object of the settings that differ from what they are by themselves.
create table settings (
  organization_id uuid primary key references organizations (id),
  id uuid not null generated always as (organization_id) stored,
  chosen text not null default '{}' check (chosen is json object),
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now()
);
call plinth.protect('settings', shared => true, system => true);
grant select on settings to plinth_system;

-- What the operator decides about a tenant.
alter table organizations
  add column suspended_at plinth.moment,
  add column suspended_because text check (length(suspended_because) between 1 and 500),
  -- null: what the installation gives everybody
  add column requests_per_minute integer check (requests_per_minute > 0);

-- The users who have seen the secret: a rule about one human follows them through the keys that they hold.
alter table api_keys add column people uuid[] not null default '{}';
update api_keys
   set people = array[coalesce(user_id, substring(created_by from '^member:(.+)$')::uuid)]
 where user_id is not null or created_by like 'member:%';
