-- Humans, how they prove who they are, and their sessions. Every secret is a hash, or sealed by the key ring.

-- Who wants an account: nobody is a user before they have shown that the address is theirs. Every attempt has a row
-- of its own, so that a link never brings the password of somebody who used the address as well.
create table plinth.registrations (
  id uuid primary key default uuidv7(),
  email text not null,
  name text not null,
  locale text not null,
  password_hash text not null,
  -- under a key outside of the database: tells whether two registrations have the same password, and nothing else
  password_mac bytea not null,
  secret_hash bytea not null constraint registrations_secret_hash_unique unique,
  expires_at plinth.moment not null,
  created_at plinth.moment not null default plinth.now()
);
create index registrations_by_email on plinth.registrations (email);
create index registrations_by_expiry on plinth.registrations (expires_at);
call plinth.protect('plinth.registrations', dropbox => true);
grant select, delete on plinth.registrations to plinth_system;

-- Takes the registration of a link, and with it all others of the address. The link is the proof that the address is
-- theirs, and not of who typed the password: where several wait, any of them may be a stranger's, and none counts.
create function plinth.take_registration(p_secret_hash bytea)
returns table (email text, name text, locale text, password_hash text)
language sql security definer set search_path = '' as $$
  with taken as (
    delete from plinth.registrations r
     where r.email = (select asked.email from plinth.registrations asked
                       where asked.secret_hash = p_secret_hash and asked.expires_at > plinth.now())
    returning r.*
  )
  select t.email, t.name, t.locale,
         case when not exists (select from taken rival
                                where rival.password_mac <> t.password_mac and rival.expires_at > plinth.now()) then t.password_hash end
    from taken t
   where t.secret_hash = p_secret_hash
$$;
call plinth.serve_as_system('plinth.take_registration(bytea)');

create table users (
  id uuid primary key default uuidv7(),
  -- shown to be theirs, in the form in which addresses are compared
  email text not null constraint users_email_unique unique check (length(email) between 3 and 254),
  name text not null check (length(name) between 1 and 200),
  locale text not null default 'en' check (locale ~ '^[a-z]{2}(-[A-Z]{2})?$'),
  -- grows with every change of a credential: what was begun under an older one (a login, a link) is void
  security_version integer not null default 1,
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
  -- replaced a moment ago: requests that were on their way still carry it
  cookie_parent_hash bytea constraint sessions_cookie_parent_hash_unique unique,
  cookie_rotated_at plinth.moment,
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
  purpose text not null check (purpose in ('change_email', 'reset_password', 'mfa')),
  secret_hash bytea not null constraint user_tokens_secret_hash_unique unique,
  detail text not null default '{}' check (detail is json object),
  -- of the user when it was made: void when that has grown
  security_version integer not null,
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
  -- null: shown, and not yet proven to have arrived in an app
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
  -- who vouches: a provider's name may be pointed at another issuer one day
  issuer text not null,
  subject text not null,
  email text,
  last_used_at plinth.moment,
  created_at plinth.moment not null default plinth.now(),
  primary key (user_id, id),
  constraint linked_accounts_issuer_and_subject_unique unique (issuer, subject)
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

-- Sessions that ended because somebody else may have had them: what was begun in them is void. For other modules.
create view lost_sessions with (security_invoker = true) as
select id from sessions where end_reason in ('reuse', 'password_reset', 'recovered_by_operator');
grant select on lost_sessions to plinth_system;

-- Whether somebody has the address already. Only for deeds that have proven to hold it.
create function plinth.is_email_taken(p_email text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.users u where u.email = p_email)
$$;
call plinth.serve_as_system('plinth.is_email_taken(text)');
