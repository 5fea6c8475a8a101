import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { assertInvariants } from "#harness/invariants";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
const customer = await s.customer();
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

/** A product of which `quantity` lies in the default warehouse. */
async function stocked(quantity: number, wish: object = {}): Promise<string> {
  const product = await s.product(wish);
  await s.receive(product, quantity);
  return product;
}

test("201: an order is answered whole, and reads the same afterwards", async () => {
  const product = await stocked(10, { sku: "CHAI", prices: [{ currency: "EUR", unit_price: "12.345" }] });
  const answer = await s.post("/v1/orders", {
    customer_id: customer,
    currency: "EUR",
    customer_reference: "PO 4711",
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
    subtotal_minor: 1852, // 18.5175
    tax_minor: 352, // 3.5188
    total_minor: 2204,
    recorded_at: null,
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
  });
  assert.equal(answer.headers.get("location"), `/v1/orders/${id}`);
  const read = await s.get(`/v1/orders/${id}`);
  assert.equal(read.text, answer.text);
  assert.equal(read.headers.get("etag"), answer.headers.get("etag"));
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
  assert.deepEqual(audit, [{ action: "orders.place", version: 1, actor: who, door: "rest", changes: {} }]);
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

test("409: differing lines of one product share one stock wish, and each is named by the caller's own index", async () => {
  const [scarce, plenty, gone] = [await stocked(10), await stocked(99), await s.product()];
  const answer = await leavesNoTrace(adminUrl, () =>
    s.place(customer, [
      { product_id: plenty, quantity: 1 },
      { product_id: scarce, quantity: 6 },
      { product_id: gone, quantity: 1 },
      { product_id: scarce, quantity: 5, discount_percent: 5 },
      { product_id: gone, quantity: 2 },
    ]),
  );
  assertProblem(answer, 409, "out_of_stock", {
    "/lines/1/quantity": "out_of_stock",
    "/lines/2/quantity": "out_of_stock",
    "/lines/3/quantity": "out_of_stock",
    "/lines/4/quantity": "out_of_stock",
  });
  const details = answer.json.errors.map(({ detail }: { detail: string }) => detail).join("\n");
  assert.match(details, /10 of SKU \S+ are available, 11 were asked for/);
  assert.match(details, /0 of SKU \S+ are available, 3 were asked for/);
});

test("403: naming a price or a discount needs a permission of its own", async () => {
  const product = await stocked(10);
  const plain = await t.keyFor(s.organization, "owner", ["orders:place", "orders:read"]);
  for (const own of [{ unit_price: "1" }, { discount_percent: 1 }, { discount_percent: 0 }]) {
    const body = {
      customer_id: customer,
      currency: "EUR",
      lines: [{ product_id: product, quantity: 1, ...own }],
    };
    const answer = await leavesNoTrace(adminUrl, () => s.ask("POST", "/v1/orders", { key: plain, body }));
    assertProblem(answer, 403, "forbidden");
    assert.match(answer.json.detail, /orders:set_price/);
  }
  const { json } = await s.place(customer, [
    { product_id: product, quantity: 2, unit_price: "3.335", discount_percent: 12.5 },
  ]);
  assert.deepEqual([json.lines[0].unit_price, json.lines[0].net_minor], ["3.335", 584]); // 5.83625
});

for (const status of ["on_hold", "archived"]) {
  test(`409: a customer that is ${status} cannot order`, async () => {
    const product = await stocked(10);
    const blocked = await s.customer({ status });
    const answer = await leavesNoTrace(adminUrl, () =>
      s.place(blocked, [{ product_id: product, quantity: 1 }]),
    );
    assertProblem(answer, 409, "customer_not_active");
  });
}

test("409: a discontinued product cannot be ordered, and its lines are named", async () => {
  const [active, gone] = [await stocked(10), await stocked(10, { status: "discontinued" })];
  const answer = await leavesNoTrace(adminUrl, () =>
    s.place(customer, [
      { product_id: active, quantity: 1 },
      { product_id: gone, quantity: 1 },
    ]),
  );
  assertProblem(answer, 409, "product_discontinued", { "/lines/1/product_id": "product_discontinued" });
});

test("422: a product without a price in the currency cannot be ordered, unless one is given", async () => {
  const product = await stocked(10, { prices: [{ currency: "USD", unit_price: "9" }] });
  const answer = await leavesNoTrace(adminUrl, () =>
    s.place(customer, [{ product_id: product, quantity: 1 }]),
  );
  assertProblem(answer, 422, "no_price", { "/lines/0/product_id": "no_price" });
  const given = await s.place(customer, [{ product_id: product, quantity: 1, unit_price: "7" }]);
  assert.deepEqual([given.status, given.json.subtotal_minor], [201, 700]);
});

test("422: without a tax rate of the buyer's country nothing is sold there", async () => {
  const product = await stocked(10);
  const abroad = await s.customer({ country: "BR" });
  const lines = [{ product_id: product, quantity: 1 }];
  const answer = await leavesNoTrace(adminUrl, () => s.place(abroad, lines));
  assertProblem(answer, 422, "no_tax_rate", { "/lines/0/product_id": "no_tax_rate" });

  const rate = { country: "BR", category: "standard", rate_percent: 17 };
  await s.make("/v1/tax_rates", { ...rate, first_on: "9999-01-01" });
  assertProblem(await s.place(abroad, lines), 422, "no_tax_rate"); // not in force yet
  await s.make("/v1/tax_rates", { ...rate, first_on: "2020-01-01", rate_percent: 12 });
  await s.make("/v1/tax_rates", { ...rate, first_on: "2024-01-01" });
  assert.equal((await s.place(abroad, lines)).json.tax_minor, 170); // the latest that has begun
});

test("422: another organization's customer and product are answered like ids that never existed", async () => {
  const other = await shop(t, "Other GmbH");
  const foreignCustomer = await other.customer();
  const foreignProduct = await other.product();
  const product = await stocked(10);
  const lineOf = (id: string) => [
    { product_id: product, quantity: 1 },
    { product_id: id, quantity: 1 },
  ];
  const foreign = await s.place(foreignCustomer, lineOf(product));
  assertProblem(foreign, 422, "invalid_input", { "/customer_id": "not_found" });
  assert.equal(withoutRequestId(foreign), withoutRequestId(await s.place(nobody, lineOf(product))));

  const unseen = await s.place(customer, lineOf(foreignProduct));
  assertProblem(unseen, 422, "invalid_input", { "/lines/1/product_id": "not_found" });
  assert.equal(withoutRequestId(unseen), withoutRequestId(await s.place(customer, lineOf(nobody))));
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

test("422: a total that a JSON number cannot carry is refused", async () => {
  const product = await stocked(999_999_999);
  const answer = await leavesNoTrace(adminUrl, () =>
    s.place(customer, [{ product_id: product, quantity: 999_999_999, unit_price: "999999999999" }]),
  );
  assertProblem(answer, 422, "invalid_input", { "/lines": "too_large" });
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

const broken: [words: string, body: (product: string) => object, errors: Record<string, string>][] = [
  [
    "an unknown field",
    (p) => ({ lines: [{ product_id: p, quantity: 1, colour: "red" }] }),
    { "/lines/0/colour": "unknown_field" },
  ],
  ["no lines", () => ({ lines: [] }), { "/lines": "min_items" }],
  ["a missing quantity", (p) => ({ lines: [{ product_id: p }] }), { "/lines/0/quantity": "required" }],
  [
    "a quantity as text",
    (p) => ({ lines: [{ product_id: p, quantity: "1" }] }),
    { "/lines/0/quantity": "type" },
  ],
  [
    "a quantity of nothing",
    (p) => ({ lines: [{ product_id: p, quantity: 0 }] }),
    { "/lines/0/quantity": "format" },
  ],
  [
    "a negative quantity",
    (p) => ({ lines: [{ product_id: p, quantity: -1 }] }),
    { "/lines/0/quantity": "minimum" },
  ],
  [
    "a fourth decimal",
    (p) => ({ lines: [{ product_id: p, quantity: 0.1234 }] }),
    { "/lines/0/quantity": "format" },
  ],
  [
    "a seventh decimal of the price",
    (p) => ({ lines: [{ product_id: p, quantity: 1, unit_price: "1.1234567" }] }),
    { "/lines/0/unit_price": "pattern" },
  ],
  [
    "a negative price",
    (p) => ({ lines: [{ product_id: p, quantity: 1, unit_price: "-1" }] }),
    { "/lines/0/unit_price": "pattern" },
  ],
  [
    "a discount over 100",
    (p) => ({ lines: [{ product_id: p, quantity: 1, discount_percent: 101 }] }),
    { "/lines/0/discount_percent": "maximum" },
  ],
  [
    "a currency in small letters",
    (p) => ({ currency: "eur", lines: [{ product_id: p, quantity: 1 }] }),
    { "/currency": "format" },
  ],
  [
    "an id that is none",
    () => ({ lines: [{ product_id: "1", quantity: 1 }] }),
    { "/lines/0/product_id": "format" },
  ],
  [
    "a number of one's own",
    (p) => ({ number: "1", lines: [{ product_id: p, quantity: 1 }] }),
    { "/number": "unknown_field" },
  ],
  [
    "more lines than one order may lock",
    (p) => ({ lines: Array.from({ length: 501 }, () => ({ product_id: p, quantity: 1 })) }),
    { "/lines": "max_items" },
  ],
];
for (const [words, body, errors] of broken) {
  test(`422: ${words}`, async () => {
    const answer = await s.post("/v1/orders", { customer_id: customer, currency: "EUR", ...body(nobody) });
    assertProblem(answer, 422, "invalid_input", errors);
  });
}

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

test("409: a batch is all or nothing, and its items share the stock", async () => {
  const product = await stocked(10);
  const item = (quantity: number) => ({
    customer_id: customer,
    currency: "EUR",
    lines: [{ product_id: product, quantity }],
  });
  const answer = await leavesNoTrace(adminUrl, () =>
    s.post("/v1/orders/batch", { items: [item(6), item(5), item(1)] }),
  );
  assertProblem(answer, 409, "out_of_stock", { "/items/1/lines/0/quantity": "out_of_stock" });
  assert.match(answer.json.errors[0].detail, /^4 of SKU/);
});

test("422: a batch names every mistake by item", async () => {
  const answer = await s.post("/v1/orders/batch", {
    items: [
      { customer_id: "x", currency: "EUR", lines: [] },
      { customer_id: customer, lines: [{ product_id: nobody, quantity: 1 }] },
    ],
  });
  assertProblem(answer, 422, "invalid_input", {
    "/items/0/customer_id": "format",
    "/items/0/lines": "min_items",
    "/items/1/currency": "required",
  });
  assertProblem(await s.post("/v1/orders/batch", { items: [] }), 422, "invalid_input", {
    "/items": "min_items",
  });
});

test("after all of this the books are right", () => assertInvariants(adminUrl));
