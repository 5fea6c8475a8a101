/** The same request twice is done once, whoever races, and nobody learns by it what is not theirs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { assertInvariants } from "#harness/invariants";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { strangerHolding, waitingForLocks } from "#harness/stranger";
import { until } from "#harness/until";
import { purgeRecords } from "#platform/idempotency";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
const customer = await s.customer();
let keys = 0;
const freshKey = () => `key-${++keys}`;

async function stocked(quantity: number): Promise<string> {
  const product = await s.product();
  await s.receive(product, quantity);
  return product;
}

/** One was the first, the others its replay or told that it runs; all that were done are word for word equal. */
function assertOnce(answers: Answer[], status: number): void {
  const done = answers.filter((answer) => answer.status === status);
  const told = answers.filter((answer) => answer.status === 409);
  assert.equal(done.length + told.length, answers.length, answers.map((answer) => answer.text).join("\n"));
  assert.equal(done.filter(({ headers }) => headers.get("idempotent-replayed") === null).length, 1);
  assert.equal(new Set(done.map(({ text }) => text)).size, 1);
  for (const answer of told) {
    assertProblem(answer, 409, "request_in_progress");
    assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
  }
}

test("201: twenty identical requests for one lane make one order", async () => {
  const product = await stocked(50);
  const key = freshKey();
  const place = () => s.place(customer, [{ product_id: product, quantity: 1 }], { "idempotency-key": key });
  assertOnce(await Promise.all(Array.from({ length: 20 }, place)), 201);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 50, reserved: 1 } });
});

test("201: twenty identical requests to two instances make one order", async () => {
  const other = await startInstance(t.database);
  try {
    for (let round = 0; round < 5; round++) {
      const product = await stocked(50);
      const wish = {
        key: s.key,
        headers: { "idempotency-key": freshKey() },
        body: { customer_id: customer, currency: "EUR", lines: [{ product_id: product, quantity: 1 }] },
      };
      const asked = Array.from({ length: 20 }, (_, i) => (i % 2 ? t : other).ask("POST", "/v1/orders", wish));
      assertOnce(await Promise.all(asked), 201);
      assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 50, reserved: 1 } });
    }
  } finally {
    await other.close();
  }
});

test("200: twenty identical requests for a verb without a lane have one effect", async () => {
  const product = await stocked(50);
  const { json } = await s.place(customer, [{ product_id: product, quantity: 1 }]);
  const headers = { "idempotency-key": freshKey() };
  const cancel = () => s.post(`/v1/orders/${json.id}/cancel`, undefined, headers);
  assertOnce(await Promise.all(Array.from({ length: 20 }, cancel)), 200);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 50, reserved: 0 } });
});

test("200: twenty identical batches are one batch", async () => {
  const product = await stocked(50);
  const headers = { "idempotency-key": freshKey() };
  const item = { customer_id: customer, currency: "EUR", lines: [{ product_id: product, quantity: 1 }] };
  const batch = () => s.post("/v1/orders/batch", { items: [item, item] }, headers);
  assertOnce(await Promise.all(Array.from({ length: 20 }, batch)), 200);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 50, reserved: 2 } });
});

test("201: a replay is the first answer word for word, marked as one, also when the object has changed since", async () => {
  const product = await stocked(5);
  const headers = { "idempotency-key": freshKey() };
  const place = () => s.place(customer, [{ product_id: product, quantity: 1 }], headers);
  const first = await place();
  await s.post(`/v1/orders/${first.json.id}/cancel`);
  const again = await leavesNoTrace(adminUrl, place);
  assert.equal(first.headers.get("idempotent-replayed"), null);
  assert.equal(again.headers.get("idempotent-replayed"), "true");
  assert.deepEqual(
    [again.status, again.text, again.headers.get("location"), again.headers.get("etag")],
    [first.status, first.text, first.headers.get("location"), first.headers.get("etag")],
  );
});

