-- The keys that sign access tokens. A key is published before it signs, signs in its turn, and is still published
-- until the last token under it has expired: its three moments say all of that, and every process reads them by
-- its own clock, so that nothing has to happen at the moment of a change.

create table plinth.signing_keys (
  kid text primary key,
  -- The key whose turn comes before, null for the first of all. Unique: of processes that make the next key at
  -- the same time one succeeds, without a lock and without a leader.
  follows text,
  public_jwk text not null check (public_jwk is json object),
  -- the private half, sealed by the key ring
  private_sealed text not null,
  created_at plinth.moment not null,
  signs_from plinth.moment not null,
  -- from then on it only verifies
  signs_until plinth.moment not null,
  -- from then on it is neither published nor believed
  gone_at plinth.moment not null,
  constraint one_successor unique nulls not distinct (follows),
  constraint signs_then_verifies check (signs_from < signs_until and signs_until < gone_at)
);
call plinth.protect('plinth.signing_keys', internal => true);
grant select, insert, update, delete on plinth.signing_keys to plinth_system;
