-- API keys: 160 random bits, so that a plain SHA-256 is enough to keep them by. The secret itself is shown once.
create table api_keys (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 200),
  prefix text not null,
  secret_hash bytea not null unique,
  role text not null,
  scopes text[],
  -- the only customers that the key sees; null is all of them, and no key of a buyer may have that
  customer_scope uuid[] check (cardinality(customer_scope) > 0),
  api_version text not null,
  expires_at plinth.moment,
  revoked_at plinth.moment,
  created_by text not null default plinth.actor(),
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint api_keys_of_buyers_are_scoped check (role <> 'buyer' or customer_scope is not null)
);
create index api_keys_by_created_at on api_keys (organization_id, created_at, id);
call plinth.protect('api_keys', system => true);
grant select on api_keys to plinth_system;
