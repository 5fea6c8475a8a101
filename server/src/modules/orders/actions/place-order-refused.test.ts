import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { leavesNoTrace } from "#harness/checksum";
import { assertInvariants } from "#harness/invariants";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { shop } from "#harness/shop";

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

test("409: how much there is, is told to those who read stock; the others only that it is not enough", async () => {
  const product = await stocked(7);
  const lines = [{ product_id: product, quantity: 8 }];
  const body = { customer_id: customer, currency: "EUR", lines };
  const detailFor = async (key: string, path = "/v1/orders?dry_run=true", wish: object = body) => {
    const answer = await s.ask("POST", path, { key, body: wish });
    assert.equal(answer.status, 409, answer.text);
    const [{ detail }] = answer.json.errors;
    assert.ok(answer.json.detail === detail || path.includes("batch"), answer.text);
    return detail.replace(/SKU-\d+/, "X");
  };
  const counted = "7 of SKU X are available, 8 were asked for.";
  const hidden = "Not enough of SKU X is available.";
  const without = await t.keyFor(s.organization, "owner", ["orders:place", "orders:read"]);
  const buyer = await buyerFor(t, s, customer);
  const scoped = { name: "limited", role: "sales", customer_scope: [customer] };
  const { key: limited } = (await s.post("/v1/api_keys", scoped)).json;
  assert.equal(await detailFor(await t.keyFor(s.organization, "integration")), counted);
  for (const key of [without, buyer.token, limited]) {
    assert.equal(await detailFor(key), hidden);
    assert.equal(await detailFor(key, "/v1/orders/batch", { items: [body] }), hidden);
  }
  // those who ask at the same time share their statements, and nothing of what they may know
  const at = await Promise.all(
    Array.from({ length: 20 }, (_, i) => detailFor(i % 2 === 0 ? s.key : without, "/v1/orders")),
  );
  assert.deepEqual(
    at,
    at.map((_, i) => (i % 2 === 0 ? counted : hidden)),
  );
});

test("403: naming a price or a discount needs a permission of its own", async () => {
  const product = await stocked(10);
  const plain = await t.keyFor(s.organization, "owner", ["orders:place", "orders:read", "access:explain"]);
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

test("422: a total that a JSON number cannot carry is refused", async () => {
  const product = await stocked(999_999_999);
  const answer = await leavesNoTrace(adminUrl, () =>
    s.place(customer, [{ product_id: product, quantity: 999_999_999, unit_price: "999999999999" }]),
  );
  assertProblem(answer, 422, "invalid_input", { "/lines": "too_large" });
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
