-- Counts of failed attempts, by a digest of what they are counted for: no address and no name is in here. A row says
-- itself how patient it is, so that one statement counts for keys of every kind (platform/limits).
create table plinth.attempts (
  -- HMAC-SHA-256 of the kind and the text
  digest bytea not null primary key check (octet_length(digest) = 32),
  -- those remembered at the last one: older ones are forgotten little by little
  failures double precision not null check (failures > 0),
  most_failures double precision not null,
  fade_seconds double precision not null check (fade_seconds > 0),
  failed_at plinth.moment not null,
  -- nothing of it can be remembered after this: the row may go
  forgotten_at plinth.moment not null
);
create index attempts_by_age on plinth.attempts (forgotten_at);
call plinth.protect('plinth.attempts', internal => true);
grant select, insert, update, delete on plinth.attempts to plinth_system;
