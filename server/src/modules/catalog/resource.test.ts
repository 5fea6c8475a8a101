import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
/** May write products and not see what they cost. */
const integration = await t.keyFor(s.organization, "integration");

const patch = (path: string, body: object, key = s.key) =>
  s.ask("PATCH", path, { key, body, headers: { "if-match": "*" } });

test("201: prices show at least two places and at most the six that they have", async () => {
  const prices = [
    { currency: "EUR", unit_price: "10" },
    { currency: "JPY", unit_price: "0.000001" },
    { currency: "USD", unit_price: "12.345000" },
  ];
  const { json } = await s.post("/v1/products", { sku: "P-1", name: "Chai", prices });
  assert.deepEqual(json.prices, [
    { currency: "EUR", unit_price: "10.00" },
    { currency: "JPY", unit_price: "0.000001" },
    { currency: "USD", unit_price: "12.345" },
  ]);
});

test("200: prices are replaced whole, and with them the product's version", async () => {
  const id = await s.product();
  const answer = await patch(`/v1/products/${id}`, { prices: [{ currency: "SEK", unit_price: "99" }] });
  assert.deepEqual(
    [answer.json.version, answer.json.prices],
    [2, [{ currency: "SEK", unit_price: "99.00" }]],
  );
  const { events } = await trailOf(adminUrl, id);
  assert.deepEqual(events.at(-1)?.data, { changed: ["prices"] });
  assert.deepEqual((await patch(`/v1/products/${id}`, { prices: [] })).json.prices, []);
  assert.deepEqual((await patch(`/v1/products/${id}`, { name: "New" })).json.prices, []);
});

test("200: the same prices written otherwise, or in another sequence, change nothing", async () => {
  const prices = [
    { currency: "EUR", unit_price: "1.50" },
    { currency: "USD", unit_price: "2" },
  ];
  const { json } = await s.post("/v1/products", { sku: "SAME", name: "Same", unit_cost: "0.50", prices });
  const same = [
    { currency: "USD", unit_price: "2.000000" },
    { currency: "EUR", unit_price: "1.5" },
  ];
  const answer = await patch(`/v1/products/${json.id}`, { unit_cost: "0.500", prices: same });
  assert.deepEqual([answer.status, answer.json.version], [200, 1]);
  assert.deepEqual(
    (await trailOf(adminUrl, json.id)).events.map(({ type }) => type),
    ["product.created"],
  );
});

test("422: a product has one price per currency", async () => {
  const twice = [
    { currency: "EUR", unit_price: "1" },
    { currency: "EUR", unit_price: "2" },
  ];
  const made = await leavesNoTrace(adminUrl, () =>
    s.post("/v1/products", { sku: "TWICE", name: "T", prices: twice }),
  );
  assert.equal(made.status, 422, made.text);
  assert.match(JSON.stringify(made.json.errors), /\/prices/);
  const id = await s.product();
  const changed = await leavesNoTrace(adminUrl, () => patch(`/v1/products/${id}`, { prices: twice }));
  assert.deepEqual([changed.status, changed.json.errors], [made.status, made.json.errors]);
});

test("409: a SKU is taken once per organization", async () => {
  await s.product({ sku: "ONCE" });
  const again = await leavesNoTrace(adminUrl, () => s.post("/v1/products", { sku: "ONCE", name: "T" }));
  assertProblem(again, 409, "already_exists", { "/sku": "already_exists" });
  await (await shop(t, "Other GmbH")).product({ sku: "ONCE" });
});

