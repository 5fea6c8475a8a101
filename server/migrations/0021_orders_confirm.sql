-- Who said that an order is accepted, and when. A plain type with a rule that begins to hold here: a column of a domain
-- rewrites the whole table, and rows from before hold null, which breaks none.
alter table orders
  add column confirmed_at timestamptz,
  add column confirmed_by text,
  add constraint orders_confirmed_at_is_a_moment
    check (confirmed_at >= '0001-01-01Z' and confirmed_at < '10000-01-01Z') not valid;
