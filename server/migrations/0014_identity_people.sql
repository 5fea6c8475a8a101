-- Humans, how they prove who they are, and their sessions. Every secret is a hash, or sealed by the key ring.

create table users (
  id uuid primary key default uuidv7(),
  -- as it is compared: trimmed, NFC, in small letters
  email text not null constraint users_email_unique unique check (length(email) between 3 and 254),
  name text not null check (length(name) between 1 and 200),
  locale text not null default 'en' check (locale ~ '^[a-z]{2}(-[A-Z]{2})?$'),
  -- null: somebody claims the address and has not shown that it is theirs; no credential is attached until then
  email_verified_at plinth.moment,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now()
);
call plinth.protect('users', person => 'id', system => true);
revoke delete on users from plinth_app;
grant select on users to plinth_system;

create table passwords (
  user_id uuid primary key references users (id),
  hash text not null,
  changed_at plinth.moment not null default plinth.now()
);
call plinth.protect('passwords', person => 'user_id', system => true);
grant select on passwords to plinth_system;

-- A device that somebody logged in on, until they log out or it ends. Two kinds: a browser keeps a cookie, a
-- program keeps a refresh token, whose family the session is.
create table sessions (
  user_id uuid not null references users (id),
  id uuid not null default uuidv7(),
  kind text not null check (kind in ('cookie', 'token')),
  -- the organization it acts for unless a request says another
  organization_id uuid,
  methods text[] not null,
  authenticated_at plinth.moment not null default plinth.now(),
  cookie_hash bytea constraint sessions_cookie_hash_unique unique,
  refresh_hash bytea,
  refresh_parent_hash bytea,
  refresh_generation integer not null default 0,
  refreshed_at plinth.moment,
  -- names the browser over many sessions: one that logged in before has its own count of failures
  device_hash bytea,
  user_agent text,
  address text,
  last_seen_at plinth.moment not null default plinth.now(),
  expires_at plinth.moment not null,
  ended_at plinth.moment,
  end_reason text,
  created_at plinth.moment not null default plinth.now(),
  primary key (user_id, id),
  constraint sessions_carry_their_secret check (kind <> 'cookie' or cookie_hash is not null),
  constraint sessions_end_for_a_reason check ((ended_at is null) = (end_reason is null))
) with (fillfactor = 80);
create unique index sessions_by_id on sessions (id);
create index sessions_by_device on sessions (user_id, device_hash);
call plinth.protect('sessions', person => 'user_id', system => true);
revoke delete on sessions from plinth_app;
grant select, update (last_seen_at), delete on sessions to plinth_system;

-- Links in mails and steps of a login: each is good once and for a short time.
create table user_tokens (
  user_id uuid not null references users (id),
  id uuid not null default uuidv7(),
  purpose text not null check (purpose in ('verify_email', 'change_email', 'reset_password', 'mfa')),
  secret_hash bytea not null constraint user_tokens_secret_hash_unique unique,
  detail text not null default '{}' check (detail is json object),
  tries smallint not null default 0,
  expires_at plinth.moment not null,
  used_at plinth.moment,
  created_at plinth.moment not null default plinth.now(),
  primary key (user_id, id)
);
create index user_tokens_by_expiry on user_tokens (expires_at);
call plinth.protect('user_tokens', person => 'user_id', system => true);
grant select, delete on user_tokens to plinth_system;

create table totp_factors (
  user_id uuid primary key references users (id),
  secret_sealed text not null,
  confirmed_at plinth.moment,
  -- the time step that was accepted last: no step is accepted twice
  last_step bigint not null default 0,
  created_at plinth.moment not null default plinth.now()
);
call plinth.protect('totp_factors', person => 'user_id', system => true);
grant select, update (secret_sealed) on totp_factors to plinth_system;

create table recovery_codes (
  user_id uuid not null references users (id),
  id uuid not null default uuidv7(),
  code_hash bytea not null,
  used_at plinth.moment,
  created_at plinth.moment not null default plinth.now(),
  primary key (user_id, id)
);
call plinth.protect('recovery_codes', person => 'user_id');

create table passkeys (
  user_id uuid not null references users (id),
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 100),
  credential_id text not null constraint passkeys_credential_id_unique unique,
  public_key bytea not null,
  sign_count bigint not null default 0,
  transports text[] not null default '{}',
  backed_up boolean not null default false,
  last_used_at plinth.moment,
  created_at plinth.moment not null default plinth.now(),
  primary key (user_id, id)
);
call plinth.protect('passkeys', person => 'user_id', system => true);
grant select on passkeys to plinth_system;

-- Accounts elsewhere that log in here.
create table linked_accounts (
  user_id uuid not null references users (id),
  id uuid not null default uuidv7(),
  provider text not null,
  subject text not null,
  email text,
  last_used_at plinth.moment,
  created_at plinth.moment not null default plinth.now(),
  primary key (user_id, id),
  constraint linked_accounts_provider_and_subject_unique unique (provider, subject)
);
call plinth.protect('linked_accounts', person => 'user_id', system => true);
grant select on linked_accounts to plinth_system;

-- Challenges that were answered: what is sealed in a token cannot be taken back, so that it is remembered until
-- it has run out.
create table plinth.spent_challenges (
  id uuid primary key,
  expires_at plinth.moment not null
);
create index spent_challenges_by_expiry on plinth.spent_challenges (expires_at);
call plinth.protect('plinth.spent_challenges', dropbox => true);
grant select, delete on plinth.spent_challenges to plinth_system;
