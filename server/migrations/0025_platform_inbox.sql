-- What needs a person: raised where something stands still, settled where it moves on.

create table plinth.inbox_items (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  kind text not null check (kind ~ '^[a-z_]+$'),
  -- names the incident: while it is open it is raised again and not anew
  key text not null check (length(key) <= 200),
  subject_type text not null,
  subject_id uuid,
  -- what blocks it, in a sentence
  because text not null check (length(because) between 1 and 1000),
  details text not null default '{}' check (details is json object),
  -- the verbs that resolve it: [{"action", "door"}]
  resolves text not null default '[]' check (resolves is json array),
  -- who is told and looks after it; null: the organization's owners
  owner_user_id uuid,
  times integer not null default 1,
  since plinth.moment not null default plinth.now(),
  last_at plinth.moment not null default plinth.now(),
  told_at plinth.moment,
  settled_at plinth.moment,
  settled_by text,
  settled_how text check (length(settled_how) <= 1000),
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint inbox_items_settled_whole check ((settled_at is null) = (settled_how is null))
);
create unique index inbox_items_open_key on plinth.inbox_items (organization_id, key) where settled_at is null;
create index inbox_items_by_since on plinth.inbox_items (organization_id, since, id);
create index inbox_items_by_settled on plinth.inbox_items (organization_id, settled_at, id);
create index inbox_items_by_kind on plinth.inbox_items (organization_id, kind, since, id);
create index inbox_items_by_subject on plinth.inbox_items (organization_id, subject_id, id);
create index inbox_items_by_owner on plinth.inbox_items (organization_id, owner_user_id, since, id);
call plinth.protect('plinth.inbox_items', system => true);
grant select, insert, update on plinth.inbox_items to plinth_system;

-- Incidents of the system's own (a dead letter, a breaker that opened) are facts too.
grant insert on plinth.outbox to plinth_system;

-- Raises one incident, and says whether it is new. A new one is a fact; one that is open already only counts on, with its
-- newest words.
create function plinth.raise_inbox_item(
  p_organization uuid, p_kind text, p_key text, p_subject_type text, p_subject_id uuid, p_because text, p_details text,
  p_resolves text, p_owner uuid, p_since timestamptz, p_actor text
) returns boolean language plpgsql as $$
declare
  item record;
begin
  insert into plinth.inbox_items as i (organization_id, kind, key, subject_type, subject_id, because, details, resolves,
                                       owner_user_id, since)
  values (p_organization, p_kind, p_key, p_subject_type, p_subject_id, p_because, p_details, p_resolves, p_owner,
          coalesce(p_since, plinth.now()))
  on conflict (organization_id, key) where settled_at is null do update
    set times = i.times + 1, last_at = plinth.now(), because = excluded.because, details = excluded.details,
        resolves = excluded.resolves, version = i.version + 1, updated_at = plinth.now()
  returning i.id, i.times = 1 as fresh into item;
  if item.fresh then
    insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data)
    values (p_organization, 'inbox_item.raised', 'inbox_item', item.id, 1, p_actor, json_build_object('kind', p_kind)::text);
  end if;
  return item.fresh;
end $$;
revoke execute on function plinth.raise_inbox_item from public;
grant execute on function plinth.raise_inbox_item to plinth_app, plinth_system;

-- Settles the open incident of this key, and says whether there was one.
create function plinth.settle_inbox_item(p_organization uuid, p_key text, p_how text, p_actor text) returns boolean
language plpgsql as $$
declare
  item record;
begin
  update plinth.inbox_items
     set settled_at = plinth.now(), settled_by = p_actor, settled_how = p_how, version = version + 1, updated_at = plinth.now()
   where organization_id = p_organization and key = p_key and settled_at is null
  returning id, version, kind into item;
  if not found then return false; end if;
  insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data)
  values (p_organization, 'inbox_item.settled', 'inbox_item', item.id, item.version, p_actor,
          json_build_object('kind', item.kind)::text);
  return true;
end $$;
revoke execute on function plinth.settle_inbox_item from public;
grant execute on function plinth.settle_inbox_item to plinth_app, plinth_system;
