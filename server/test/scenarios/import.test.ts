/** Files of other systems become customers, products, stock and orders, and every row is accounted for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { companies, days, details, filesWith, goods, guide, importer, orders } from "./import.fixture.ts";

const shop = await testApp();
const files = await filesWith({
  "customers.csv": companies,
  "products.csv": goods,
  "orders.csv": orders,
  "order_details.csv": details,
});
const dayFolder = (await filesWith(days)).folder;

/** Everything that the orders of the first example stand on. */
async function northwind() {
  const tenant = await shop.tenant();
  const take = importer(shop, tenant.id);
  for (const resource of ["customers", "contacts", "addresses"]) {
    await take(resource, [files["customers.csv"]], { mapping: guide(`northwind/${resource}`) });
  }
  await take("products", [files["products.csv"]], { mapping: guide("northwind/products") });
  await take("stock_movements", [files["products.csv"]], { mapping: guide("northwind/stock") });
  return { ...tenant, take };
}

/** Rows of everything that an import may write. */
async function written(organizationId: string): Promise<Record<string, unknown>> {
  const tables = ["customers", "products", "product_prices", "orders", "order_lines", "plinth.audit_entries"];
  const counts = tables.map(
    (table) => `(select count(*)::int from ${table} where organization_id = $1) as "${table}"`,
  );
  const events = `(select count(*)::int from (select from plinth.outbox where organization_id = $1 union all select from plinth.events where organization_id = $1) e) as events`;
  const [row = {}] = await execute(shop.database.adminUrl, `select ${[...counts, events].join(", ")}`, [
    organizationId,
  ]);
  return row;
}

test("customers with their contacts and addresses arrive with their names, countries and references", async () => {
  const { key } = await northwind();
  const { json } = await shop.ask("GET", "/v1/customers?external_reference=FOLKO&expand=contacts,addresses", {
    key,
  });
  const [customer] = json.data;
  assert.equal(customer.name, "Folk och fä HB");
  assert.equal(customer.country, "SE");
  assert.equal(customer.contacts[0].name, "Maria Larsson");
  assert.equal(customer.addresses[0].line1, "Åkergatan 24");
  assert.equal(customer.addresses[0].region, null);
  const uk = await shop.ask("GET", "/v1/customers?external_reference=AROUT", { key });
  assert.equal(uk.json.data[0].country, "GB");
});

test("products arrive with a clean price, and their stock as goods received", async () => {
  const { key, take } = await northwind();
  const { json } = await shop.ask("GET", "/v1/products?sku=NW-3,NW-4&sort=sku", { key });
  assert.deepEqual(
    json.data.map((product: { prices: { unit_price: string }[]; status: string }) => [
      product.prices[0]?.unit_price,
      product.status,
    ]),
    [
      ["45.60", "discontinued"],
      ["9.80", "active"],
    ],
  );
  const again = await take("stock_movements", [files["products.csv"]], { mapping: guide("northwind/stock") });
  assert.deepEqual(again.rows, { already_there: 3, "set_aside:nothing_in_stock": 1 });
  const levels = await shop.ask("GET", "/v1/stock_levels", { key });
  assert.equal(
    levels.json.data.reduce((sum: number, level: { on_hand: number }) => sum + level.on_hand, 0),
    80,
  );
});

test("orders come with the lines of a second file, and their money is the file's to the cent", async () => {
  const { key, take } = await northwind();
  const { ledger, text, rows, lines, addsUp } = await take("orders", [files["orders.csv"]], {
    mapping: guide("northwind/orders"),
  });
  assert.ok(addsUp, text);
  assert.deepEqual([rows, lines], [{ taken: 2 }, { taken: 3 }]);
  assert.equal(ledger.written, 47_270n);

  const { json } = await shop.ask("GET", "/v1/orders?sort=number", { key });
  const [shipped, open] = json.data;
  assert.deepEqual(
    [shipped.number, shipped.status, shipped.placed_at],
    ["10248", "shipped", "1996-07-04T00:00:00Z"],
  );
  assert.equal(shipped.subtotal_minor, 25_610);
  assert.deepEqual([shipped.lines[1].unit_price, shipped.lines[1].discount_percent], ["9.80", 15]);
  assert.equal(open.status, "placed");
  assert.equal(open.subtotal_minor, 21_660);
});

test("repeating an import doubles nothing and accounts for the same rows and the same money", async () => {
  const { id, take } = await northwind();
  const wanted = { mapping: guide("northwind/orders") };
  await take("orders", [files["orders.csv"]], wanted);
  const before = await written(id);
  const again = await take("orders", [files["orders.csv"]], wanted);
  assert.deepEqual(
    [again.rows, again.lines, again.setAside],
    [{ already_there: 2 }, { already_there: 3 }, 0],
  );
  assert.ok(again.addsUp);
  assert.equal(again.ledger.written, 47_270n);
  assert.deepEqual(await written(id), before);
});

