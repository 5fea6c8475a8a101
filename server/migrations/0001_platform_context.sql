-- The tenant context, the row policies made from it, and the value types that every table shares.
-- `plinth.set_context` is the only thing that sets the context, the four readers below are the only
-- things that read it, and `plinth.protect` is the only thing that makes policies.

create schema plinth;
grant usage on schema plinth to plinth_app, plinth_system;
grant usage on schema public to plinth_app, plinth_system;
create extension if not exists pg_trgm with schema public;

-- Raised by every reader when the context is absent: a naked cast would raise 22P02, which a door would
-- answer as a malformed id. Stable, so that the SQL functions that call it can be inlined.
create function plinth.missing_context(what text) returns text
language plpgsql stable parallel safe as $$
begin
  raise exception 'the % of the context is not set', what using errcode = 'PL001';
end $$;

-- Transaction-local. `language sql` with one expression, so that it is inlined. The clock is empty in
-- production; a test's clock travels here so that `plinth.now()` follows it.
create function plinth.set_context(organization uuid, actor text, scope text, clock text default '') returns text
language sql volatile as $$
  select set_config('plinth.organization', organization::text, true)
      || set_config('plinth.actor', actor, true)
      || set_config('plinth.scope', scope, true)
      || set_config('plinth.clock', clock, true)
$$;

create function plinth.organization() returns uuid
language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('plinth.organization', true), ''), plinth.missing_context('organization'))::uuid
$$;

-- Who is calling, as `kind:uuid`.
create function plinth.actor() returns text
language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('plinth.actor', true), ''), plinth.missing_context('actor'))
$$;

-- 'all', or the list of the only customers that the actor may see. Absent or empty is an error, never "all".
create function plinth.sees_all() returns boolean
language sql stable parallel safe as $$
  select coalesce(nullif(nullif(current_setting('plinth.scope', true), ''), '{}'), plinth.missing_context('scope')) = 'all'
$$;

-- Null for 'all', which names nobody: after waiting for a row lock PostgreSQL evaluates every subquery of a
-- policy again, also the branch that `sees_all()` made unnecessary, and 'all' is no list.
create function plinth.scope() returns uuid[]
language sql stable parallel safe as $$
  select nullif(coalesce(nullif(nullif(current_setting('plinth.scope', true), ''), '{}'), plinth.missing_context('scope')), 'all')::uuid[]
$$;

create function plinth.now() returns timestamptz
language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('plinth.clock', true), '')::timestamptz, now())
$$;

-- How a table belongs to a customer decides what a scoped actor sees of it:
--   customer => 'customer_id'                     the rows of their customers
--   parent => 'orders', parent_key => 'order_id'  what they see of the parent
--   shared => true                                everything of the organization (a catalog)
--   actor => 'actor'                              only what the actor itself wrote
--   (nothing)                                     hidden: they may add rows and read none
-- `key` is the column that names the organization. `append_only` grants neither update nor delete.
-- `system` admits plinth_system to every organization's rows; the tables that need it are listed in a test.
-- The `(select …)` makes PostgreSQL ask once per statement and not once per row (100k rows: 73 → 9 ms).
create procedure plinth.protect(
  target regclass, customer text default null, parent regclass default null, parent_key text default null,
  shared boolean default false, actor text default null, append_only boolean default false,
  system boolean default false, key text default 'organization_id'
) language plpgsql as $$
declare
  own text := format('%I = (select plinth.organization())', key);
  seen text := case
    when shared then 'true'
    when customer is not null then
      format('((select plinth.sees_all()) or %I = any ((select plinth.scope())::uuid[]))', customer)
    when parent is not null then
      format('((select plinth.sees_all()) or exists (select from %s parent where parent.organization_id = %s.organization_id and parent.id = %s.%I))',
             parent, target, target, parent_key)
    when actor is not null then format('((select plinth.sees_all()) or %I = (select plinth.actor()))', actor)
    else '(select plinth.sees_all())'
  end;
  hidden boolean := not shared and customer is null and parent is null and actor is null;
  mine text := own || case when seen = 'true' then '' else ' and ' || seen end;
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy app_reads on %s for select to plinth_app using (%s)', target, mine);
  execute format('create policy app_adds on %s for insert to plinth_app with check (%s)',
                 target, case when hidden then own else mine end);
  execute format('grant select, insert on %s to plinth_app', target);
  if not append_only then
    execute format('create policy app_changes on %s for update to plinth_app using (%s)', target, mine);
    execute format('create policy app_removes on %s for delete to plinth_app using (%s)', target, mine);
    execute format('grant update, delete on %s to plinth_app', target);
  end if;
  -- forced policies stop the owner too: without this one a backfill changes nothing and a new foreign key
  -- is declared valid with orphans present
  execute format('create policy owner_maintains on %s to plinth_owner using (true) with check (true)', target);
  if system then
    execute format('create policy system_serves on %s to plinth_system using (true) with check (true)', target);
  end if;
end $$;
revoke execute on procedure plinth.protect from public;

-- Gives a `security definer` function to plinth_system, which sees only the tables granted to it.
create procedure plinth.serve_as_system(target regprocedure) language plpgsql as $$
begin
  grant create on schema plinth to plinth_system;
  execute format('alter function %s owner to plinth_system', target);
  revoke create on schema plinth from plinth_system;
  execute format('revoke execute on function %s from public', target);
  execute format('grant execute on function %s to plinth_app', target);
end $$;
revoke execute on procedure plinth.serve_as_system from public;

-- Value types: a rule stated once. `moment` leaves out what RFC 3339 cannot say (infinity, years before 1
-- and after 9999); `minor` is what a JSON number carries exactly.
create domain plinth.moment as timestamptz check (value >= '0001-01-01Z' and value < '10000-01-01Z');
create domain plinth.day as date check (value >= '0001-01-01' and value < '10000-01-01');
create domain plinth.minor as bigint check (value between -9007199254740991 and 9007199254740991);
create domain plinth.unit_price as numeric(18, 6) check (value >= 0 and value <> 'NaN');
create domain plinth.quantity as numeric(15, 3) check (value <> 'NaN');
create domain plinth.percent as numeric(7, 4) check (value between 0 and 100);
create domain plinth.currency as text check (value ~ '^[A-Z]{3}$');
create domain plinth.country as text check (value ~ '^[A-Z]{2}$');

-- How values are written as JSON, for every door. Times and plain numbers are written inline. A unit price has six
-- decimals in its column; at least two are shown.
create function plinth.json_price(price numeric) returns text
language sql immutable parallel safe as $$
  select '"' || left(price::text, -4) || rtrim(right(price::text, 4), '0') || '"'
$$;

-- Readable numbers (SO-2026-000123). A counter's row is a lock until commit: taken last, or once per batch.
create table plinth.counters (
  organization_id uuid not null,
  series text not null,
  last bigint not null,
  primary key (organization_id, series)
) with (fillfactor = 70);
call plinth.protect('plinth.counters', shared => true);
