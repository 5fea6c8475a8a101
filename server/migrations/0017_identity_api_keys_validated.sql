-- The rules of 0016 hold for the keys that were there before it.
alter table api_keys validate constraint api_keys_service_account_fkey;
alter table api_keys validate constraint api_keys_have_one_owner;
alter table api_keys validate constraint api_keys_previous_secret_ends;
