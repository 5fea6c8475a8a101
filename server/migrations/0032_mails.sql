-- Mails about what an organization does with its customers: to whom, when they left, and what became of them. Mails about
-- people's own accounts stay in plinth.mails, which knows no organization.

create table mails (
  organization_id uuid not null references organizations (id),
  -- also the Message-ID and the idempotency key under which it leaves: the same at every attempt
  id uuid not null default uuidv7(),
  kind text not null check (kind ~ '^[a-z_]+$'),
  subject_type text not null check (subject_type ~ '^[a-z_]+$'),
  subject_id uuid not null,
  customer_id uuid not null,
  contact_id uuid,
  -- the address as it was; null where there was nobody to write to
  recipient text check (length(recipient) between 3 and 254),
  locale text not null,
  -- the mail that it repeats, by a person's wish
  resend_of uuid,
  -- what it says, sealed, until it has left
  payload_sealed text,
  -- how whoever carries it calls it
  provider_id text check (length(provider_id) between 1 and 200),
  sent_at plinth.moment,
  delivered_at plinth.moment,
  delayed_at plinth.moment,
  bounced_at plinth.moment,
  complained_at plinth.moment,
  failed_at plinth.moment,
  failure_code text check (failure_code ~ '^[a-z][a-z0-9_]{1,59}$'),
  -- a fold over what is known, so that news may come in any order
  status text not null generated always as (
    case when complained_at is not null then 'complained'
         when bounced_at is not null then 'bounced'
         when failed_at is not null then 'failed'
         when sent_at is not null then 'sent'
         else 'queued' end) stored,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint mails_customer_fkey foreign key (organization_id, customer_id) references customers (organization_id, id),
  constraint mails_contact_fkey foreign key (organization_id, contact_id) references contacts (organization_id, id)
    on delete set null (contact_id),
  constraint mails_resend_of_fkey foreign key (organization_id, resend_of) references mails (organization_id, id),
  constraint mails_wait_with_words
    check (payload_sealed is not null or coalesce(sent_at, bounced_at, complained_at, failed_at) is not null),
  constraint mails_leave_to_somebody check (recipient is not null or failed_at is not null),
  constraint mails_fail_for_a_reason check ((failed_at is null) = (failure_code is null))
);
-- one is made once for ever, whatever repeats; what a person sends again is another one
create unique index mails_made_once on mails (organization_id, kind, subject_id) where resend_of is null;
create index mails_by_subject on mails (organization_id, subject_id, id);
create index mails_by_customer on mails (organization_id, customer_id, id);
create index mails_by_contact on mails (organization_id, contact_id, id);
create index mails_by_recipient on mails (organization_id, recipient, id);
create index mails_by_status on mails (organization_id, status, id);
create index mails_by_resend on mails (organization_id, resend_of, id);
create index mails_by_created_at on mails (organization_id, created_at, id);
-- whoever carries them says what became of one, and knows no organization
create unique index mails_by_id on mails (id);
create index mails_by_provider on mails (provider_id) where provider_id is not null;
call plinth.protect('mails', system => true);
grant select, update on mails to plinth_system;

-- The languages of these people, where they are members of the caller's organization: for mails that a job writes to them.
create function plinth.languages_of_members(p_members uuid[]) returns table (id uuid, locale text)
language sql stable security definer set search_path = '' as $$
  select u.id, u.locale
    from public.members m
    join public.users u on u.id = m.id
   where m.organization_id = plinth.organization() and m.ended_at is null and m.id = any (p_members)
$$;
call plinth.serve_as_system('plinth.languages_of_members(uuid[])');

-- The mail catcher keeps copies of mails that are queued elsewhere.
grant insert on plinth.mails to plinth_system;