test("201: the same body in another sequence and spacing is the same request", async () => {
  const headers = { "idempotency-key": freshKey() };
  const first = await s.post("/v1/customers", { name: "A", country: "DE", currency: "EUR" }, headers);
  const again = await s.post(
    "/v1/customers",
    '{ "currency":"EUR",\n "name":"A", "country":"DE" }' as unknown as object,
    headers,
  );
  assert.deepEqual([again.status, again.json.id], [201, first.json.id]);
});

test("422: the key of another body, path or query is refused, and nothing is done", async () => {
  const headers = { "idempotency-key": freshKey() };
  const body = { name: "A", country: "DE", currency: "EUR" };
  await s.post("/v1/customers", body, headers);
  const others = [
    () => s.post("/v1/customers", { ...body, name: "B" }, headers),
    () => s.post("/v1/customers", { ...body, credit_limit_minor: null }, headers),
    () => s.post("/v1/customers/batch", { items: [body] }, headers),
    () => s.post("/v1/warehouses", { code: "W", name: "W" }, headers),
    () => s.post("/v1/customers?dry_run=false", body, headers),
  ];
  for (const other of others)
    assertProblem(await leavesNoTrace(adminUrl, other), 422, "idempotency_key_reused");
});

test("201: a refused request may be tried again under its key", async () => {
  const product = await s.product();
  const headers = { "idempotency-key": freshKey() };
  const place = () => s.place(customer, [{ product_id: product, quantity: 1 }], headers);
  assertProblem(await leavesNoTrace(adminUrl, place), 409, "out_of_stock");
  await s.receive(product, 1);
  const answer = await place();
  assert.deepEqual([answer.status, answer.headers.get("idempotent-replayed")], [201, null]);

  const invalid = { "idempotency-key": freshKey() };
  assertProblem(await s.post("/v1/customers", { name: "" }, invalid), 422, "invalid_input");
  const mended = { name: "A", country: "DE", currency: "EUR" };
  assert.equal((await s.post("/v1/customers", mended, invalid)).status, 201);
});

test("201: another actor's key of the same name is another key", async () => {
  const headers = { "idempotency-key": freshKey() };
  const body = { name: "A", country: "DE", currency: "EUR" };
  const colleague = await t.keyFor(s.organization, "admin");
  const other = await shop(t, "Other GmbH");
  const answers = [
    await s.post("/v1/customers", body, headers),
    await s.ask("POST", "/v1/customers", { key: colleague, body, headers }),
    await other.post("/v1/customers", body, headers),
  ];
  assert.equal(new Set(answers.map(({ json }) => json.id)).size, 3);
  assert.ok(answers.every(({ headers: sent }) => sent.get("idempotent-replayed") === null));
});

test("403: a replay passes authorization again, and shows no more than the caller may see by now", async () => {
  const key = await t.keyFor(s.organization, "admin");
  const body = { sku: "SECRET-COST", name: "Chai" };
  const wish = { key, body, headers: { "idempotency-key": freshKey() } };
  const costly = {
    key,
    body: { sku: "TOLD-COST", name: "Chang", unit_cost: "7.25" },
    headers: { "idempotency-key": freshKey() },
  };
  const first = await s.ask("POST", "/v1/products", wish);
  assert.ok("unit_cost" in first.json, first.text);
  assert.equal((await s.ask("POST", "/v1/products", costly)).json.unit_cost, "7.25");

  const demoted = async (
    role: string,
    again: { key: string; body: object; headers: Record<string, string> },
  ): Promise<Answer> => {
    await execute(adminUrl, "update api_keys set role = $1 where prefix = $2 and organization_id = $3", [
      role,
      key.slice(0, 8),
      s.organization,
    ]);
    const fresh = await startInstance(t.database); // an instance that has not met the key yet
    try {
      return await fresh.ask("POST", "/v1/products", again);
    } finally {
      await fresh.close();
    }
  };
  // may write products, may not see their cost
  const asIntegration = await demoted("integration", wish);
  assert.equal(asIntegration.status, 201, asIntegration.text);
  assert.equal(asIntegration.json.id, first.json.id);
  assert.ok(!("unit_cost" in asIntegration.json), asIntegration.text);
  assertProblem(await demoted("integration", costly), 403, "forbidden");
  assertProblem(await demoted("warehouse", wish), 403, "forbidden");
});

