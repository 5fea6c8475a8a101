-- How an order is paid, what of it is paid, and what it waits for. Plain types with rules that begin to hold here: a
-- column of a domain rewrites the whole table, and a default that is constant rewrites nothing.
alter table customers
  -- credit is granted, never assumed
  add column payment_method text not null default 'prepaid',
  add constraint customers_payment_method_is_known check (payment_method in ('prepaid', 'on_account')) not valid;

alter table orders
  -- null where nobody asked here: orders that were taken over, and those from before this version
  add column payment_method text,
  -- what was owed of those is known elsewhere, until a payment for them is recorded here
  add column payment_status text not null default 'not_tracked',
  -- what was received in total and what was given back of it, as payments counted it
  add column paid_minor bigint not null default 0,
  add column refunded_minor bigint not null default 0,
  -- when it was paid in full for the first time
  add column paid_at timestamptz,
  -- until when an answer about a payment is expected: until then it does not expire
  add column being_paid_until timestamptz,
  -- why a person must look at it before it goes on; means nothing once it is no longer placed: the version before this one
  -- confirms and cancels without knowing of it
  add column held_because text,
  add column held_at timestamptz,
  add constraint orders_payment_method_is_known check (payment_method in ('prepaid', 'on_account')) not valid,
  add constraint orders_payment_status_is_known
    check (payment_status in ('not_tracked', 'unpaid', 'partly_paid', 'paid', 'overpaid', 'partly_refunded', 'refunded')) not valid,
  add constraint orders_paid_is_an_amount check (paid_minor between 0 and 9007199254740991) not valid,
  add constraint orders_refunded_is_an_amount check (refunded_minor between 0 and 9007199254740991) not valid,
  add constraint orders_paid_at_is_a_moment check (paid_at >= '0001-01-01Z' and paid_at < '10000-01-01Z') not valid,
  add constraint orders_being_paid_until_is_a_moment
    check (being_paid_until >= '0001-01-01Z' and being_paid_until < '10000-01-01Z') not valid,
  add constraint orders_held_at_is_a_moment check (held_at >= '0001-01-01Z' and held_at < '10000-01-01Z') not valid,
  add constraint orders_hold_has_a_reason check (held_because in ('credit_limit', 'credit_currency', 'second_person')) not valid,
  add constraint orders_hold_has_a_moment check ((held_because is null) = (held_at is null)) not valid;

-- Orders wait to be placed while these are built.
-- squawk-ignore require-concurrent-index-creation
create index orders_by_payment_status on orders (organization_id, payment_status, placed_at, id);
-- squawk-ignore require-concurrent-index-creation
create index orders_by_payment_method on orders (organization_id, payment_method, placed_at, id);
-- squawk-ignore require-concurrent-index-creation
create index orders_by_hold on orders (organization_id, held_because, placed_at, id);
-- what takes a customer's credit: read under a lock, at every order on account
-- squawk-ignore require-concurrent-index-creation
create index orders_taking_credit on orders (organization_id, customer_id)
  where payment_method = 'on_account' and status <> 'cancelled' and paid_minor - refunded_minor < total_minor;
-- money of orders that will not be delivered
-- squawk-ignore require-concurrent-index-creation
create index orders_cancelled_with_money on orders (organization_id, id)
  where status = 'cancelled' and paid_minor > refunded_minor;
