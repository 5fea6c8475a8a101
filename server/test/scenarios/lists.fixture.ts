/** Rows for every list of an organization, so that each filter and each sort has something to tell by. */
import assert from "node:assert/strict";
import type { TestApp } from "#harness/app";
import { connected, execute } from "#harness/execute";
import { fewProcessorRows } from "#harness/processor-rows";
import type { Shop } from "#harness/shop";

type Row = Record<string, unknown> & { id: string };

const names = [
  "Öl & Co",
  "Alfreds",
  "alfreds",
  "Zuma",
  "Alfreds Futterkiste",
  "100% Wolle",
  "a_b",
  "Ærø",
  "back\\slash",
];
const pick = <T>(values: readonly T[], i: number): T => values[i % values.length] as T;

/** Twenty or more of every noun, with equal values in what is sorted and nulls in what may be null. */
export async function populate(t: TestApp, s: Shop): Promise<void> {
  const batch = async (path: string, count: number, item: (i: number) => object): Promise<Row[]> => {
    const items = Array.from({ length: count }, (_, i) => item(i));
    const { status, json, text } = await s.post(`/v1/${path}/batch`, { items });
    assert.equal(status, 200, text);
    return json.data;
  };
  const customers = await batch("customers", 40, (i) => ({
    name: pick(names, i),
    country: pick(["DE", "SE", "FR"], i),
    currency: "EUR",
    status: pick(["active", "active", "on_hold", "archived"], i),
    ...(i % 3 === 0 ? { external_reference: `C-${i}`, tax_id: `DE${i}` } : {}),
  }));
  const products = await batch("products", 25, (i) => ({
    sku: `S-${String((i * 7) % 25).padStart(2, "0")}`,
    name: pick(names, i),
    tax_category: pick(["standard", "reduced", "zero"], i),
    status: pick(["active", "discontinued"], i),
    ...(i % 2 === 0 ? { description: `About ${pick(names, i + 1)}` } : { external_reference: `P-${i}` }),
    prices: [{ currency: "EUR", unit_price: "10" }],
  }));
  const of = (i: number) => pick(customers, i).id;
  await batch("contacts", 25, (i) => ({
    customer_id: of(i % 4),
    name: pick(names, i),
    ...(i % 2 ? { email: `${i}@example.com` } : {}),
  }));
  await batch("addresses", 25, (i) => ({
    customer_id: of(i % 4),
    kind: pick(["billing", "shipping"], i),
    line1: "1",
    city: pick(names, i),
    country: pick(["DE", "FR"], i),
    ...(i % 2 ? { external_reference: `A-${i}` } : {}),
  }));
  await batch("warehouses", 20, (i) => ({ code: `W${i}`, name: "W", priority: (i % 4) * 10 }));
  await batch("stock_movements", 25, (i) => ({
    product_id: pick(products, i).id,
    quantity: 5,
    reason: pick(["received", "returned", "adjusted"], i),
    ...(i % 2 ? { external_reference: `M-${i}` } : {}),
  }));
  await batch("orders/record", 60, (i) => ({
    number: `R-${(i * 13) % 60}`,
    customer_id: of(i % 5),
    currency: "EUR",
    status: pick(["placed", "shipped", "returned"], i),
    placed_at: `2026-0${1 + (i % 3)}-01T00:00:00.${pick(["5", "499999", "500001", "05"], i)}Z`,
    ...(i % 4 === 0 ? { external_reference: `O-${i}` } : {}),
    lines: [{ product_id: pick(products, i).id, quantity: 1 + (i % 3), unit_price: "10" }],
  }));
  await paying(t, s);
  const accounts = await Promise.all(
    ["A", "B", "C"].map((name) => s.make("/v1/service_accounts", { name, role: "sales" })),
  );
  for (let i = 0; i < 20; i++)
    await s.make("/v1/api_keys", {
      name: `key ${i}`,
      ...(i % 3 ? { service_account_id: pick(accounts, i) } : {}),
    });
  for (let i = 0; i < 20; i++)
    await s.make("/v1/invitations", { email: `asked.${i}@example.com`, role: "sales" });
  for (let i = 0; i < 14; i++) await s.make("/v1/roles", { name: `role_${i}`, permissions: ["orders:read"] });
  await members(t, s);
  await assignments(t, s);
  await buyers(t, s);
  await comments(t, s);
  await connected(t.database.adminUrl, async (run) => {
    await run("begin");
    await run("select plinth.set_context($1, $2, 'all')", [s.organization, `member:${s.organization}`]);
    for (const statement of fewProcessorRows)
      await run(statement, statement.includes("$2") ? [s.organization, 60] : [s.organization]);
    await run("commit");
  });
}

