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

async function placed(quantity = 3): Promise<{ id: string; product: string; etag: string; json: object }> {
  const product = await s.product();
  await s.receive(product, 10);
  const { json, headers } = await s.place(customer, [{ product_id: product, quantity }]);
  return { id: json.id, product, etag: headers.get("etag") ?? "", json };
}

test("200: a cancelled order says when and by whom, and everything else is as it was", async () => {
  const order = await placed();
  const answer = await s.post(`/v1/orders/${order.id}/cancel`);
  assert.equal(answer.status, 200, answer.text);
  const { actor } = (await s.get("/v1/me")).json;
  const { cancelled_at, updated_at, ...rest } = answer.json;
  assert.equal(cancelled_at, updated_at);
  assert.deepEqual(
    { ...rest, cancelled_at: null, updated_at: null },
    {
      ...order.json,
      status: "cancelled",
      cancelled_at: null,
      cancelled_by: `api_key:${actor.id}`,
      version: 2,
      updated_at: null,
    },
  );
  assert.match(answer.headers.get("etag") ?? "", /^"2\./);
  assert.equal((await s.get(`/v1/orders/${order.id}`)).text, answer.text);

  const { events, audit } = await trailOf(adminUrl, order.id);
  assert.deepEqual(
    events.map(({ type, version, data }) => ({ type, version, data })),
    [
      { type: "order.placed", version: 1, data: { customer_id: customer } },
      { type: "order.cancelled", version: 2, data: { customer_id: customer } },
    ],
  );
  assert.deepEqual(
    audit.map(({ action, version, changes }) => ({ action, version, status: changes.status })),
    [
      { action: "orders.place", version: 1, status: { after: "placed" } },
      { action: "orders.cancel", version: 2, status: { before: "placed", after: "cancelled" } },
    ],
  );
});

test("200: the stock goes back to the warehouses that it was taken from", async () => {
  const product = await s.product();
  const side = await s.make("/v1/warehouses", { code: "SIDE", name: "Side", priority: 50 });
  await s.receive(product, 2);
  await s.receive(product, 5, side);
  const first = await s.place(customer, [
    { product_id: product, quantity: 3 },
    { product_id: product, quantity: 2, discount_percent: 1 },
  ]);
  await s.place(customer, [{ product_id: product, quantity: 1 }]);
  await s.receive(product, 100); // room in the first warehouse, which must not get what it did not give
  assert.equal((await s.post(`/v1/orders/${first.json.id}/cancel`)).status, 200);
  assert.deepEqual(await s.stock(product), {
    MAIN: { on_hand: 102, reserved: 0 },
    SIDE: { on_hand: 5, reserved: 1 },
  });
  const held = await execute(
    adminUrl,
    "select count(*)::int as rows, count(r.released_at)::int as released from reservations r join order_lines n on n.id = r.order_line_id where n.order_id = $1",
    [first.json.id],
  );
  assert.deepEqual(held, [{ rows: 3, released: 3 }]); // kept, and marked
});

test("409: cancelled again it gives nothing back a second time", async () => {
  const { id, product } = await placed();
  await s.post(`/v1/orders/${id}/cancel`);
  const again = await leavesNoTrace(adminUrl, () => s.post(`/v1/orders/${id}/cancel`));
  assertProblem(again, 409, "invalid_state");
  assert.match(again.json.detail, /cancelled/);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 10, reserved: 0 } });
});

test("409: twenty who cancel at once give it back once", async () => {
  const { id, product } = await placed(7);
  const answers = await Promise.all(Array.from({ length: 20 }, () => s.post(`/v1/orders/${id}/cancel`)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [
    200,
    ...Array.from({ length: 19 }, () => 409),
  ]);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 10, reserved: 0 } });
});

for (const status of ["shipped", "returned", "cancelled"]) {
  test(`409: an order that is ${status} cannot be cancelled`, async () => {
    const product = await s.product();
    const id = await s.make("/v1/orders/record", {
      number: `OLD-${status}`,
      customer_id: customer,
      currency: "EUR",
      status,
      placed_at: "1996-07-04T00:00:00Z",
      lines: [{ product_id: product, quantity: 1, unit_price: "3" }],
    });
    const answer = await leavesNoTrace(adminUrl, () => s.post(`/v1/orders/${id}/cancel`));
    assertProblem(answer, 409, "invalid_state");
  });
}

test("200: an order of the past that is still open can be cancelled, and no stock moves", async () => {
  const product = await s.product();
  await s.receive(product, 5);
  const id = await s.make("/v1/orders/record", {
    number: "OLD-open",
    customer_id: customer,
    currency: "EUR",
    status: "confirmed",
    placed_at: "2026-07-04T00:00:00Z",
    lines: [{ product_id: product, quantity: 1, unit_price: "3" }],
  });
  assert.equal((await s.post(`/v1/orders/${id}/cancel`)).json.status, "cancelled");
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 5, reserved: 0 } });
});

test("412: with If-Match an order that has changed since is not cancelled; its current version is", async () => {
  const order = await placed();
  const stale = await leavesNoTrace(adminUrl, () =>
    s.post(`/v1/orders/${order.id}/cancel`, undefined, { "if-match": '"7"' }),
  );
  assertProblem(stale, 412, "stale_version");
  const answer = await s.post(`/v1/orders/${order.id}/cancel`, undefined, { "if-match": order.etag });
  assert.equal(answer.status, 200, answer.text);
});

test("400: an If-Match that is no ETag is refused", async () => {
  const { id } = await placed();
  const answer = await s.post(`/v1/orders/${id}/cancel`, undefined, { "if-match": "latest" });
  assertProblem(answer, 400, "malformed_request");
});

test("404: another organization's order is cancelled like one that never existed: not at all", async () => {
  const { id } = await placed();
  const other = await shop(t, "Other GmbH");
  const foreign = await leavesNoTrace(adminUrl, () => other.post(`/v1/orders/${id}/cancel`));
  assertProblem(foreign, 404, "not_found");
  assert.equal(withoutRequestId(foreign), withoutRequestId(await other.post(`/v1/orders/${nobody}/cancel`)));
  assertProblem(await other.post("/v1/orders/1/cancel"), 404, "not_found");
});

test("403: cancelling needs its permission", async () => {
  const { id } = await placed();
  const key = await t.keyFor(s.organization, "owner", ["orders:place", "orders:read"]);
  assertProblem(await s.ask("POST", `/v1/orders/${id}/cancel`, { key }), 403, "forbidden");
});

test("200: a rehearsal answers what would happen and changes nothing", async () => {
  const { id } = await placed();
  const answer = await leavesNoTrace(adminUrl, () => s.post(`/v1/orders/${id}/cancel?dry_run=true`));
  assert.deepEqual([answer.status, answer.json.status, answer.json.version], [200, "cancelled", 2]);
});

test("422: a body with anything in it is refused", async () => {
  const { id } = await placed();
  const answer = await s.post(`/v1/orders/${id}/cancel`, { reason: "none" });
  assertProblem(answer, 422, "invalid_input", { "/reason": "unknown_field" });
});

test("after all of this the books are right", () => assertInvariants(adminUrl));
