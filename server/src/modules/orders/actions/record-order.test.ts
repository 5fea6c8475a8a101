import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { choose } from "#harness/choose";
import { assertInvariants } from "#harness/invariants";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";
import { findSystemContext } from "#modules/organizations";
import { recordOrder } from "./record-order.ts";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
const customer = await s.customer();
const product = await s.product({ sku: "OLD", prices: [] });
await s.receive(product, 5);
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

let numbered = 0;
const history = (wish: object = {}) => ({
  number: `N-${++numbered}`,
  customer_id: customer,
  currency: "EUR",
  status: "shipped",
  placed_at: "1996-07-04T10:00:00+02:00",
  lines: [{ product_id: product, quantity: 1, unit_price: "3" }],
  ...wish,
});
const record = (wish?: object) => s.post("/v1/orders/record", history(wish));

test("201: an order of the past keeps its number, date, status, prices and lines, and moves no stock", async () => {
  const answer = await record({
    number: "10248",
    external_reference: "NW-10248",
    customer_reference: "PO 1",
    lines: [
      { product_id: product, quantity: 12, unit_price: "14", tax_rate_percent: 10 },
      { product_id: product, quantity: 12, unit_price: "14", tax_rate_percent: 10 },
      { product_id: product, quantity: 5, unit_price: "34.8", discount_percent: 15 },
    ],
  });
  assert.equal(answer.status, 201, answer.text);
  const { id, lines, recorded_at, created_at, updated_at, ...rest } = answer.json;
  assert.ok(recorded_at === created_at && created_at === updated_at);
  assert.deepEqual(rest, {
    number: "10248",
    customer_id: customer,
    status: "shipped",
    currency: "EUR",
    customer_reference: "PO 1",
    external_reference: "NW-10248",
    internal_note: null,
    subtotal_minor: 48390,
    tax_minor: 3360,
    total_minor: 51750,
    margin_minor: null, // what it cost then is not known
    payment_method: null,
    payment_status: "not_tracked",
    paid_minor: 0,
    refunded_minor: 0,
    paid_at: null,
    held_because: null,
    held_at: null,
    placed_at: "1996-07-04T08:00:00Z",
    confirmed_at: null,
    confirmed_by: null,
    cancelled_at: null,
    cancelled_by: null,
    version: 1,
  });
  assert.deepEqual(
    lines.map((line: Record<string, unknown>) => [
      line.position,
      line.quantity,
      line.unit_price,
      line.net_minor,
    ]),
    [
      [1, 12, "14.00", 16800],
      [2, 12, "14.00", 16800], // history is not merged
      [3, 5, "34.80", 14790],
    ],
  );
  assert.equal(answer.headers.get("location"), `/v1/orders/${id}`);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 5, reserved: 0 } });

  const { events, audit } = await trailOf(adminUrl, id);
  assert.deepEqual(
    events.map(({ type, version, data }) => ({ type, version, data })),
    [{ type: "order.recorded", version: 1, data: { customer_id: customer } }],
  );
  assert.deepEqual(
    audit.map(({ action, version }) => ({ action, version })),
    [{ action: "orders.record", version: 1 }],
  );
});

test("201: without a number the external reference is its number", async () => {
  const { json } = await record({ number: undefined, external_reference: "EXT-1" });
  assert.deepEqual([json.number, json.external_reference], ["EXT-1", "EXT-1"]);
});

test("201: what is on hold, discontinued or unpriced today may have been ordered once", async () => {
  const onHold = await s.customer({ status: "on_hold" });
  const gone = await s.product({ status: "discontinued", prices: [] });
  const answer = await record({
    customer_id: onHold,
    lines: [{ product_id: gone, quantity: 1, unit_price: "0" }],
  });
  assert.deepEqual([answer.status, answer.json.total_minor], [201, 0]);
});

test("201: a recorded number does not disturb the series of placed ones", async () => {
  const year = new Date().getUTCFullYear();
  await s.receive(product, 5);
  const before = await s.place(customer, [{ product_id: product, quantity: 1, unit_price: "1" }]);
  await record();
  const behind = await s.place(customer, [{ product_id: product, quantity: 1, unit_price: "1" }]);
  assert.deepEqual([before.json.number, behind.json.number], [`SO-${year}-000001`, `SO-${year}-000002`]);
});

test("409: a number or an external reference that is taken is refused, by field", async () => {
  await record({ number: "TAKEN", external_reference: "REF" });
  const number = await leavesNoTrace(adminUrl, () => record({ number: "TAKEN" }));
  assertProblem(number, 409, "already_exists", { "/number": "already_exists" });
  const reference = await leavesNoTrace(adminUrl, () => record({ external_reference: "REF" }));
  assertProblem(reference, 409, "already_exists", { "/external_reference": "already_exists" });
});

