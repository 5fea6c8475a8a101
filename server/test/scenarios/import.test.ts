/** Files of other systems become customers, products, stock and orders, and every row is accounted for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { companies, days, filesWith, guide, importer, northwind, written } from "./import.fixture.ts";

const shop = await testApp();
const { "customers.csv": customersFile } = await filesWith({ "customers.csv": companies });
const dayFolder = (await filesWith(days)).folder;

test("customers with their contacts and addresses arrive with their names, countries and references", async () => {
  const { key } = await northwind(shop);
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
  const { key, take, files } = await northwind(shop);
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
  const { key, take, files } = await northwind(shop);
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
  const { id, take, files } = await northwind(shop);
  const wanted = { mapping: guide("northwind/orders") };
  await take("orders", [files["orders.csv"]], wanted);
  const before = await written(shop, id);
  const again = await take("orders", [files["orders.csv"]], wanted);
  assert.deepEqual(
    [again.rows, again.lines, again.setAside],
    [{ already_there: 2 }, { already_there: 3 }, 0],
  );
  assert.ok(again.addsUp);
  assert.equal(again.ledger.written, 47_270n);
  assert.deepEqual(await written(shop, id), before);
});

test("a dry run gives the same verdicts and leaves no trace", async () => {
  const { id, take, files } = await northwind(shop);
  const before = await written(shop, id);
  const wanted = { mapping: guide("northwind/orders") };
  const dry = await take("orders", [files["orders.csv"]], { ...wanted, dryRun: true });
  assert.deepEqual(await written(shop, id), before);
  const real = await take("orders", [files["orders.csv"]], wanted);
  assert.equal(dry.text, real.text);
});

test("an import that ends between two chunks goes on where it ended", async () => {
  const { id } = await shop.tenant();
  const take = importer(shop, id);
  const wanted = { mapping: guide("northwind/customers"), chunk: 2 };
  const cut = take("customers", [customersFile], {
    ...wanted,
    behindChunk: () => {
      throw new Error("cut off");
    },
  });
  await assert.rejects(cut, /cut off/);
  const rest = await take("customers", [customersFile], wanted);
  assert.deepEqual(rest.rows, { already_there: 2, taken: 3 });
  const count = await written(shop, id);
  assert.equal(count.customers, 5);
});

test("two imports of one file at the same time make each object once", async () => {
  const { id } = await shop.tenant();
  const wanted = { mapping: guide("northwind/customers"), chunk: 1 };
  const both = await Promise.all([1, 2].map(() => importer(shop, id)("customers", [customersFile], wanted)));
  assert.equal((await written(shop, id)).customers, 5);
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

test("422: a new order for an imported customer needs a tax rate of the country, and goes through once it is there", async () => {
  const { key } = await northwind(shop);
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
