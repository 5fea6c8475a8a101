-- What the people of a company say among themselves about its objects. Those who buy see none of it.

create table comments (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  -- an object of any noun: when it is gone, what was said of it stays, as its history does
  subject_type text not null check (subject_type ~ '^[a-z_]+$'),
  subject_id uuid not null,
  -- whose the subject is, so that who looks after some customers sees what is said of theirs; null: no customer's
  customer_id uuid,
  author text not null check (length(author) between 1 and 100),
  body text not null check (length(body) between 1 and 10000),
  mentions uuid[] not null default '{}' check (cardinality(mentions) <= 50),
  edited_at plinth.moment,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id)
);
create index comments_by_type on comments (organization_id, subject_type, id);
create index comments_by_subject on comments (organization_id, subject_id, id);
create index comments_by_customer on comments (organization_id, customer_id, id);
create index comments_by_author on comments (organization_id, author, id);
create index comments_by_created_at on comments (organization_id, created_at, id);
call plinth.protect('comments', customer => 'customer_id');

-- What was said of an object, for those who tell what happened to it.
create view subject_comments with (security_invoker = true) as
  select organization_id, id, created_at, subject_type, subject_id, author, body, mentions, edited_at
    from comments;
grant select on subject_comments to plinth_app;

-- Who may read the noun that an item is about sees the item, and is told of it: its facts name that noun.
create or replace function plinth.raise_inbox_item(
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
    values (p_organization, 'inbox_item.raised', 'inbox_item', item.id, 1, p_actor,
            json_build_object('kind', p_kind, 'subject_type', p_subject_type)::text);
  end if;
  return item.fresh;
end $$;

create or replace function plinth.settle_inbox_item(p_organization uuid, p_key text, p_how text, p_actor text) returns boolean
language plpgsql as $$
declare
  item record;
begin
  update plinth.inbox_items
     set settled_at = plinth.now(), settled_by = p_actor, settled_how = p_how, version = version + 1, updated_at = plinth.now()
   where organization_id = p_organization and key = p_key and settled_at is null
  returning id, version, kind, subject_type into item;
  if not found then return false; end if;
  insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data)
  values (p_organization, 'inbox_item.settled', 'inbox_item', item.id, item.version, p_actor,
          json_build_object('kind', item.kind, 'subject_type', item.subject_type)::text);
  return true;
end $$;

-- What says how much money came or did not go back is about a payment, also one that nobody knows: not everybody who reads
-- orders reads payments, and whoever looks after money need not read connections.
update plinth.inbox_items
   set subject_type = 'payment', subject_id = (details::json ->> 'payment_id')::uuid
 where kind = 'payment_mismatch' and subject_type <> 'payment';