test("409: of twenty who record one number at once, one does", async () => {
  const same = history({ number: "RACED" });
  const answers = await Promise.all(Array.from({ length: 20 }, () => s.post("/v1/orders/record", same)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [
    201,
    ...Array.from({ length: 19 }, () => 409),
  ]);
});

const broken: [words: string, wish: object, errors: Record<string, string>][] = [
  ["neither number nor external reference", { number: undefined }, { "/number": "required" }],
  ["an unknown customer", { customer_id: nobody }, { "/customer_id": "not_found" }],
  [
    "an unknown product, at its line",
    {
      lines: [
        { product_id: product, quantity: 1, unit_price: "1" },
        { product_id: nobody, quantity: 1, unit_price: "1" },
      ],
    },
    { "/lines/1/product_id": "not_found" },
  ],
  ["a status that does not exist", { status: "lost" }, { "/status": "enum" }],
  ["a day that does not exist", { placed_at: "2026-02-30T00:00:00Z" }, { "/placed_at": "format" }],
  ["a time without its zone", { placed_at: "2026-02-03T00:00:00" }, { "/placed_at": "format" }],
  [
    "a line without its price",
    { lines: [{ product_id: product, quantity: 1 }] },
    { "/lines/0/unit_price": "required" },
  ],
  [
    "a total beyond what a JSON number carries",
    { lines: [{ product_id: product, quantity: 999_999_999, unit_price: "999999999999" }] },
    { "/lines": "too_large" },
  ],
];
for (const [words, wish, errors] of broken) {
  test(`422: ${words}`, async () => {
    const answer = await leavesNoTrace(adminUrl, () => record(wish));
    assertProblem(answer, 422, "invalid_input", errors);
  });
}

test("409: a batch with a number twice is refused whole, at the second", async () => {
  const answer = await leavesNoTrace(adminUrl, () =>
    s.post("/v1/orders/record/batch", {
      items: [history({ number: "B-1" }), history({ number: "B-2" }), history({ number: "B-1" })],
    }),
  );
  assertProblem(answer, 409, "already_exists", { "/items/2/number": "already_exists" });
});

test("200: a thousand are recorded at once, each with its event and audit row", async () => {
  const items = Array.from({ length: 1_000 }, () => history());
  const answer = await s.post("/v1/orders/record/batch", { items });
  assert.equal(answer.status, 200);
  assert.deepEqual(
    answer.json.data.map(({ number }: { number: string }) => number),
    items.map(({ number }) => number),
  );
  const { events, audit } = await trailOf(adminUrl, answer.json.data.at(-1).id);
  assert.deepEqual([events.length, audit.length], [1, 1]);
});

test("403: recording needs its permission", async () => {
  const key = await t.keyFor(s.organization, "sales");
  const answer = await s.ask("POST", "/v1/orders/record", { key, body: history() });
  assertProblem(answer, 403, "forbidden");
});

test("403: where a second person confirms, nothing is recorded as if it had been; the operator's import takes it as it is", async () => {
  const strict = await shop(t, "Strict GmbH");
  await choose(t, strict.organization, { "orders.second_person_confirms": true });
  const [buyer, goods] = [await strict.customer(), await strict.product()];
  const past = (status: string) =>
    history({ status, customer_id: buyer, lines: [{ product_id: goods, quantity: 1, unit_price: "3" }] });
  const narrow = await t.keyFor(strict.organization, "owner", ["orders:record"]);
  for (const status of ["confirmed", "shipped", "returned"]) {
    for (const [path, body] of [
      ["/v1/orders/record", past(status)],
      ["/v1/orders/record/batch", { items: [past("placed"), past(status)] }],
    ] as const) {
      const ask = () => strict.ask("POST", path, { key: narrow, body });
      const answer = await leavesNoTrace(adminUrl, ask);
      assertProblem(answer, 403, "forbidden");
      assert.match(answer.json.detail, new RegExp(`has a second person confirm.* recorded as ${status}`));
      assert.deepEqual((await strict.post(path, body)).json.decided_by, { rule: "policy" });
    }
  }
  for (const status of ["placed", "cancelled"])
    assert.equal((await strict.post("/v1/orders/record", past(status))).status, 201);

  const imported = await t.app.executor.execute(recordOrder, {
    context: await findSystemContext(t.app.database, strict.organization, "import"),
    inputs: [{ given: past("shipped"), id: "" }],
    batch: false,
    dryRun: false,
    claim: undefined,
  });
  assert.equal(imported.status, 201);
});

test("after all of this the books are right", () => assertInvariants(adminUrl));
