-- What staff write for themselves and what a sale earns: columns that no customer sees. Plain types with rules that
-- begin to hold here: a column of a domain rewrites the whole table, and rows from before hold null, which breaks none.
alter table customers
  add column internal_note text,
  add constraint customers_internal_note_is_short check (length(internal_note) between 1 and 5000) not valid;
alter table products
  add column internal_note text,
  add constraint products_internal_note_is_short check (length(internal_note) between 1 and 5000) not valid;
alter table orders
  add column internal_note text,
  -- subtotal less what the goods cost, in minor units; null where that is not known
  add column margin_minor bigint,
  add constraint orders_internal_note_is_short check (length(internal_note) between 1 and 5000) not valid,
  add constraint orders_margin_is_an_amount check (margin_minor between -9007199254740991 and 9007199254740991) not valid;
alter table order_lines
  -- what one cost the organization when it was ordered, in the organization's currency; null is unknown
  add column unit_cost numeric(18, 6),
  add constraint order_lines_unit_cost_is_a_price check (unit_cost >= 0 and unit_cost <> 'NaN') not valid;
