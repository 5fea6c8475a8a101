import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { assertInvariants } from "#harness/invariants";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
const customer = await s.customer();

/** A product of which `quantity` lies in the default warehouse. */
async function stocked(quantity: number, wish: object = {}): Promise<string> {
  const product = await s.product(wish);
  await s.receive(product, quantity);
  return product;
}

test("201: an order is answered whole, and reads the same afterwards", async () => {
  const prices = [{ currency: "EUR", unit_price: "12.345" }];
  const product = await stocked(10, { sku: "CHAI", prices, unit_cost: "7.25" });
  const answer = await s.post("/v1/orders", {
    customer_id: customer,
    currency: "EUR",
    customer_reference: "PO 4711",
    internal_note: "Before Friday.",
    lines: [{ product_id: product, quantity: 1.5 }],
  });
  assert.equal(answer.status, 201, answer.text);
  const { id, number, placed_at, lines, ...rest } = answer.json;
  const { id: _, ...line } = lines[0];
  assert.match(number, /^SO-\d{4}-\d{6}$/);
  assert.deepEqual(rest, {
    customer_id: customer,
    status: "placed",
    currency: "EUR",
    customer_reference: "PO 4711",
    external_reference: null,
    internal_note: "Before Friday.",
    subtotal_minor: 1852, // 18.5175
    tax_minor: 352, // 3.5188
    total_minor: 2204,
    margin_minor: 764, // the goods cost 10.875
    payment_method: "prepaid",
    payment_status: "unpaid",
    paid_minor: 0,
    refunded_minor: 0,
    paid_at: null,
    held_because: null,
    held_at: null,
    recorded_at: null,
    confirmed_at: null,
    confirmed_by: null,
    cancelled_at: null,
    cancelled_by: null,
    version: 1,
    created_at: placed_at,
    updated_at: placed_at,
  });
  assert.deepEqual(line, {
    position: 1,
    product_id: product,
    sku: "CHAI",
    name: "Chai",
    quantity: 1.5,
    unit_price: "12.345",
    discount_percent: 0,
    tax_rate_percent: 19,
    net_minor: 1852,
    unit_cost: "7.25",
  });
  assert.equal(answer.headers.get("location"), `/v1/orders/${id}`);
  const read = await s.get(`/v1/orders/${id}`);
  assert.equal(read.text, answer.text);
  assert.equal(read.headers.get("etag"), answer.headers.get("etag"));
});

test("201: what an order earns is in its trail, also where whoever placed it does not see it", async () => {
  const product = await s.product({ unit_cost: "1", prices: [{ currency: "EUR", unit_price: "3" }] });
  await s.receive(product, 10);
  const key = await t.keyFor(s.organization, "sales");
  const body = { customer_id: customer, currency: "EUR", lines: [{ product_id: product, quantity: 2 }] };
  const { status, json } = await t.ask("POST", "/v1/orders", { key, body });
  assert.deepEqual([status, "margin_minor" in json], [201, false]);
  const { audit } = await trailOf(adminUrl, json.id);
  assert.deepEqual(audit[0]?.changes.margin_minor, { after: 400 });
  const history = await t.ask("GET", `/v1/orders/${json.id}/history`, { key });
  assert.equal(history.status, 200);
  assert.ok(!history.text.includes("margin_minor"), history.text);
});

