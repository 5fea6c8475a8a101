-- Who belongs to an organization, who is asked to, and the actors that are no people.

create table members (
  organization_id uuid not null references organizations (id),
  -- the user's own id: one id for a human everywhere
  id uuid not null references users (id),
  -- as the user calls themselves; kept by plinth.rename_member
  name text not null,
  email text not null,
  role text not null,
  -- who left stays: the trail and documents name them
  ended_at plinth.moment,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id)
);
create index members_by_user on members (id);
create index members_by_created_at on members (organization_id, created_at, id);
create index members_by_name on members (organization_id, name, id);
create index members_by_role on members (organization_id, role);
create index members_by_ended_at on members (organization_id, ended_at);
call plinth.protect('members', system => true);
grant select, update (name, email, version, updated_at) on members to plinth_system;

-- A person's new name and address reach every organization that they belong to; only their own.
create function plinth.rename_member(p_name text, p_email text) returns void
language sql security definer set search_path = '' as $$
  update public.members
     set name = p_name, email = p_email, version = version + 1, updated_at = plinth.now()
   where id = plinth.actor_user()
$$;
call plinth.serve_as_system('plinth.rename_member(text, text)');

-- How many organizations a person owns; only their own.
create function plinth.count_owned_organizations() returns integer
language sql stable security definer set search_path = '' as $$
  select count(*)::integer from public.members m
   where m.id = plinth.actor_user() and m.role = 'owner' and m.ended_at is null
$$;
call plinth.serve_as_system('plinth.count_owned_organizations()');

create table invitations (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  email text not null,
  role text not null,
  secret_hash bytea not null constraint invitations_secret_hash_unique unique,
  invited_by text not null default plinth.actor(),
  -- the member who answers for it: what they may no longer give, nobody can accept; null for programs
  -- the session in which it was made: if that turns out to have been a thief's, it is void
  session_id uuid,
  responsible_user_id uuid,
  expires_at plinth.moment not null,
  sent_at plinth.moment not null default plinth.now(),
  sent_count integer not null default 1,
  accepted_at plinth.moment,
  accepted_by uuid references users (id),
  revoked_at plinth.moment,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint invitations_responsible_user_fkey foreign key (organization_id, responsible_user_id)
    references members (organization_id, id)
);
create index invitations_by_responsible_user on invitations (organization_id, responsible_user_id);
create index invitations_by_sent_at on invitations (organization_id, sent_at);
create index invitations_by_created_at on invitations (organization_id, created_at, id);
create index invitations_by_email on invitations (organization_id, email);
create index invitations_by_accepted_by on invitations (accepted_by);
call plinth.protect('invitations', system => true);
grant select on invitations to plinth_system;

create table service_accounts (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 200),
  description text check (length(description) <= 2000),
  role text not null,
  disabled_at plinth.moment,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint service_accounts_name_unique unique (organization_id, name)
);
create index service_accounts_by_created_at on service_accounts (organization_id, created_at, id);
call plinth.protect('service_accounts', system => true);
grant select on service_accounts to plinth_system;
