-- Mails: added by a deed in its own transaction, sent afterwards by whichever process takes them first.

create table plinth.mails (
  id uuid primary key default uuidv7(),
  -- the template's name: all that is to be seen of a mail without the key ring
  kind text not null check (kind ~ '^[a-z_]+$'),
  -- recipient, subject, text and html, sealed: they carry addresses and secret links. Gone when the mail has
  -- been handed over; kept by the mail catcher, and of a mail that was given up
  payload text,
  attempts integer not null default 0,
  -- The machine's time and not plinth.now(): sending is no rule, and a test's clock must not hold a mail back.
  -- While a mail is being sent, this is the moment from which another process may take it over.
  next_attempt_at plinth.moment not null default now(),
  sent_at plinth.moment,
  failed_at plinth.moment,
  -- a code, never what a server said: that may repeat an address or a link
  last_error text check (length(last_error) <= 100),
  caught boolean not null default false,
  created_at plinth.moment not null default plinth.now(),
  constraint ends_one_way check (sent_at is null or failed_at is null),
  constraint kept_until_sent check (payload is not null or sent_at is not null)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index mails_due on plinth.mails (next_attempt_at) where sent_at is null and failed_at is null;
create index mails_by_age on plinth.mails (created_at);
call plinth.protect('plinth.mails', dropbox => true);
grant select, update, delete on plinth.mails to plinth_system;