test("201: the order, its lines, its reservations, its event and its audit row are there together", async () => {
  const product = await stocked(10);
  const { json: order } = await s.place(customer, [{ product_id: product, quantity: 4 }]);
  const rows = await execute(
    adminUrl,
    `select o.status, n.position, r.quantity::float, r.released_at, w.code
       from orders o join order_lines n on n.order_id = o.id
       join reservations r on r.order_line_id = n.id join warehouses w on w.id = r.warehouse_id
      where o.id = $1`,
    [order.id],
  );
  assert.deepEqual(rows, [{ status: "placed", position: 1, quantity: 4, released_at: null, code: "MAIN" }]);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 10, reserved: 4 } });

  const { events, audit } = await trailOf(adminUrl, order.id);
  const { actor } = (await s.get("/v1/me")).json;
  const who = `${actor.kind}:${actor.id}`;
  assert.deepEqual(events, [
    { type: "order.placed", version: 1, actor: who, data: { customer_id: customer } },
  ]);
  const said = ["number", "customer_id", "status", "currency", "subtotal_minor", "tax_minor", "total_minor"];
  const paying = ["payment_method", "payment_status", "paid_minor", "refunded_minor", "placed_at"];
  const changes = Object.fromEntries([...said, ...paying].map((name) => [name, { after: order[name] }]));
  assert.deepEqual(audit, [{ action: "orders.place", version: 1, actor: who, door: "rest", changes }]);
});

test("201: lines with the same product, price and discount become one, at the place of the first", async () => {
  const [a, b] = [await stocked(10), await stocked(10)];
  const { json } = await s.place(customer, [
    { product_id: a, quantity: 0.1 },
    { product_id: b, quantity: 1 },
    { product_id: a, quantity: 0.2 },
    { product_id: a, quantity: 1, discount_percent: 5 },
    { product_id: a, quantity: 1, unit_price: "10.00" },
  ]);
  const lines = json.lines.map((line: { product_id: string; quantity: number; discount_percent: number }) => [
    line.product_id === a ? "a" : "b",
    line.quantity,
    line.discount_percent,
  ]);
  // the price named like the catalog's is the same price
  assert.deepEqual(lines, [
    ["a", 1.3, 0],
    ["b", 1, 0],
    ["a", 1, 5],
  ]);
});

test("201: the default warehouse is taken from first, then by priority, and a line may be split", async () => {
  const product = await s.product();
  const far = await s.make("/v1/warehouses", { code: "FAR", name: "Far", priority: 900 });
  const near = await s.make("/v1/warehouses", { code: "NEAR", name: "Near", priority: 50 });
  await s.receive(product, 10, far);
  await s.receive(product, 2, near);
  await s.receive(product, 3); // MAIN, priority 10
  const { json } = await s.place(customer, [
    { product_id: product, quantity: 4 },
    { product_id: product, quantity: 3, discount_percent: 10 },
  ]);
  assert.deepEqual(await s.stock(product), {
    MAIN: { on_hand: 3, reserved: 3 },
    NEAR: { on_hand: 2, reserved: 2 },
    FAR: { on_hand: 10, reserved: 2 },
  });
  const held = await execute(
    adminUrl,
    `select n.position, w.code, r.quantity::float from reservations r join order_lines n on n.id = r.order_line_id
       join warehouses w on w.id = r.warehouse_id where n.order_id = $1 order by 1, w.priority`,
    [json.id],
  );
  assert.deepEqual(held, [
    { position: 1, code: "MAIN", quantity: 3 },
    { position: 1, code: "NEAR", quantity: 1 },
    { position: 2, code: "NEAR", quantity: 1 },
    { position: 2, code: "FAR", quantity: 2 },
  ]);
});

test("201: ids may be written in capitals", async () => {
  const product = await stocked(10);
  const answer = await s.place(customer.toUpperCase(), [
    { product_id: product.toUpperCase(), quantity: 1 },
    { product_id: product, quantity: 1 },
  ]);
  assert.equal(answer.status, 201, answer.text);
  assert.deepEqual([answer.json.customer_id, answer.json.lines.length], [customer, 1]);
  const { events } = await trailOf(adminUrl, answer.json.id);
  assert.deepEqual(events[0]?.data, { customer_id: customer });
});

