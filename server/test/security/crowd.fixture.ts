/** Ten thousand rows of every noun, most of them of one organization, so that plans are what they would be in production. */
import { Client } from "pg";

/** Of every hundred rows the organizations have these many. */
const share = [80, 18, 2];
const rows = 10_000;

/** Fills every noun's table for the three; foreign keys hold, checks hold. */
export async function crowd(
  adminUrl: string,
  organizations: readonly [string, string, string],
): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  // tenants that exist beside: the table of organizations must be large as well
  await admin.query(
    "insert into organizations (name) select 'Tenant ' || n from generate_series(1, $1::int) n",
    [rows],
  );
  for (const [i, organization] of organizations.entries()) {
    const count = (rows * (share[i] ?? 0)) / 100;
    await admin.query("begin");
    await admin.query("select plinth.set_context($1, $2, 'all')", [organization, `member:${organization}`]);
    for (const statement of statements)
      await admin.query(statement, statement.includes("$2") ? [organization, count] : [organization]);
    await admin.query("commit");
  }
  await admin.query("analyze");
  await admin.end();
}

const statements = [
  "insert into organizations (id, name) values ($1, 'A crowd')",
  `insert into customers (organization_id, name, status, tax_id, country, currency, external_reference, created_at)
   select $1, 'Customer ' || n, (array['active', 'active', 'active', 'on_hold', 'archived'])[1 + n % 5], 'DE' || n,
          (array['DE', 'AT', 'FR', 'NL'])[1 + n % 4], 'EUR', 'C-' || n, now() - n * interval '1 minute'
     from generate_series(1, $2::int) n`,
  `insert into contacts (organization_id, customer_id, name, email, external_reference)
   select organization_id, id, name, 'mail@' || name, external_reference from customers where organization_id = $1`,
  `insert into addresses (organization_id, customer_id, kind, line1, city, country, external_reference)
   select organization_id, id, (array['billing', 'shipping'])[1 + length(name) % 2], 'Street', 'City', country, external_reference
     from customers where organization_id = $1`,
  `insert into products (organization_id, sku, name, tax_category, status, external_reference, created_at)
   select $1, 'SKU-' || n, 'Product ' || n, (array['standard', 'reduced', 'zero'])[1 + n % 3],
          (array['active', 'discontinued'])[1 + (n % 10) / 9], 'P-' || n, now() - n * interval '1 minute'
     from generate_series(1, $2::int) n`,
  `insert into product_prices (organization_id, product_id, currency, unit_price)
   select organization_id, id, 'EUR', 10 from products where organization_id = $1`,
  `insert into tax_rates (organization_id, country, category, first_on, rate_percent)
   select $1, (array['DE', 'AT', 'FR', 'NL'])[1 + n % 4], (array['standard', 'reduced', 'zero'])[1 + n % 3], date '1970-01-01' + n, 19
     from generate_series(1, $2::int) n`,
  `insert into warehouses (organization_id, code, name, priority)
   select $1, 'W-' || n, 'Warehouse ' || n, n % 100 from generate_series(1, $2::int) n`,
  `insert into stock_levels (organization_id, product_id, warehouse_id, on_hand)
   select $1, p.id, w.id, 1000
     from (select id, row_number() over (order by id) as n from products where organization_id = $1) p
     join (select id, row_number() over (order by id) as n from warehouses where organization_id = $1) w using (n)`,
  `insert into stock_movements (organization_id, product_id, warehouse_id, quantity, reason, external_reference, created_at)
   select organization_id, product_id, warehouse_id, 1000, (array['received', 'adjusted', 'returned'])[1 + length(id::text || product_id) % 3],
          'M-' || id, now() - interval '1 day'
     from stock_levels where organization_id = $1`,
  `insert into orders (organization_id, number, customer_id, status, currency, subtotal_minor, tax_minor, total_minor, placed_at,
                       external_reference, payment_method, payment_status, held_because, held_at)
   select organization_id, 'SO-' || name, id, (array['placed', 'placed', 'confirmed', 'shipped', 'cancelled'])[1 + length(name) % 5], 'EUR',
          length(name) * 100, 0, length(name) * 100, created_at, external_reference,
          (array['prepaid', 'on_account', null])[1 + n % 3], (array['unpaid', 'unpaid', 'paid', 'not_tracked'])[1 + n % 4],
          case when n % 50 = 0 then 'credit_limit' end, case when n % 50 = 0 then created_at end
     from (select *, row_number() over (order by id) as n from customers where organization_id = $1) c`,
  `insert into order_lines (organization_id, order_id, customer_id, position, product_id, sku, name, quantity, unit_price, tax_rate_percent, net_minor)
   select $1, o.id, o.customer_id, 1, p.id, 'SKU', 'Product', 1, 10, 19, 1000
     from (select id, customer_id, row_number() over (order by id) as n from orders where organization_id = $1) o
     join (select id, row_number() over (order by id) as n from products where organization_id = $1) p using (n)`,
  `insert into api_keys (organization_id, name, prefix, secret_hash, role, api_version, created_at)
   select $1, 'Key ' || n, 'plk_', sha256(($1::uuid::text || n)::bytea), 'auditor', '2026-11-01', now() - n * interval '1 minute'
     from generate_series(1, $2::int) n`,
  // people are nobody's: each organization has its own here, so that none is a member twice
  `with people as (
     insert into users (email, name)
     select n || '.' || $1::uuid || '@example.com', 'Person ' || n from generate_series(1, $2::int) n
     returning id, email, name
   )
   insert into members (organization_id, id, name, email, role, ended_at, created_at)
   select $1, id, name, email, (array['sales', 'sales', 'warehouse', 'admin'])[1 + length(name) % 4],
          case when length(name) % 3 = 0 then now() end, now() - length(name) * interval '1 minute'
     from people`,
  `insert into invitations (organization_id, email, role, secret_hash, expires_at, created_at)
   select $1, 'asked.' || n || '@example.com', 'sales', sha256(('asked' || $1::uuid::text || n)::bytea), now() + interval '7 days',
          now() - n * interval '1 minute'
     from generate_series(1, $2::int) n`,
  `insert into customer_assignments (organization_id, member_id, customer_id, created_at)
   select $1, m.id, c.id, c.created_at
     from (select id, row_number() over (order by id) as n from members where organization_id = $1) m
     join (select id, created_at, row_number() over (order by id) as n from customers where organization_id = $1) c using (n)`,
  `with people as (
     insert into users (email, name)
     select 'buyer.' || n || '.' || $1::uuid || '@example.com', 'Buyer ' || n from generate_series(1, $2::int) n
     returning id, email, name
   )
   insert into buyers (organization_id, id, contact_id, customer_id, name, email, ended_at, created_at)
   select $1, p.id, c.id, c.customer_id, p.name, p.email, case when length(p.name) % 3 = 0 then now() end,
          now() - length(p.name) * interval '1 minute'
     from (select *, row_number() over (order by id) as n from people) p
     join (select id, customer_id, row_number() over (order by id) as n from contacts where organization_id = $1) c using (n)`,
  // far more than the verbs allow
  `insert into roles (organization_id, name, permissions, created_at)
   select $1, 'role_' || n, array['orders:read'], now() - n * interval '1 minute' from generate_series(1, $2::int) n`,
  `insert into service_accounts (organization_id, name, role, created_at)
   select $1, 'Account ' || n, 'integration', now() - n * interval '1 minute' from generate_series(1, $2::int) n`,
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
     join contacts c on c.organization_id = $1 and c.customer_id = o.customer_id`,
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