test("403: who may not see a cost does not get it, cannot ask for it, and neither sets, changes nor empties it", async () => {
  const id = await s.product({ unit_cost: "7.25" });
  const path = `/v1/products/${id}`;
  assert.equal((await s.get(path)).json.unit_cost, "7.25");
  const seen = await s.ask("GET", path, { key: integration });
  assert.ok(seen.status === 200 && !("unit_cost" in seen.json), seen.text);
  assert.doesNotMatch((await s.ask("GET", "/v1/products?limit=200", { key: integration })).text, /unit_cost/);
  assert.doesNotMatch(
    (await s.ask("GET", "/v1/stock_levels?expand=product", { key: integration })).text,
    /unit_cost/,
  );
  assertProblem(await s.ask("GET", `${path}?fields=unit_cost`, { key: integration }), 403, "forbidden");

  for (const unit_cost of ["1", null])
    assertProblem(
      await leavesNoTrace(adminUrl, () => patch(path, { unit_cost }, integration)),
      403,
      "forbidden",
    );
  const body = { sku: "COST", name: "C", unit_cost: "1" };
  assertProblem(await s.ask("POST", "/v1/products", { key: integration, body }), 403, "forbidden");
  const renamed = await patch(path, { name: "Renamed" }, integration);
  assert.ok(renamed.status === 200 && !("unit_cost" in renamed.json), renamed.text);
  assert.equal((await s.get(path)).json.unit_cost, "7.25");
});

test("409: a product that was ordered or stored stays; one that was not goes with its prices", async () => {
  const stored = await s.product();
  await s.receive(stored, 1);
  const kept = await leavesNoTrace(adminUrl, () => s.ask("DELETE", `/v1/products/${stored}`));
  assertProblem(kept, 409, "still_referenced");
  const id = await s.product();
  assert.equal((await s.ask("DELETE", `/v1/products/${id}`)).status, 204);
});

test("200: a new organization has the tax rates of its neighbours, and may change them", async () => {
  const { data } = (await s.get("/v1/tax_rates?country=DE&sort=first_on")).json;
  const rates = Object.fromEntries(
    data.map(({ category, rate_percent }: { category: string; rate_percent: number }) => [
      category,
      rate_percent,
    ]),
  );
  assert.deepEqual(rates, { zero: 0, standard: 19, reduced: 7 });
  assert.ok((await s.get("/v1/tax_rates?count=exact&limit=1")).json.total >= 90);
  assert.equal((await patch(`/v1/tax_rates/${data[0].id}`, { rate_percent: 0.5 })).json.rate_percent, 0.5);
});

test("409: a country has one rate per category and day", async () => {
  const rate = { country: "BR", category: "standard", first_on: "2026-01-01", rate_percent: 17 };
  await s.make("/v1/tax_rates", rate);
  const again = await leavesNoTrace(adminUrl, () => s.post("/v1/tax_rates", rate));
  assertProblem(again, 409, "already_exists");
});

const broken: [words: string, path: string, body: object, errors: Record<string, string>][] = [
  [
    "a price as a number",
    "products",
    { sku: "B", name: "B", prices: [{ currency: "EUR", unit_price: 10 }] },
    { "/prices/0/unit_price": "type" },
  ],
  [
    "a price with a comma",
    "products",
    { sku: "B", name: "B", prices: [{ currency: "EUR", unit_price: "1,5" }] },
    { "/prices/0/unit_price": "pattern" },
  ],
  [
    "a price of seven places",
    "products",
    { sku: "B", name: "B", prices: [{ currency: "EUR", unit_price: "1.0000001" }] },
    { "/prices/0/unit_price": "pattern" },
  ],
  [
    "a price field too many",
    "products",
    { sku: "B", name: "B", prices: [{ currency: "EUR", unit_price: "1", gross: true }] },
    { "/prices/0/gross": "unknown_field" },
  ],
  [
    "a tax category of one's own",
    "products",
    { sku: "B", name: "B", tax_category: "half" },
    { "/tax_category": "enum" },
  ],
  [
    "a day that does not exist",
    "tax_rates",
    { country: "BR", category: "zero", first_on: "2026-02-30", rate_percent: 1 },
    { "/first_on": "format" },
  ],
  [
    "more than all of it",
    "tax_rates",
    { country: "BR", category: "zero", first_on: "2026-02-20", rate_percent: 100.1 },
    { "/rate_percent": "maximum" },
  ],
  [
    "five decimals of a percent",
    "tax_rates",
    { country: "BR", category: "zero", first_on: "2026-02-20", rate_percent: 1.00001 },
    { "/rate_percent": "format" },
  ],
];
for (const [words, path, body, errors] of broken) {
  test(`422: ${words}`, async () => {
    assertProblem(await s.post(`/v1/${path}`, body), 422, "invalid_input", errors);
  });
}
