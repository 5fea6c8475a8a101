-- Companies that buy, the people there, and where they are.
create table customers (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 200),
  status text not null default 'active' check (status in ('active', 'on_hold', 'archived')),
  tax_id text,
  country plinth.country not null,
  currency plinth.currency not null,
  payment_terms_days integer not null default 30 check (payment_terms_days between 0 and 365),
  credit_limit_minor plinth.minor check (credit_limit_minor >= 0),
  external_reference text,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint customers_external_reference_unique unique (organization_id, external_reference)
);
create index customers_by_name on customers (organization_id, name, id);
create index customers_by_status on customers (organization_id, status, id);
create index customers_by_country on customers (organization_id, country, id);
create index customers_by_created_at on customers (organization_id, created_at, id);
create index customers_search on customers using gin ((name || ' ' || coalesce(tax_id, '') || ' ' || coalesce(external_reference, '')) gin_trgm_ops);
call plinth.protect('customers', customer => 'id', system => true);
grant select on customers to plinth_system;

create table contacts (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  customer_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  job_title text,
  email text,
  phone text,
  external_reference text,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  foreign key (organization_id, customer_id) references customers (organization_id, id),
  constraint contacts_external_reference_unique unique (organization_id, external_reference)
);
create index contacts_by_customer on contacts (organization_id, customer_id, id);
create index contacts_by_email on contacts (organization_id, email, id);
create index contacts_by_name on contacts (organization_id, name, id);
call plinth.protect('contacts', customer => 'customer_id');

create table addresses (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  customer_id uuid not null,
  kind text not null check (kind in ('billing', 'shipping')),
  recipient text,
  line1 text not null,
  line2 text,
  city text not null,
  region text,
  postal_code text,
  country plinth.country not null,
  external_reference text,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  foreign key (organization_id, customer_id) references customers (organization_id, id),
  constraint addresses_external_reference_unique unique (organization_id, external_reference)
);
create index addresses_by_customer on addresses (organization_id, customer_id, id);
create index addresses_by_kind on addresses (organization_id, kind, id);
create index addresses_by_country on addresses (organization_id, country, id);
call plinth.protect('addresses', customer => 'customer_id');

-- Trigram operators are not leakproof, so under row policies they would scan the whole organization. This
-- function runs as plinth_system, names the organization itself, and its answer is joined again under the
-- caller's policies. `fields` are the declared search fields that the caller may see. The index knows all
-- fields as one text, which holds somewhere what one of them is as a whole: hence the percent signs there.
create function plinth.search_customers(needle text, fields text[]) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from customers
   where organization_id = plinth.organization()
     and name || ' ' || coalesce(tax_id, '') || ' ' || coalesce(external_reference, '') ilike '%' || needle || '%'
     and ( ('name' = any (fields) and name ilike needle)
        or ('tax_id' = any (fields) and tax_id ilike needle)
        or ('external_reference' = any (fields) and external_reference ilike needle))
$$;
call plinth.serve_as_system('plinth.search_customers(text, text[])');