test("201: after 24 hours a key is fresh again, and housekeeping removes its record", async () => {
  const headers = { "idempotency-key": freshKey() };
  const make = () => s.post("/v1/customers", { name: "A", country: "DE", currency: "EUR" }, headers);
  const aged = async (hours: number) => {
    await execute(
      adminUrl,
      "update plinth.idempotency_records set created_at = now() - make_interval(hours => $1, mins => 1) where key = $2",
      [hours, headers["idempotency-key"]],
    );
  };
  const first = await make();
  await aged(23);
  assert.equal((await make()).json.id, first.json.id);
  await aged(24);
  const later = await make();
  assert.notEqual(later.json.id, first.json.id);
  assert.equal((await make()).json.id, later.json.id);

  const another = { ...headers, "idempotency-key": freshKey() };
  await s.post("/v1/customers", { name: "B", country: "DE", currency: "EUR" }, another);
  await execute(
    adminUrl,
    "update plinth.idempotency_records set created_at = now() - interval '25 hours' where key = any ($1)",
    [[headers["idempotency-key"], another["idempotency-key"]]],
  );
  assert.equal(await purgeRecords(t.app.database, 1), 2, "bite by bite, all of them");
  assert.deepEqual(
    await execute(adminUrl, "select 1 from plinth.idempotency_records where key = $1", [
      headers["idempotency-key"],
    ]),
    [],
  );
});

for (const bad of ["", "with space", "ünïcode", "x".repeat(256)]) {
  test(`400: "${bad.slice(0, 12)}" is no Idempotency-Key`, async () => {
    const headers = { "idempotency-key": Buffer.from(bad).toString("latin1") };
    const answer = await s.post("/v1/customers", { name: "A", country: "DE", currency: "EUR" }, headers);
    assertProblem(answer, 400, "malformed_request");
  });
}

test("400: what mints a secret cannot be tried out", async () => {
  const answer = await leavesNoTrace(adminUrl, () => s.post("/v1/api_keys?dry_run=true", { name: "x" }));
  assertProblem(answer, 400, "dry_run_impossible");
});

test("200: a rehearsal keeps no record of its key and is not answered from one", async () => {
  const product = await stocked(5);
  const headers = { "idempotency-key": freshKey() };
  const body = { customer_id: customer, currency: "EUR", lines: [{ product_id: product, quantity: 1 }] };
  const tried = await leavesNoTrace(adminUrl, () => s.post("/v1/orders?dry_run=true", body, headers));
  assert.equal(tried.status, 200);
  const done = await s.post("/v1/orders", body, headers);
  assert.deepEqual([done.status, done.headers.get("idempotent-replayed")], [201, null]);
  const afterwards = await leavesNoTrace(adminUrl, () => s.post("/v1/orders?dry_run=true", body, headers));
  assert.equal(afterwards.headers.get("idempotent-replayed"), null);
});

test("409: while the first still runs the second is told so at once, and gets the first's answer later", async () => {
  const product_id = await stocked(5);
  const asked = {
    headers: { "idempotency-key": freshKey() },
    body: { product_id, quantity: 1, reason: "received" },
  };
  // in one transaction from its claim on: a placement lets go of it, to wait elsewhere than in its lane
  const receive = () => s.ask("POST", "/v1/stock_movements", asked);
  const other = await startInstance(t.database);
  const stranger = await strangerHolding(
    adminUrl,
    "select 1 from stock_levels where product_id = $1 for update",
    [product_id],
  );
  const first = receive();
  await until("the first to wait for the lock", async () => (await waitingForLocks(adminUrl)) > 0);
  const second = await other.ask("POST", "/v1/stock_movements", { key: s.key, ...asked });
  assertProblem(second, 409, "request_in_progress");
  assert.equal(second.headers.get("retry-after"), "1");
  await stranger.release();
  const done = await first;
  assert.equal(done.status, 201, done.text);
  assert.equal((await receive()).text, done.text);
  await other.close();
});

test("after all of this the books are right", () => assertInvariants(adminUrl));
