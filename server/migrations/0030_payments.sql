-- What customers pay for their orders, what they get back, and the ledger of both.

-- Of an order there may be several: parts of it, tries that came to nothing, a transfer beside a card.
create table payments (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  order_id uuid not null,
  customer_id uuid not null,
  -- null for what needs no system outside
  connection_id uuid,
  method text not null check (method in ('stripe_checkout', 'stripe_payment_intent', 'bank_transfer')),
  status text not null default 'started'
    check (status in ('started', 'open', 'requires_action', 'processing', 'failed', 'cancelled', 'succeeded')),
  currency plinth.currency not null,
  amount_minor plinth.minor not null check (amount_minor > 0),
  -- what the facts below add up to, kept beside them for whoever lists payments
  received_minor plinth.minor not null default 0,
  refunded_minor plinth.minor not null default 0,
  -- the money's own name: what is written on the bank's statement, or what Stripe calls it
  reference text check (length(reference) between 1 and 200),
  intent_id text check (length(intent_id) <= 200),
  session_id text check (length(session_id) <= 200),
  value_on plinth.day,
  started_by text not null default plinth.actor(),
  succeeded_at plinth.moment,
  cancel_requested_at plinth.moment,
  -- when the nightly look-up asked for it last: those that nobody asked for come first
  looked_up_at plinth.moment,
  -- why the outside would not have it, in words; null when it would
  refused_because text check (length(refused_because) between 1 and 500),
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  -- what refunds, facts and postings hold on to: their customer is the payment's
  constraint payments_id_and_customer_unique unique (organization_id, id, customer_id),
  constraint payments_intent_unique unique (organization_id, connection_id, intent_id),
  constraint payments_session_unique unique (organization_id, connection_id, session_id),
  constraint payments_order_fkey foreign key (organization_id, order_id, customer_id)
    references orders (organization_id, id, customer_id),
  constraint payments_connection_fkey foreign key (organization_id, connection_id)
    references connections (organization_id, id),
  constraint payments_outside_with_connection check ((method = 'bank_transfer') = (connection_id is null)),
  constraint payments_received_within_amount check (received_minor in (0, amount_minor)),
  constraint payments_received_when_succeeded check ((status = 'succeeded') = (received_minor > 0)),
  constraint payments_refunded_within_received check (refunded_minor between 0 and received_minor)
);
create index payments_by_created_at on payments (organization_id, created_at, id);
create index payments_by_order on payments (organization_id, order_id, customer_id, id);
create index payments_by_customer on payments (organization_id, customer_id, created_at, id);
create index payments_by_status on payments (organization_id, status, created_at, id);
create index payments_by_connection on payments (organization_id, connection_id, id);
create index payments_by_amount on payments (organization_id, amount_minor, id);
call plinth.protect('payments', customer => 'customer_id');

-- What of a payment goes back. Asked for here, or found at the provider, where somebody asked for it there.
create table refunds (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  payment_id uuid not null,
  customer_id uuid not null,
  status text not null default 'started' check (status in ('started', 'pending', 'cancelled', 'succeeded', 'failed')),
  currency plinth.currency not null,
  amount_minor plinth.minor not null check (amount_minor > 0),
  reason text check (length(reason) between 1 and 500),
  -- the provider's name for it
  external_id text check (length(external_id) <= 200),
  -- of a transfer: what is written on the bank's statement
  reference text check (length(reference) between 1 and 200),
  asked_by text not null default plinth.actor(),
  succeeded_at plinth.moment,
  refused_because text check (length(refused_because) between 1 and 500),
  version integer not null default 1,
  created_at plinth.moment not null default plinth.now(),
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint refunds_external_unique unique (organization_id, payment_id, external_id),
  constraint refunds_payment_fkey foreign key (organization_id, payment_id, customer_id)
    references payments (organization_id, id, customer_id)
);
create index refunds_by_created_at on refunds (organization_id, created_at, id);
create index refunds_by_payment on refunds (organization_id, payment_id, customer_id, id);
create index refunds_by_customer on refunds (organization_id, customer_id, created_at, id);
create index refunds_by_status on refunds (organization_id, status, created_at, id);
create index refunds_by_amount on refunds (organization_id, amount_minor, id);
call plinth.protect('refunds', customer => 'customer_id');

