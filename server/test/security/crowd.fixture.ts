/** Ten thousand rows of every noun, most of them of one organization, so that plans are what they would be in production. */
import { Client } from "pg";
import { processorRows } from "#harness/processor-rows";

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
  ...processorRows,
  // told to forty people, the caller among them; most of it read
  `insert into plinth.notifications (organization_id, user_id, kind, event_id, title, body, subject_type, subject_id, in_app, email,
                                     read_at, archived_at)
   select $1, case when n % 40 = 0 then $1 else md5(($1::uuid::text || n % 40))::uuid end,
          (array['order_for_my_customer', 'mentioned', 'answered'])[1 + n % 3], md5('event' || n)::uuid, 'Title', 'Body', 'order',
          md5('subject' || n % 500)::uuid, true, false, case when n % 7 > 0 then now() - n * interval '1 minute' end,
          case when n % 3 = 0 then now() end
     from generate_series(1, $2::int) n`,
  // most is said of orders, by a few
  `insert into comments (organization_id, subject_type, subject_id, customer_id, author, body, mentions, edited_at, created_at)
   select $1, case when n % 20 = 0 then 'customer' else 'order' end, case when n % 20 = 0 then customer_id else id end, customer_id,
          'member:' || md5(text(n % 50))::uuid, 'Call first.', '{}', case when n % 30 = 0 then placed_at end, placed_at
     from (select *, row_number() over (order by id) as n from orders where organization_id = $1) o`,
];
