-- What lies where, what of it is promised, and how it came to be so.
create table warehouses (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  code text not null check (length(code) between 1 and 32),
  name text not null check (length(name) between 1 and 200),
  priority integer not null default 100 check (priority between 0 and 10000),
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint warehouses_code_unique unique (organization_id, code)
);
create index warehouses_by_priority on warehouses (organization_id, priority, id);
call plinth.protect('warehouses');

-- One row per product and warehouse. No index holds a quantity, so that an update stays on its page.
create table stock_levels (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  product_id uuid not null,
  warehouse_id uuid not null,
  on_hand plinth.quantity not null default 0,
  reserved plinth.quantity not null default 0,
  available plinth.quantity not null generated always as (on_hand - reserved) stored,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint stock_levels_product_and_warehouse_unique unique (organization_id, product_id, warehouse_id),
  foreign key (organization_id, product_id) references products (organization_id, id),
  foreign key (organization_id, warehouse_id) references warehouses (organization_id, id),
  constraint on_hand_not_negative check (on_hand >= 0),
  constraint reserved_within_stock check (reserved between 0 and on_hand)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);
create index stock_levels_by_warehouse on stock_levels (organization_id, warehouse_id, id);
call plinth.protect('stock_levels');

-- The ledger: `on_hand` is the sum of these. Append only.
create table stock_movements (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  product_id uuid not null,
  warehouse_id uuid not null,
  quantity plinth.quantity not null check (quantity <> 0),
  reason text not null check (reason in ('received', 'adjusted', 'returned', 'lost')),
  note text,
  external_reference text,
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  foreign key (organization_id, product_id) references products (organization_id, id),
  foreign key (organization_id, warehouse_id) references warehouses (organization_id, id),
  constraint stock_movements_external_reference_unique unique (organization_id, external_reference)
);
create index stock_movements_by_product on stock_movements (organization_id, product_id, id);
create index stock_movements_by_warehouse on stock_movements (organization_id, warehouse_id, id);
create index stock_movements_by_reason on stock_movements (organization_id, reason, id);
create index stock_movements_by_created_at on stock_movements (organization_id, created_at, id);
call plinth.protect('stock_movements', append_only => true);