/** What is recorded is paid elsewhere: as if it had been placed here, paid or not, and some of it held. */
async function paying(t: TestApp, s: Shop): Promise<void> {
  await execute(
    t.database.adminUrl,
    `update orders o
        set payment_method = (array['prepaid', 'on_account', null])[1 + n % 3],
            payment_status = (array['unpaid', 'paid', 'refunded', 'not_tracked', 'overpaid'])[1 + n % 5],
            held_because = (array['credit_limit', 'second_person', null])[1 + n % 3],
            held_at = case when n % 3 < 2 then placed_at end
       from (select id, row_number() over (order by number) as n from orders where organization_id = $1) x
      where o.organization_id = $1 and o.id = x.id`,
    [s.organization],
  );
}

/** Who came, and who left again: some at one moment, with the same names and roles. */
async function members(t: TestApp, s: Shop): Promise<void> {
  await execute(
    t.database.adminUrl,
    `with people as (
       insert into users (email, name)
       select 'member.' || i || '@example.com', ($2::text[])[1 + i % 9] from generate_series(1, 24) i
       returning id, email, name
     )
     insert into members (organization_id, id, email, name, role, ended_at, created_at)
     select $1, id, email, name, (array['sales', 'warehouse', 'admin'])[1 + place % 3],
            case when place % 4 = 0 then timestamptz '2026-01-01' + (place % 8) * interval '1 day' end,
            timestamptz '2025-01-01' + (place % 5) * interval '1 day'
       from (select *, row_number() over (order by email) as place from people) x`,
    [s.organization, names],
  );
}

/** Every member looks after two customers. */
async function assignments(t: TestApp, s: Shop): Promise<void> {
  await execute(
    t.database.adminUrl,
    `insert into customer_assignments (organization_id, member_id, customer_id)
     select m.organization_id, m.id, c.id
       from members m cross join lateral (
         select id from customers c where c.organization_id = m.organization_id order by md5(m.id::text || c.id::text) limit 2
       ) c
      where m.organization_id = $1 and m.email like 'member.%'`,
    [s.organization],
  );
}

/** What a few people said of orders and customers, some of it at one moment. */
async function comments(t: TestApp, s: Shop): Promise<void> {
  await execute(
    t.database.adminUrl,
    `insert into comments (organization_id, subject_type, subject_id, customer_id, author, body, edited_at, created_at)
     select $1, case n % 3 when 0 then 'customer' else 'order' end, case n % 3 when 0 then customer_id else id end, customer_id,
            'member:' || md5(text(n % 4))::uuid, 'Call first.', case when n % 5 = 0 then placed_at end, placed_at
       from (select *, row_number() over (order by number) as n from orders where organization_id = $1) o
      where n <= 30`,
    [s.organization],
  );
}

/** Contacts with an address were asked to buy, and others came: some at one moment, some have left. */
async function buyers(t: TestApp, s: Shop): Promise<void> {
  const { data } = (await s.get("/v1/contacts?limit=200")).json as { data: Row[] };
  for (const { id } of data.filter(({ email }) => email !== null).slice(0, 3))
    assert.equal((await s.post(`/v1/contacts/${id}/invite`, {})).status, 200);
  await execute(
    t.database.adminUrl,
    `with people as (
       insert into users (email, name)
       select 'buyer.' || i || '@example.com', ($2::text[])[1 + i % 9] from generate_series(1, 24) i
       returning id, email, name
     ), placed as (
       select *, row_number() over (order by email) as place from people
     ), whose as (
       select id, customer_id, row_number() over (order by id) as place from contacts where organization_id = $1
     )
     insert into buyers (organization_id, id, contact_id, customer_id, email, name, ended_at, created_at)
     select $1, p.id, w.id, w.customer_id, p.email, p.name,
            case when p.place % 4 = 0 then timestamptz '2026-01-01' + (p.place % 8) * interval '1 day' end,
            timestamptz '2025-01-01' + (p.place % 5) * interval '1 day'
       from placed p join whose w on w.place = p.place`,
    [s.organization, names],
  );
}