test("a dry run gives the same verdicts and leaves no trace", async () => {
  const { id, take } = await northwind();
  const before = await written(id);
  const wanted = { mapping: guide("northwind/orders") };
  const dry = await take("orders", [files["orders.csv"]], { ...wanted, dryRun: true });
  assert.deepEqual(await written(id), before);
  const real = await take("orders", [files["orders.csv"]], wanted);
  assert.equal(dry.text, real.text);
});

test("an import that ends between two chunks goes on where it ended", async () => {
  const { id } = await shop.tenant();
  const take = importer(shop, id);
  const wanted = { mapping: guide("northwind/customers"), chunk: 2 };
  const cut = take("customers", [files["customers.csv"]], {
    ...wanted,
    behindChunk: () => {
      throw new Error("cut off");
    },
  });
  await assert.rejects(cut, /cut off/);
  const rest = await take("customers", [files["customers.csv"]], wanted);
  assert.deepEqual(rest.rows, { already_there: 2, taken: 3 });
  const count = await written(id);
  assert.equal(count.customers, 5);
});

test("two imports of one file at the same time make each object once", async () => {
  const { id } = await shop.tenant();
  const wanted = { mapping: guide("northwind/customers"), chunk: 1 };
  const both = await Promise.all(
    [1, 2].map(() => importer(shop, id)("customers", [files["customers.csv"]], wanted)),
  );
  assert.equal((await written(id)).customers, 5);
  const taken = both.map(({ rows }) => rows.taken ?? 0);
  const there = both.map(({ rows }) => rows.already_there ?? 0);
  assert.deepEqual([taken.reduce((a, b) => a + b), there.reduce((a, b) => a + b)], [5, 5]);
});

test("day files: products, customers and orders are gathered from the lines, and every line is accounted for", async () => {
  const { id, key } = await shop.tenant();
  const take = importer(shop, id);
  const customers = await take("customers", [dayFolder], { mapping: guide("wholesale/customers") });
  assert.deepEqual(customers.rows, { "set_aside:missing_customer": 3, taken: 3, merged: 7 });
  const products = await take("products", [dayFolder], { mapping: guide("wholesale/products") });
  assert.deepEqual([products.rows.taken, products.rows.merged], [3, 4]);
  assert.deepEqual(Object.fromEntries(products.ledger.differences), { UnitPrice: 1, Description: 1 });

  const placed = await take("orders", [dayFolder], { mapping: guide("wholesale/orders") });
  assert.deepEqual(placed.rows, {
    taken: 6,
    merged: 1,
    "set_aside:cancellation": 1,
    "set_aside:negative_quantity": 1,
    "set_aside:zero_price": 2,
    "set_aside:no_goods": 1,
    "set_aside:missing_customer": 1,
  });
  assert.ok(placed.addsUp, placed.text);
  assert.equal(placed.ledger.tallies.rows?.read.sums.amount?.toFixed(), "164.37");
  assert.equal(placed.ledger.written, 14_641n);

  const { json } = await shop.ask("GET", "/v1/orders?external_reference=536365", { key });
  const [order] = json.data;
  assert.equal(order.placed_at, "2010-12-01T08:26:00Z");
  assert.deepEqual(
    order.lines.map((line: { sku: string; quantity: number }) => [line.sku, line.quantity]),
    [
      ["85123A", 6],
      ["71053", 8],
    ],
  );
  const differing = placed.findings.filter(({ outcome }) => outcome === "differs");
  assert.deepEqual(
    differing.map(({ row, column, value }) => [row.line, column, value]),
    [[4, "InvoiceDate", "2010-12-01 08:27:00"]],
  );
});

test("every wrong row is named with file, line, column, value and reason, and the others are taken", async () => {
  const { id } = await shop.tenant();
  const { "bad.csv": bad } = await filesWith({
    "bad.csv": `external_reference,name,country,currency,payment_terms_days
C1,Right,DE,EUR,30
C2,,DE,EUR,30
C3,No such country,Germany,EUR,30
C4,Never,DE,EUR,soon
,Nameless,DE,EUR,30
C1,Again,DE,EUR,30
C7,Too short,DE
C8,Also right,DE,EUR,
`,
  });
  const { findings, rows, setAside } = await importer(shop, id)("customers", [bad]);
  assert.deepEqual(findings.map(({ row, column, value, code }) => [row.line, column, value, code]).sort(), [
    [3, "name", "", "required"],
    [4, "country", "Germany", "maxLength"],
    [5, "payment_terms_days", "soon", "not_a_number"],
    [6, "external_reference", "", "no_key"],
    [7, "external_reference", "C1", "repeated_key"],
    [8, "", "", "broken_row"],
  ]);
  assert.equal(rows.taken, 2);
  assert.equal(setAside, 6);
  assert.equal((await written(id)).customers, 2);
});

