import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";

const t = await testApp();
const s = await shop(t);
const customer = await s.customer();
const product = await s.product();
await s.receive(product, 100);
const placed = async () =>
  (await s.place(customer, [{ product_id: product, quantity: 1 }])).json.id as string;
const buyer = (await s.post("/v1/api_keys", { name: "A buyer", role: "buyer", customer_scope: [customer] }))
  .json.key as string;
const annotate = (order: string, note: unknown, wish = {}) =>
  s.ask("POST", `/v1/orders/${order}/annotate`, { body: { internal_note: note }, ...wish });

test("200: a note is kept, changed and emptied, in any state, and each change is told and audited", async () => {
  const order = await placed();
  const first = await annotate(order, "Call first.");
  assert.deepEqual([first.status, first.json.internal_note, first.json.version], [200, "Call first.", 2]);
  assert.equal((await s.get(`/v1/orders/${order}`)).text, first.text);
  assert.equal((await annotate(order, "Call first.")).json.version, 2); // nothing changed
  await s.post(`/v1/orders/${order}/cancel`);
  assert.equal((await annotate(order, null)).json.internal_note, null);

  const { events, audit } = await trailOf(t.database.adminUrl, order);
  assert.deepEqual(
    events.map(({ type, version }) => [type, version]),
    [
      ["order.placed", 1],
      ["order.annotated", 2],
      ["order.cancelled", 3],
      ["order.annotated", 4],
    ],
  );
  assert.deepEqual(audit[1]?.changes, { internal_note: { before: null, after: "Call first." } });
  assert.deepEqual(audit.at(-1)?.changes, { internal_note: { before: "Call first.", after: null } });
  assert.ok(events.every(({ data }) => !JSON.stringify(data).includes("Call first.")));
});

test("412: the version that was read is no longer current; 404: an order that does not exist", async () => {
  const order = await placed();
  await annotate(order, "One.");
  assertProblem(await annotate(order, "Two.", { headers: { "if-match": '"1"' } }), 412, "stale_version");
  assertProblem(await annotate(customer, "Not an order."), 404, "not_found");
});

test("422: a note is a text of 1 to 5,000 characters, or null", async () => {
  const order = await placed();
  for (const wrong of ["", "  ", "x".repeat(5_001), 1, undefined])
    assert.equal((await annotate(order, wrong)).status, 422, String(wrong));
});

test("403: a buyer neither annotates nor gives a note when ordering, alone or in a batch, and sees none", async () => {
  const order = await placed();
  await annotate(order, "Pays late.");
  assertProblem(await annotate(order, "Hello.", { key: buyer }), 403, "forbidden");
  const seen = await s.ask("GET", `/v1/orders/${order}`, { key: buyer });
  assert.equal(seen.status, 200);
  for (const hidden of ["internal_note", "margin_minor", "unit_cost", "external_reference", "Pays late"])
    assert.ok(!seen.text.includes(hidden), hidden);

  const plain = { customer_id: customer, currency: "EUR", lines: [{ product_id: product, quantity: 1 }] };
  const noted = { ...plain, internal_note: "Please hurry." };
  const asBuyer = (path: string, body: object) => s.ask("POST", path, { key: buyer, body });
  assert.equal((await asBuyer("/v1/orders", plain)).status, 201);
  assertProblem(await asBuyer("/v1/orders", noted), 403, "forbidden");
  assertProblem(await asBuyer("/v1/orders/batch", { items: [plain, noted] }), 403, "forbidden");
  assertProblem(await asBuyer("/v1/orders?dry_run=true", noted), 403, "forbidden");
});
