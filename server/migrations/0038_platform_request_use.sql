-- What was spent of buckets of requests, whichever process admitted it (platform/limits): one row for each of which more than
-- a little is gone. No truth worth keeping: after a crash the buckets are full, as after a restart.
create unlogged table plinth.request_use (
  -- an organization's id, or with one of its actors' behind a space
  bucket text collate "C" not null primary key check (length(bucket) between 1 and 500),
  -- how many flow in, as it was last told
  per_minute integer not null check (per_minute > 0),
  -- tokens, when it was last told: what flowed in since then is to be taken off
  lacking double precision not null check (lacking >= 0),
  told_at plinth.moment not null
) with (fillfactor = 50);
call plinth.protect('plinth.request_use', internal => true);
grant select, insert, update, delete on plinth.request_use to plinth_system;
