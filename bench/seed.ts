/** Fills a migrated database with organizations, people, customers, products, stock and past orders, by SQL alone. */
import pg from "pg";
import { founders } from "#app";
import { createKey } from "#modules/identity";
import { systemContext } from "#modules/organizations";
import { createDatabase } from "#platform/db";
import { createPasswords } from "#platform/passwords";
import { idOf, idSql } from "./ids.ts";
import { password, peopleSql } from "./people.ts";
import { linesPerOrder, type Population } from "./population.ts";

export type DatabaseUrls = { adminUrl: string; appUrl: string; systemUrl: string };

/** @returns an owner's API key for each organization, in order. */
export async function seed(urls: DatabaseUrls, people: Population): Promise<string[]> {
  await asAdministrator(urls.adminUrl, organizationsSql(people));
  const keys = await foundOrganizations(urls, people);
  await asAdministrator(urls.adminUrl, ...peopleSql(people, await createPasswords().hash(password)));
  await asAdministrator(urls.adminUrl, warehouseIdsSql, ...catalogSql(people), ...ordersSql(people));
  await asAdministrator(urls.adminUrl, "vacuum analyze", neverSeenSql, "checkpoint");
  return keys;
}

/** What every organization begins with comes from the modules themselves, and so do the keys. */
async function foundOrganizations(
  { appUrl, systemUrl }: DatabaseUrls,
  people: Population,
): Promise<string[]> {
  const database = await createDatabase({ appUrl, systemUrl });
  const keys: string[] = [];
  try {
    for (let n = 0; n < people.organizations; n++) {
      const context = systemContext(idOf("organization", n), "bench");
      const role = "owner";
      await database.transaction(context, async (tx) => {
        for (const found of founders) await found(context, tx);
        keys.push((await createKey(tx, { name: "bench", role, scopes: null, expiresAt: null })).secret);
      });
    }
  } finally {
    await database.end();
  }
  return keys;
}

/**
 * As superuser without triggers: the rows are right by construction, and a foreign key check for each of
 * 300,000 lines takes longer than the rows themselves.
 */
async function asAdministrator(adminUrl: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("set session_replication_role = replica");
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function organizationsSql({ organizations }: Population): string {
  return `
    insert into organizations (id, name)
    select ${idSql("organization", "n")}, 'Bench ' || n from generate_series(0, ${organizations - 1}) n`;
}

/** The first warehouse gets the ordinal of its organization, whose digits its id ends with. */
const warehouseIdsSql = `
  update warehouses set id = ${idSql("warehouse", "right(replace(organization_id::text, '-', ''), 14)")}`;

/** Every product lies in the first warehouse in a quantity that no bench sells out. */
function catalogSql({ organizations, customersEach, productsEach }: Population): string[] {
  const customers = organizations * customersEach;
  const products = organizations * productsEach;
  return [
    `insert into customers (organization_id, id, name, country, currency, tax_id, external_reference)
     select ${idSql("organization", `n / ${customersEach}`)}, ${idSql("customer", "n")},
            'Customer ' || md5(n::text), 'DE', 'EUR', 'DE' || lpad(n::text, 9, '0'), 'C-' || n
       from generate_series(0, ${customers - 1}) n`,
    `insert into products (organization_id, id, sku, name, description, unit_cost)
     select ${idSql("organization", `n / ${productsEach}`)}, ${idSql("product", "n")},
            'SKU-' || lpad((n % ${productsEach})::text, 5, '0'), 'Product ' || md5(n::text), repeat('Good for many things. ', 3), ${price("n")} / 2
       from generate_series(0, ${products - 1}) n`,
    `insert into product_prices (organization_id, product_id, currency, unit_price)
     select organization_id, id, currency, unit_cost * 2 * rate
       from products, (values ('EUR', 1.00), ('USD', 1.25)) as c(currency, rate)`,
    `insert into stock_levels (organization_id, product_id, warehouse_id, on_hand)
     select p.organization_id, p.id, w.id, 1000000000
       from products p join warehouses w using (organization_id)`,
    `insert into stock_movements (organization_id, product_id, warehouse_id, quantity, reason)
     select organization_id, product_id, warehouse_id, on_hand, 'received' from stock_levels`,
  ];
}

/**
 * Two years of orders taken over from elsewhere (they hold no stock), a third of them still open. Written in
 * the order in which they were placed, as in life: the organizations' rows lie mixed on the pages.
 */
function ordersSql({ orders, organizations, customersEach, productsEach }: Population): string[] {
  const organization = `(n % ${organizations})`;
  const product = `${organization} * ${productsEach} + (n / ${organizations} * 7 + k * 31 + n % 13) % ${productsEach}`;
  return [
    `create temp table wanted as
     select n, k as position, ${product} as product, 1 + (n + k) % 5 as quantity, ${price(product)} as unit_price
       from generate_series(0, ${orders - 1}) n, generate_series(1, ${linesPerOrder}) k`,
    `insert into orders (organization_id, id, number, customer_id, status, currency, customer_reference, subtotal_minor,
                         tax_minor, total_minor, placed_at, recorded_at, created_at, updated_at)
     select ${idSql("organization", organization)}, ${idSql("order", "n")}, 'H-' || lpad(n::text, 7, '0'),
            ${idSql("customer", `${organization} * ${customersEach} + n / ${organizations} % ${customersEach}`)},
            (array['placed', 'placed', 'confirmed', 'shipped', 'shipped', 'cancelled'])[1 + n / ${organizations} % 6],
            'EUR', 'PO ' || n, net, round(net * 0.19), net + round(net * 0.19), at, at, at, at
       from (select n, sum(quantity * unit_price * 100)::bigint as net from wanted group by n) w,
            lateral (select now() - interval '2 years' * (1 - n::float8 / ${orders}) as at) moment
      order by n`,
    `insert into order_lines (organization_id, order_id, customer_id, position, product_id, sku, name, quantity, unit_price,
                              tax_rate_percent, net_minor)
     select p.organization_id, o.id, o.customer_id, w.position, p.id, p.sku, p.name, w.quantity, w.unit_price, 19,
            (w.quantity * w.unit_price * 100)::bigint
       from wanted w join products p on p.id = ${idSql("product", "w.product")}
       join orders o on o.organization_id = p.organization_id and o.id = ${idSql("order", "w.n")}
      order by w.n, w.position`,
  ];
}

/**
 * A table that was empty when it was analyzed is planned as empty until the next analyze: a statement that is
 * prepared in between reads all of it for ever. Tables that only the load fills are therefore left as a new
 * installation has them, never analyzed.
 */
const neverSeenSql = `
  truncate plinth.idempotency_records, plinth.audit_entries, plinth.audit_trail, plinth.audit_seals,
           plinth.audit_heads, plinth.audit_values, plinth.outbox, plinth.events, plinth.counters,
           plinth.organization_feed, reservations, sessions, user_tokens, totp_factors, plinth.attempts, plinth.mails,
           plinth.user_audit_entries, plinth.user_revocations`;

/** The price in whole cents of the product with this ordinal. */
function price(ordinal: string): string {
  return `(((${ordinal}) % 400 + 1) * 0.25)`;
}
