/**
 * Rows of everything that comes after an order, made from the orders, members and contacts that an organization ($1) has: jobs,
 * incidents, endpoints and deliveries, connections, payments, mails, links to ERPs. $2 is how many, where nothing says it.
 */

/** One of forty stands still, as it would in production. */
export const processorRows: readonly string[] = [
  // most jobs were done; dead letters are few beside them
  `insert into plinth.jobs (organization_id, kind, queue, state, most_attempts, subject_type, subject_id, destination_id,
                            error_code, finished_at)
   select $1, (array['order.send-confirmation', 'order.expire', 'nothing.do'])[1 + n % 3], 'default',
          case when n % 40 = 0 then 'dead' when n % 41 = 0 then 'scheduled' else 'done' end, 20, 'order', uuidv7(),
          case when n % 5 = 0 then uuidv7() end, case when n % 40 = 0 then (array['timeout', 'refused'])[1 + n % 80 / 40] end,
          case when n % 41 <> 0 or n % 40 = 0 then now() end
     from generate_series(1, $2::int) n`,
  `insert into plinth.job_errors (organization_id, job_id, attempt, code, detail)
   select organization_id, id, 1, error_code, 'No.' from plinth.jobs where organization_id = $1 and state = 'dead'`,
  `insert into plinth.inbox_items (organization_id, kind, key, subject_type, subject_id, because, owner_user_id, since, settled_at, settled_how)
   select $1, (array['dead_letters', 'order_stuck', 'erp_conflict'])[1 + n % 3], 'crowd ' || n, 'order', uuidv7(), 'It stands still.',
          case when n % 4 = 0 then uuidv7() end, now() - n * interval '1 minute', case when n % 20 <> 0 then now() end,
          case when n % 20 <> 0 then 'It moved on.' end
     from generate_series(1, $2::int) n`,
  `insert into webhook_endpoints (organization_id, url, events, status, stopped_at, owner_user_id, secret_sealed, created_at)
   select $1, 'https://hooks.example.com/' || n, '{*}', case when n % 20 = 0 then 'paused' else 'active' end,
          case when n % 20 = 0 then now() end, case when n % 3 = 0 then m.id end, 'x', now() - n * interval '1 minute'
     from (select id, row_number() over (order by id) as n from members where organization_id = $1) m`,
  `insert into deliveries (organization_id, endpoint_id, number, event_id, type, subject_type, subject_id, occurred_at, body, status,
                           finished_at)
   select $1, e.id, n, uuidv7(), (array['order.placed', 'order.confirmed', 'product.updated'])[1 + n % 3], 'order', uuidv7(), now(),
          '{}', case when n % 40 = 0 then 'failed' when n % 41 = 0 then 'pending' else 'delivered' end,
          case when n % 41 <> 0 or n % 40 = 0 then now() end
     from (select id, row_number() over (order by id)::int as n from webhook_endpoints where organization_id = $1) e`,
  // far more than anybody connects
  `insert into connections (organization_id, connector, name, status, paused_at, owner_user_id, credentials_sealed, created_at)
   select $1, (array['stripe', 'erpnext', 'rest_erp'])[1 + n % 3], 'Connection ' || n,
          case when n % 20 = 0 then 'paused' else 'active' end, case when n % 20 = 0 then now() end,
          case when n % 3 = 0 then m.id end, 'x', now() - n * interval '1 minute'
     from (select id, row_number() over (order by id) as n from members where organization_id = $1) m`,
  // most arrived, through a few of the connections or at the bank
  `insert into payments (organization_id, order_id, customer_id, connection_id, method, status, currency, amount_minor, received_minor,
                         succeeded_at, created_at)
   select $1, o.id, o.customer_id, c.id, case when c.id is null then 'bank_transfer' else 'stripe_checkout' end,
          case when n % 40 = 0 then 'open' when n % 41 = 0 then 'failed' else 'succeeded' end, 'EUR', n,
          case when n % 40 = 0 or n % 41 = 0 then 0 else n end, o.placed_at, o.placed_at
     from (select id, customer_id, placed_at, row_number() over (order by id) as n from orders where organization_id = $1) o
     left join (select id, row_number() over (order by id) as m from connections where organization_id = $1) c on m = 1 + n % 7 and m > 2`,
  `insert into refunds (organization_id, payment_id, customer_id, status, currency, amount_minor, succeeded_at, created_at)
   select $1, id, customer_id, (array['succeeded', 'succeeded', 'pending', 'failed'])[1 + amount_minor % 4], 'EUR', amount_minor,
          created_at, created_at
     from payments where organization_id = $1`,
  `insert into payment_facts (organization_id, payment_id, customer_id, kind, status, about_id, amount_minor, source)
   select $1, id, customer_id, 'payment', 'succeeded', id, amount_minor, 'event' from payments where organization_id = $1`,
  `insert into payment_postings (organization_id, payment_id, order_id, customer_id, entry, debit_account, credit_account, amount_minor,
                                 currency, fact_id)
   select $1, p.id, p.order_id, p.customer_id, 'received', 'stripe', 'receivables', p.amount_minor, 'EUR', f.id
     from payments p
     join payment_facts f on f.organization_id = p.organization_id and f.payment_id = p.id
    where p.organization_id = $1`,
  // most mails left; nobody was there to be written to now and then
  `insert into mails (organization_id, kind, subject_type, subject_id, customer_id, contact_id, recipient, locale, payload_sealed, sent_at,
                      bounced_at, failed_at, failure_code, created_at)
   select $1, 'order_confirmation', 'order', o.id, o.customer_id, c.id, case when n % 50 <> 0 then n || '@example.com' end, 'de',
          case when n % 40 = 0 then 'x' end, case when n % 40 <> 0 and n % 50 <> 0 then o.placed_at end,
          case when n % 41 = 0 then o.placed_at end, case when n % 50 = 0 then o.placed_at end,
          case when n % 50 = 0 then 'no_recipient' end, o.placed_at
     from (select id, customer_id, placed_at, row_number() over (order by id) as n from orders where organization_id = $1) o
    cross join lateral (
      select id from contacts where organization_id = $1 and customer_id = o.customer_id order by id limit 1) c`,
  // two ERPs have what is here; where both sides moved somebody decided, mostly
  `insert into sync_links (organization_id, connection_id, kind, object_id, external_id, external_number, state, error_code, updated_at)
   select $1, c.id, (array['customers', 'products', 'orders', 'payments'])[1 + n % 4], uuidv7(), 'X-' || n, 'SAL-' || n,
          case when n % 40 = 0 then 'failed' when n % 41 = 0 then 'pending' else 'in_sync' end,
          case when n % 40 = 0 then 'refused' end, now() - n * interval '1 minute'
     from generate_series(1, $2::int) n
     join (select id, row_number() over (order by id) as m from connections where organization_id = $1) c on m = 1 + n % 2`,
  `insert into sync_conflicts (organization_id, link_id, connection_id, kind, object_id, state, ours, theirs, ours_changed, theirs_changed,
                               our_version, take, decided_at, decided_by, resolved_at, created_at)
   select $1, id, connection_id, kind, object_id, case when n % 40 = 0 then 'open' else 'resolved' end, '{}', '{}', '{name}', '{name}', 1,
          case when n % 40 <> 0 then 'ours' end, case when n % 40 <> 0 then now() end, case when n % 40 <> 0 then 'member:' || id end,
          case when n % 40 <> 0 then now() end, updated_at
     from (select *, row_number() over (order by id) as n from sync_links where organization_id = $1) l`,
];

/** The same with half of them standing still, so that a few rows tell filters apart. */
export const fewProcessorRows: readonly string[] = processorRows.map((statement) =>
  statement.replaceAll("n % 40", "n % 2").replaceAll("n % 41", "n % 3").replaceAll("n % 50", "n % 5"),
);
