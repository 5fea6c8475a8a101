-- What is sold, for how much, and at which tax.
create table products (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  sku text not null check (length(sku) between 1 and 64),
  name text not null check (length(name) between 1 and 200),
  description text,
  unit text not null default 'piece',
  tax_category text not null default 'standard' check (tax_category in ('standard', 'reduced', 'zero')),
  status text not null default 'active' check (status in ('active', 'discontinued')),
  unit_cost plinth.unit_price,
  external_reference text,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint products_sku_unique unique (organization_id, sku),
  constraint products_external_reference_unique unique (organization_id, external_reference)
);
create index products_by_name on products (organization_id, name, id);
create index products_by_status on products (organization_id, status, id);
create index products_by_tax_category on products (organization_id, tax_category, id);
create index products_by_created_at on products (organization_id, created_at, id);
create index products_search on products using gin ((sku || ' ' || name || ' ' || coalesce(description, '')) gin_trgm_ops);
call plinth.protect('products', shared => true, system => true);
grant select on products to plinth_system;

create table product_prices (
  organization_id uuid not null,
  product_id uuid not null,
  currency plinth.currency not null,
  unit_price plinth.unit_price not null,
  primary key (organization_id, product_id, currency),
  foreign key (organization_id, product_id) references products (organization_id, id) on delete cascade
);
call plinth.protect('product_prices', shared => true);

create table tax_rates (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  country plinth.country not null,
  category text not null check (category in ('standard', 'reduced', 'zero')),
  first_on plinth.day not null,
  rate_percent plinth.percent not null,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint tax_rates_country_and_category_and_first_on_unique unique (organization_id, country, category, first_on)
);
create index tax_rates_by_category on tax_rates (organization_id, category, id);
create index tax_rates_by_first_on on tax_rates (organization_id, first_on, id);
call plinth.protect('tax_rates', shared => true);

-- See plinth.search_customers for why this runs as plinth_system.
create function plinth.search_products(needle text, fields text[]) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from products
   where organization_id = plinth.organization()
     and sku || ' ' || name || ' ' || coalesce(description, '') ilike '%' || needle || '%'
     and ( ('sku' = any (fields) and sku ilike needle)
        or ('name' = any (fields) and name ilike needle)
        or ('description' = any (fields) and description ilike needle))
$$;
call plinth.serve_as_system('plinth.search_products(text, text[])');