const money: [currency: string, price: string, quantity: number, amounts: [number, number, number]][] = [
  ["JPY", "33.5", 3, [101, 19, 120]], // 100.5 → 101; 19.19
  ["KWD", "1.2345", 1, [1235, 235, 1470]], // 1234.5 → 1235; 234.65
  ["EUR", "0.005", 1, [1, 0, 1]],
];
for (const [currency, price, quantity, amounts] of money) {
  test(`201: amounts are in the minor unit of ${currency}, halves away from zero`, async () => {
    const product = await stocked(10, { prices: [{ currency, unit_price: price }] });
    const { json } = await s.post("/v1/orders", {
      customer_id: customer,
      currency,
      lines: [{ product_id: product, quantity }],
    });
    assert.deepEqual([json.subtotal_minor, json.tax_minor, json.total_minor], amounts);
  });
}

test("201: tax is rounded once per rate over all lines", async () => {
  const wish = { prices: [{ currency: "EUR", unit_price: "0.03" }] };
  const [a, b, c] = [await stocked(5, wish), await stocked(5, wish), await stocked(5, wish)];
  const reduced = await stocked(5, { ...wish, tax_category: "reduced" });
  const { json } = await s.place(
    customer,
    [a, b, c, reduced].map((product_id) => ({ product_id, quantity: 1 })),
  );
  assert.deepEqual([json.subtotal_minor, json.tax_minor, json.total_minor], [12, 2, 14]); // 1.71 and 0.21
});

test("201: numbers have no gap, also where orders were refused or tried out in between", async () => {
  const product = await stocked(3);
  const one = [{ product_id: product, quantity: 1 }];
  const own = await shop(t, "Numbers GmbH");
  assert.equal(
    (await s.post("/v1/orders?dry_run=true", { customer_id: customer, currency: "EUR", lines: one })).status,
    200,
  );
  const first = await s.place(customer, one);
  assertProblem(await s.place(customer, [{ product_id: product, quantity: 99 }]), 409, "out_of_stock");
  await s.post("/v1/orders?dry_run=true", { customer_id: customer, currency: "EUR", lines: one });
  const second = await s.place(customer, one);
  const serial = (number: string) => Number(number.slice(-6));
  assert.equal(serial(second.json.number), serial(first.json.number) + 1);

  const theirs = await own.product();
  await own.receive(theirs, 1);
  const { json } = await own.place(await own.customer(), [{ product_id: theirs, quantity: 1 }]);
  assert.match(json.number, /-000001$/); // each organization counts for itself
});

test("200: a batch places all, each with its event and audit row, in the caller's order", async () => {
  const product = await stocked(10);
  const item = (quantity: number) => ({
    customer_id: customer,
    currency: "EUR",
    lines: [{ product_id: product, quantity }],
  });
  const answer = await s.post("/v1/orders/batch", { items: [item(1), item(2), item(3)] });
  assert.equal(answer.status, 200, answer.text);
  const orders = answer.json.data as { id: string; lines: { quantity: number }[] }[];
  assert.deepEqual(
    orders.map(({ lines }) => lines[0]?.quantity),
    [1, 2, 3],
  );
  for (const { id } of orders) {
    const { events, audit } = await trailOf(adminUrl, id);
    assert.deepEqual([events.length, audit.length], [1, 1]);
  }
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 10, reserved: 6 } });
});

test("after all of this the books are right", () => assertInvariants(adminUrl));

test("201: the millionth order of a year has a number of its own", async () => {
  const busy = await shop(t);
  const product = await busy.product();
  await busy.receive(product, 3);
  const buyer = await busy.customer();
  const lines = [{ product_id: product, quantity: 1 }];
  await busy.place(buyer, lines);
  // behind the look at the books: the others of the million are not there
  const counted =
    "update plinth.counters set last = 999998 where organization_id = $1 and series like 'SO-%'";
  await execute(adminUrl, counted, [busy.organization]);
  for (const serial of ["999999", "1000000"]) {
    const { status, json, text } = await busy.place(buyer, lines);
    assert.equal(status, 201, text);
    assert.match(json.number, new RegExp(`^SO-\\d{4}-${serial}$`));
  }
});