-- What is known of a payment. A set: the same fact is there once, whoever told it and however often. The state of a
-- payment is the fold over these rows and nothing else (modules/payments/payment.ts).
create table payment_facts (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  payment_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('payment', 'refund', 'refunded')),
  status text not null default '',
  -- ours, of what is about a refund; the payment's own otherwise
  about_id uuid not null,
  amount_minor plinth.minor not null check (amount_minor >= 0),
  -- who told it first: the answer to a call, an event, somebody who looked, finance
  source text not null check (source in ('call', 'event', 'look_up', 'reconciliation', 'finance')),
  -- the event's or object's name there
  source_id text check (length(source_id) <= 200),
  created_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint payment_facts_once unique (organization_id, payment_id, kind, about_id, status, amount_minor),
  constraint payment_facts_payment_fkey foreign key (organization_id, payment_id, customer_id)
    references payments (organization_id, id, customer_id)
);
create index payment_facts_by_payment on payment_facts (organization_id, payment_id, customer_id);
call plinth.protect('payment_facts', append_only => true);

-- The ledger: double entry, added to and never changed. An entry of a payment is booked once, whoever finds out first.
create table payment_postings (
  organization_id uuid not null,
  id uuid not null default uuidv7(),
  payment_id uuid not null,
  order_id uuid not null,
  customer_id uuid not null,
  refund_id uuid,
  entry text not null check (length(entry) between 1 and 100),
  debit_account text not null check (debit_account in ('receivables', 'stripe', 'bank')),
  credit_account text not null check (credit_account in ('receivables', 'stripe', 'bank')),
  amount_minor plinth.minor not null check (amount_minor > 0),
  currency plinth.currency not null,
  -- what made it true
  fact_id uuid not null,
  created_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint payment_postings_once unique (organization_id, payment_id, entry),
  constraint payment_postings_two_accounts check (debit_account <> credit_account),
  constraint payment_postings_payment_fkey foreign key (organization_id, payment_id, customer_id)
    references payments (organization_id, id, customer_id),
  constraint payment_postings_order_fkey foreign key (organization_id, order_id, customer_id)
    references orders (organization_id, id, customer_id),
  constraint payment_postings_refund_fkey foreign key (organization_id, refund_id)
    references refunds (organization_id, id),
  constraint payment_postings_fact_fkey foreign key (organization_id, fact_id)
    references payment_facts (organization_id, id)
);
create index payment_postings_by_payment on payment_postings (organization_id, payment_id, customer_id);
create index payment_postings_by_order on payment_postings (organization_id, order_id, customer_id);
create index payment_postings_by_refund on payment_postings (organization_id, refund_id);
create index payment_postings_by_fact on payment_postings (organization_id, fact_id);
create index payment_postings_by_created_at on payment_postings (organization_id, created_at, id);
call plinth.protect('payment_postings', append_only => true);

-- What Stripe told us, as it told it: kept before anybody reads it, and emptied a month later, because it is about people.
create table payment_events (
  organization_id uuid not null references organizations (id),
  id uuid not null default uuidv7(),
  connection_id uuid not null,
  -- Stripe's name for it: the same event comes as often as it likes and is kept once
  external_id text not null check (length(external_id) between 1 and 200),
  type text not null check (length(type) between 1 and 200),
  payload_sealed text,
  times integer not null default 1,
  -- null until the job has looked at it
  outcome text check (outcome in ('applied', 'known', 'ignored', 'mismatch')),
  because text check (length(because) between 1 and 500),
  taken_in_at plinth.moment,
  created_at plinth.moment not null default plinth.now(),
  primary key (organization_id, id),
  constraint payment_events_once unique (organization_id, connection_id, external_id),
  constraint payment_events_connection_fkey foreign key (organization_id, connection_id)
    references connections (organization_id, id),
  constraint payment_events_taken_in_with_outcome check ((taken_in_at is null) = (outcome is null))
);
create index payment_events_to_empty on payment_events (organization_id, created_at) where payload_sealed is not null;
call plinth.protect('payment_events');

-- Until when each connection's provider has been asked for everything.
create table payment_reconciliations (
  organization_id uuid not null,
  connection_id uuid not null,
  asked_until plinth.moment not null,
  repaired integer not null default 0,
  updated_at plinth.moment not null default plinth.now(),
  primary key (organization_id, connection_id),
  constraint payment_reconciliations_connection_fkey foreign key (organization_id, connection_id)
    references connections (organization_id, id)
);
call plinth.protect('payment_reconciliations');
