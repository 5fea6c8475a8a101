-- Keys know whose they are: a service account's, a member's (narrowed to that member's role and gone with the
-- membership), or the organization's own. They may be bound to addresses and replaced with an overlap.
alter table api_keys
  add column service_account_id uuid,
  add column user_id uuid,
  add column allowed_ranges text[],
  add column last_used_at plinth.moment,
  add column previous_secret_hash bytea,
  add column previous_expires_at plinth.moment,
  -- when the secret was replaced last
  add column rotated_at plinth.moment,
  add column reminded_at plinth.moment;
alter table api_keys
  add constraint api_keys_service_account_fkey foreign key (organization_id, service_account_id)
    references service_accounts (organization_id, id) not valid,
  add constraint api_keys_have_one_owner check (service_account_id is null or user_id is null) not valid,
  add constraint api_keys_previous_secret_ends check ((previous_secret_hash is null) = (previous_expires_at is null)) not valid;
-- squawk-ignore require-concurrent-index-creation
create unique index api_keys_previous_secret_hash_unique on api_keys (previous_secret_hash);
-- squawk-ignore require-concurrent-index-creation
create index api_keys_by_service_account on api_keys (organization_id, service_account_id);
-- squawk-ignore require-concurrent-index-creation
create index api_keys_by_user on api_keys (organization_id, user_id);
-- a short table: building the index blocks its writes for milliseconds
-- squawk-ignore require-concurrent-index-creation
create index api_keys_by_expiry on api_keys (expires_at);
grant update (last_used_at, reminded_at) on api_keys to plinth_system;
-- reminders are facts that nobody's deed brings about
grant insert on plinth.outbox to plinth_system;
