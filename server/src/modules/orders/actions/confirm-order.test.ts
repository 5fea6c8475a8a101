import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { assertInvariants } from "#harness/invariants";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
const customer = await s.customer();
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

async function placed(): Promise<{ id: string; product: string; etag: string; json: object }> {
  const product = await s.product();
  await s.receive(product, 10);
  const { json, headers } = await s.place(customer, [{ product_id: product, quantity: 3 }]);
  return { id: json.id, product, etag: headers.get("etag") ?? "", json };
}

test("200: a confirmed order says when and by whom; everything else, its stock too, is as it was", async () => {
  const order = await placed();
  const answer = await s.post(`/v1/orders/${order.id}/confirm`);
  assert.equal(answer.status, 200, answer.text);
  const { actor } = (await s.get("/v1/me")).json;
  const { confirmed_at, updated_at, ...rest } = answer.json;
  assert.equal(confirmed_at, updated_at);
  assert.deepEqual(
    { ...rest, confirmed_at: null, updated_at: null },
    {
      ...order.json,
      status: "confirmed",
      confirmed_at: null,
      confirmed_by: `api_key:${actor.id}`,
      version: 2,
      updated_at: null,
    },
  );
  assert.equal((await s.get(`/v1/orders/${order.id}`)).text, answer.text);
  assert.deepEqual(await s.stock(order.product), { MAIN: { on_hand: 10, reserved: 3 } });

  const { events, audit } = await trailOf(adminUrl, order.id);
  assert.deepEqual(
    events.map(({ type, version, data }) => ({ type, version, data })),
    [
      { type: "order.placed", version: 1, data: { customer_id: customer } },
      { type: "order.confirmed", version: 2, data: { customer_id: customer } },
    ],
  );
  const confirmed = audit.at(-1);
  assert.deepEqual([confirmed?.action, confirmed?.version], ["orders.confirm", 2]);
  assert.deepEqual(confirmed?.changes.status, { before: "placed", after: "confirmed" });
});

test("200: a confirmed order can still be cancelled, and its stock goes back", async () => {
  const { id, product } = await placed();
  await s.post(`/v1/orders/${id}/confirm`);
  const answer = await s.post(`/v1/orders/${id}/cancel`);
  assert.deepEqual([answer.status, answer.json.status], [200, "cancelled"]);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 10, reserved: 0 } });
});

test("409: an order is confirmed once, also by twenty at the same time", async () => {
  const { id } = await placed();
  const answers = await Promise.all(Array.from({ length: 20 }, () => s.post(`/v1/orders/${id}/confirm`)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [
    200,
    ...Array.from({ length: 19 }, () => 409),
  ]);
  assertProblem(
    await leavesNoTrace(adminUrl, () => s.post(`/v1/orders/${id}/confirm`)),
    409,
    "invalid_state",
  );
});

for (const status of ["confirmed", "shipped", "returned", "cancelled"]) {
  test(`409: an order that is ${status} cannot be confirmed`, async () => {
    const product = await s.product();
    const id = await s.make("/v1/orders/record", {
      number: `OLD-${status}`,
      customer_id: customer,
      currency: "EUR",
      status,
      placed_at: "1996-07-04T00:00:00Z",
      lines: [{ product_id: product, quantity: 1, unit_price: "3" }],
    });
    const answer = await leavesNoTrace(adminUrl, () => s.post(`/v1/orders/${id}/confirm`));
    assertProblem(answer, 409, "invalid_state");
    assert.match(answer.json.detail, new RegExp(`is ${status};`));
  });
}

test("412: with If-Match an order that has changed since is not confirmed; its current version is", async () => {
  const order = await placed();
  const stale = await leavesNoTrace(adminUrl, () =>
    s.post(`/v1/orders/${order.id}/confirm`, undefined, { "if-match": '"7"' }),
  );
  assertProblem(stale, 412, "stale_version");
  const answer = await s.post(`/v1/orders/${order.id}/confirm`, undefined, { "if-match": order.etag });
  assert.equal(answer.status, 200, answer.text);
});

test("404: another organization's order is confirmed like one that never existed: not at all", async () => {
  const { id } = await placed();
  const other = await shop(t, "Other GmbH");
  const foreign = await leavesNoTrace(adminUrl, () => other.post(`/v1/orders/${id}/confirm`));
  assertProblem(foreign, 404, "not_found");
  assert.equal(withoutRequestId(foreign), withoutRequestId(await other.post(`/v1/orders/${nobody}/confirm`)));
});

for (const [role, status] of Object.entries({
  owner: 200,
  admin: 200,
  sales: 200,
  finance: 200,
  warehouse: 403,
  integration: 403,
  auditor: 403,
} as const)) {
  test(`${status}: ${role} ${status === 200 ? "confirms" : "does not confirm"}`, async () => {
    const { id } = await placed();
    const key = await t.keyFor(s.organization, role);
    const answer = await s.ask("POST", `/v1/orders/${id}/confirm`, { key });
    assert.equal(answer.status, status, answer.text);
  });
}

test("200: a rehearsal answers what would happen and changes nothing", async () => {
  const { id } = await placed();
  const answer = await leavesNoTrace(adminUrl, () => s.post(`/v1/orders/${id}/confirm?dry_run=true`));
  assert.deepEqual([answer.status, answer.json.status, answer.json.version], [200, "confirmed", 2]);
});

test("after all of this the books are right", () => assertInvariants(adminUrl));