test("an order with one wrong line stays outside whole, and the guilty line is named", async () => {
  const { id, take } = await northwind();
  const paths = await filesWith({
    "orders.csv": orders,
    "order_details.csv": details.replace("10248,4,", "10248,99,"),
  });
  const { rows, lines, findings, addsUp } = await take("orders", [paths["orders.csv"]], {
    mapping: guide("northwind/orders"),
  });
  assert.deepEqual(rows, { "set_aside:reference_not_found": 1, taken: 1 });
  assert.deepEqual(lines, { "set_aside:reference_not_found": 2, taken: 1 });
  assert.ok(addsUp);
  const guilty = findings.find(({ row }) => row.header.part === "lines" && row.line === 3);
  assert.deepEqual([guilty?.column, guilty?.value], ["product_id", "99"]);
  assert.match(findings[0]?.why ?? "", /belongs to what order_details\.csv:3 keeps outside/);
  assert.equal((await written(id)).orders, 1);
});

test("lines without a head row, and head rows without lines, stay outside", async () => {
  const { take } = await northwind();
  const paths = await filesWith({
    "orders.csv": orders,
    "order_details.csv": details.replace("10249,3,", "10250,3,"),
  });
  const { rows, lines } = await take("orders", [paths["orders.csv"]], { mapping: guide("northwind/orders") });
  assert.equal(rows.taken, 1);
  assert.equal(Object.keys(rows).length, 2);
  assert.deepEqual(lines, { taken: 2, "set_aside:no_head_row": 1 });
});

test("rows of one order that stand apart are refused before anything is written", async () => {
  const { id } = await shop.tenant();
  const torn = days["2010-12-01.csv"].split("\n");
  const { "torn.csv": path } = await filesWith({
    "torn.csv": [...torn.slice(0, 3), torn[5], torn[3], ""].join("\n"),
  });
  const run = importer(shop, id)("orders", [path], { mapping: guide("wholesale/orders") });
  await assert.rejects(run, /must stand together: sort by InvoiceNo.*torn\.csv:5 belongs to "536365"/s);
  assert.equal((await written(id)).orders, 0);
});

test("what the mapping, the verb and the file do not agree on is named at once", async () => {
  const { id } = await shop.tenant();
  const take = importer(shop, id);
  const path = files["customers.csv"];
  await assert.rejects(
    take("customers", [path], { pairs: ["company=name", "country=contry"] }),
    (error: Error) => {
      assert.match(error.message, /there is no field "contry"\. There is: name, /);
      assert.match(error.message, /has no column "company"\. It has: customer_id, company_name/);
      assert.match(error.message, /"currency" is required, and nothing fills it/);
      assert.match(error.message, /"external_reference" must be filled/);
      return true;
    },
  );
  await assert.rejects(take("clients", [path]), /nothing called "clients" to import\. There is: .*customers/);
  await assert.rejects(take("orders", [path]), /"action" is one of orders\.place, orders\.record/);
  await assert.rejects(
    take("orders", [path], { mapping: guide("northwind/customers") }),
    /is for "customers", the command says "orders"/,
  );
});

test("422: a new order for an imported customer needs a tax rate of the country, and goes through once it is there", async () => {
  const { key } = await northwind();
  const find = async (path: string) => (await shop.ask("GET", path, { key })).json.data[0].id as string;
  const order = {
    customer_id: await find("/v1/customers?external_reference=ANATR"),
    currency: "USD",
    lines: [{ product_id: await find("/v1/products?sku=NW-4"), quantity: 2 }],
  };
  const refused = await shop.ask("POST", "/v1/orders", { key, body: order });
  assert.equal(refused.status, 422);
  assert.match(JSON.stringify(refused.json), /MX/);
  const rate = { country: "MX", category: "standard", first_on: "2014-01-01", rate_percent: 16 };
  assert.equal((await shop.ask("POST", "/v1/tax_rates", { key, body: rate })).status, 201);
  const placed = await shop.ask("POST", "/v1/orders", { key, body: order });
  assert.equal(placed.status, 201, placed.text);
  assert.deepEqual(
    [placed.json.subtotal_minor, placed.json.tax_minor, placed.json.total_minor],
    [1_960, 314, 2_274],
  );
});
