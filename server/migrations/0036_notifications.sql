-- What people are told: one row for each person, kind and event, which nobody reads but them.

create table plinth.notifications (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  user_id uuid not null default plinth.actor_person(),
  kind text not null check (kind ~ '^[a-z_]+$'),
  event_id uuid not null,
  -- in the person's own language
  title text not null check (length(title) between 1 and 200),
  body text not null check (length(body) <= 2000),
  subject_type text not null,
  subject_id uuid not null,
  -- the customer whose it is: who does not look after them any more is not written to
  scope_id uuid,
  -- where it is told by mail alone it is archived from the beginning
  in_app boolean not null,
  email boolean not null,
  emailed_at plinth.moment,
  read_at plinth.moment,
  archived_at plinth.moment,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint notified_once unique (organization_id, user_id, kind, event_id),
  constraint notified_by_something check (in_app or email)
);
create index notifications_of_person on plinth.notifications (organization_id, user_id, id);
create index notifications_by_read on plinth.notifications (organization_id, user_id, read_at, id);
create index notifications_by_archived on plinth.notifications (organization_id, user_id, archived_at, id);
create index notifications_by_kind on plinth.notifications (organization_id, user_id, kind, id);
create index notifications_by_subject on plinth.notifications (organization_id, user_id, subject_id, id);
-- What is to be forgotten, of all organizations together.
create index notifications_done on plinth.notifications (coalesce(archived_at, read_at))
  where coalesce(archived_at, read_at) is not null;
create index notifications_untouched on plinth.notifications (created_at) where coalesce(archived_at, read_at) is null;
call plinth.protect('plinth.notifications', personal => 'user_id', system => true);
-- they are told, and do not tell themselves
revoke insert, delete on plinth.notifications from plinth_app;
grant select, insert, update, delete on plinth.notifications to plinth_system;

-- What a person wants to be told otherwise than a kind says of itself. Null: as the kind says.
create table plinth.notification_preferences (
  organization_id uuid not null,
  user_id uuid not null default plinth.actor_person(),
  kind text not null check (kind ~ '^[a-z_]+$'),
  in_app boolean,
  email boolean,
  version integer not null default 1,
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, user_id, kind)
);
call plinth.protect('plinth.notification_preferences', personal => 'user_id', system => true);
grant select, delete on plinth.notification_preferences to plinth_system;

-- Tells these people of an event, each once, by the channels that they chose; who chose none is not told. The facts are
-- theirs alone. `p_told` has their texts: [{"user_id", "title", "body"}].
create function plinth.notify(
  p_event uuid, p_kind text, p_subject_type text, p_subject_id uuid, p_scope uuid, p_in_app boolean, p_email boolean,
  p_told json
) returns table (id uuid, email boolean)
language sql security definer set search_path = '' as $$
  with wanted as (
    select x.user_id, x.title, x.body, coalesce(p.in_app, p_in_app) as in_app, coalesce(p.email, p_email) as email
      from json_to_recordset(p_told) as x(user_id uuid, title text, body text)
      left join plinth.notification_preferences p
        on p.organization_id = plinth.organization() and p.user_id = x.user_id and p.kind = p_kind
  ), told as (
    insert into plinth.notifications as n (organization_id, user_id, kind, event_id, title, body, subject_type, subject_id,
                                           scope_id, in_app, email, read_at, archived_at)
    select plinth.organization(), w.user_id, p_kind, p_event, w.title, w.body, p_subject_type, p_subject_id,
           p_scope, w.in_app, w.email, case when not w.in_app then plinth.now() end,
           case when not w.in_app then plinth.now() end
      from wanted w
     where w.in_app or w.email
     order by w.user_id
    on conflict (organization_id, user_id, kind, event_id) do nothing
    returning n.id, n.user_id, n.in_app, n.email
  ), facts as (
    insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, data, user_id)
    select plinth.organization(), 'notification.created', 'notification', t.id, 1,
           json_build_object('kind', p_kind)::text, t.user_id
      from told t
     where t.in_app
     order by t.id
  )
  select t.id, t.email from told t order by t.id
$$;
call plinth.serve_as_system('plinth.notify(uuid, text, text, uuid, uuid, boolean, boolean, json)');

-- Takes one to be written by mail, once for ever; none where the person has seen it by now.
create function plinth.take_notification_mail(p_id uuid)
returns table (user_id uuid, kind text, title text, body text, subject_type text, subject_id uuid, scope_id uuid)
language sql security definer set search_path = '' as $$
  update plinth.notifications n
     set emailed_at = plinth.now()
   where n.organization_id = plinth.organization() and n.id = p_id and n.email and n.emailed_at is null
     and (not n.in_app or (n.read_at is null and n.archived_at is null))
  returning n.user_id, n.kind, n.title, n.body, n.subject_type, n.subject_id, n.scope_id
$$;
call plinth.serve_as_system('plinth.take_notification_mail(uuid)');

-- Who leaves an organization takes along nothing of what they were told there: they may come back as somebody else.
create function plinth.forget_notifications(p_user uuid) returns void
language sql security definer set search_path = '' as $$
  delete from plinth.notification_preferences p where p.organization_id = plinth.organization() and p.user_id = p_user;
  delete from plinth.notifications n where n.organization_id = plinth.organization() and n.user_id = p_user
$$;
call plinth.serve_as_system('plinth.forget_notifications(uuid)');

-- The languages of these people, where they are members of the caller's organization or buy there: each is told in theirs.
create function plinth.languages_of_people(p_people uuid[]) returns table (id uuid, locale text)
language sql stable security definer set search_path = '' as $$
  select u.id, u.locale
    from public.users u
   where u.id = any (p_people)
     and (exists (select from public.members m
                   where m.organization_id = plinth.organization() and m.id = u.id and m.ended_at is null)
          or exists (select from public.buyers b
                      where b.organization_id = plinth.organization() and b.id = u.id and b.ended_at is null))
$$;
call plinth.serve_as_system('plinth.languages_of_people(uuid[])');
