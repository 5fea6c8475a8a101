-- Who said that an order is accepted, and when.
alter table orders
  add column confirmed_at plinth.moment,
  add column confirmed_by text;
