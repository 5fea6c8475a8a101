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

const move = (product_id: string, quantity: number, reason: string, more: object = {}) =>
  s.post("/v1/stock_movements", { product_id, quantity, reason, ...more });

test("201: a movement is answered whole, the level follows, and it is told and audited", async () => {
  const product = await s.product();
  const answer = await move(product, 40.5, "received", { note: "Note 1", external_reference: "GRN-1" });
  assert.equal(answer.status, 201, answer.text);
  const { id, warehouse_id, created_at, updated_at, ...rest } = answer.json;
  assert.equal(created_at, updated_at);
  assert.deepEqual(rest, {
    product_id: product,
    quantity: 40.5,
    reason: "received",
    note: "Note 1",
    external_reference: "GRN-1",
    version: 1,
  });
  assert.equal(answer.headers.get("location"), `/v1/stock_movements/${id}`);
  assert.equal((await s.get(`/v1/stock_movements/${id}`)).text, answer.text);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 40.5, reserved: 0 } });

  const { events, audit } = await trailOf(adminUrl, id);
  assert.deepEqual(
    events.map(({ type, version, data }) => ({ type, version, data })),
    [
      {
        type: "stock_movement.recorded",
        version: 1,
        data: { product_id: product, warehouse_id, reason: "received" },
      },
    ],
  );
  assert.deepEqual(
    audit.map(({ action, changes }) => ({ action, changes })),
    [
      {
        action: "stock_movements.create",
        changes: {
          product_id: { after: product },
          warehouse_id: { after: warehouse_id },
          quantity: { after: 40.5 },
          reason: { after: "received" },
          note: { after: "Note 1" },
          external_reference: { after: "GRN-1" },
        },
      },
    ],
  );
});

test("201: the level is the sum of its movements, per warehouse", async () => {
  const product = await s.product();
  const side = await s.make("/v1/warehouses", { code: "SIDE", name: "Side" });
  for (const [quantity, reason] of [
    [10, "received"],
    [-2.5, "lost"],
    [1, "returned"],
    [-0.5, "adjusted"],
    [3, "adjusted"],
  ] as const)
    assert.equal((await move(product, quantity, reason)).status, 201);
  await move(product, 7, "received", { warehouse_id: side.toUpperCase() });
  assert.deepEqual(await s.stock(product), {
    MAIN: { on_hand: 11, reserved: 0 },
    SIDE: { on_hand: 7, reserved: 0 },
  });
});

const signs: [reason: string, quantity: number][] = [
  ["received", -1],
  ["returned", -1],
  ["lost", 1],
];
for (const [reason, quantity] of signs) {
  test(`422: what is ${reason} has a sign, and ${quantity} is not it`, async () => {
    const answer = await move(await s.product(), quantity, reason);
    assertProblem(answer, 422, "invalid_input", { "/quantity": "sign" });
  });
}

test("409: what is promised cannot be taken away; exactly the rest can", async () => {
  const product = await s.product();
  await s.receive(product, 10);
  await s.place(customer, [{ product_id: product, quantity: 6 }]);
  for (const [quantity, reason] of [
    [-5, "adjusted"],
    [-4.001, "lost"],
  ] as const) {
    const answer = await leavesNoTrace(adminUrl, () => move(product, quantity, reason));
    assertProblem(answer, 409, "below_reserved", { "/quantity": "below_reserved" });
    assert.match(answer.json.detail, /10 lie there and 6 are reserved: at most 4/);
  }
  assert.equal((await move(product, -4, "lost")).status, 201);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 6, reserved: 6 } });
});

test("409: less than nothing cannot lie there", async () => {
  const product = await s.product();
  const answer = await leavesNoTrace(adminUrl, () => move(product, -1, "lost"));
  assertProblem(answer, 409, "below_reserved");
});

test("409: an external reference is taken once", async () => {
  const product = await s.product();
  await move(product, 1, "received", { external_reference: "ONCE" });
  const answer = await leavesNoTrace(adminUrl, () =>
    move(product, 1, "received", { external_reference: "ONCE" }),
  );
  assertProblem(answer, 409, "already_exists", { "/external_reference": "already_exists" });
});

test("422: a foreign product or warehouse is answered like one that never existed", async () => {
  const product = await s.product();
  const other = await shop(t, "Other GmbH");
  const foreign = {
    product: await other.product(),
    warehouse: (await other.get("/v1/warehouses")).json.data[0].id,
  };
  const unknownProduct = await move(foreign.product, 1, "received");
  assertProblem(unknownProduct, 422, "invalid_input", { "/product_id": "not_found" });
  assert.equal(withoutRequestId(unknownProduct), withoutRequestId(await move(nobody, 1, "received")));
  const unknownPlace = await move(product, 1, "received", { warehouse_id: foreign.warehouse });
  assertProblem(unknownPlace, 422, "invalid_input", { "/warehouse_id": "not_found" });
  assert.equal(
    withoutRequestId(unknownPlace),
    withoutRequestId(await move(product, 1, "received", { warehouse_id: nobody })),
  );
});

const broken: [words: string, body: object, errors: Record<string, string>][] = [
  ["nothing", { quantity: 0, reason: "adjusted" }, { "/quantity": "format" }],
  ["a fourth decimal", { quantity: 1.0001, reason: "adjusted" }, { "/quantity": "format" }],
  ["an unknown reason", { quantity: 1, reason: "stolen" }, { "/reason": "enum" }],
  ["more than can lie anywhere", { quantity: 1e12, reason: "received" }, { "/quantity": "maximum" }],
  ["an empty note", { quantity: 1, reason: "received", note: "" }, { "/note": "min_length" }],
];
for (const [words, body, errors] of broken) {
  test(`422: ${words}`, async () => {
    assertProblem(
      await s.post("/v1/stock_movements", { product_id: nobody, ...body }),
      422,
      "invalid_input",
      errors,
    );
  });
}

test("422: the sum of what lies there stays within what a quantity can be", async () => {
  const product = await s.product();
  const items = Array.from({ length: 1_000 }, () => ({
    product_id: product,
    quantity: 999_999_999,
    reason: "received",
  }));
  assert.equal((await s.post("/v1/stock_movements/batch", { items })).status, 200);
  const answer = await leavesNoTrace(adminUrl, () => s.post("/v1/stock_movements/batch", { items }));
  assertProblem(answer, 422, "invalid_input");
});

test("409: a batch is all or nothing, counts its own items, and names the one that fails", async () => {
  const product = await s.product();
  const item = (quantity: number, reason: string) => ({ product_id: product, quantity, reason });
  const answer = await leavesNoTrace(adminUrl, () =>
    s.post("/v1/stock_movements/batch", {
      items: [item(5, "received"), item(-3, "lost"), item(-3, "lost")],
    }),
  );
  assertProblem(answer, 409, "below_reserved", { "/items/2/quantity": "below_reserved" });
  const good = await s.post("/v1/stock_movements/batch", {
    items: [item(5, "received"), item(-3, "lost"), item(-2, "lost")],
  });
  assert.equal(good.status, 200, good.text);
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 0, reserved: 0 } });
});

test("403: moving stock needs its permission", async () => {
  const key = await t.keyFor(s.organization, "sales");
  const body = { product_id: nobody, quantity: 1, reason: "received" };
  assertProblem(await s.ask("POST", "/v1/stock_movements", { key, body }), 403, "forbidden");
});

test("405: the ledger and the levels are never changed by hand", async () => {
  const product = await s.product();
  const { json } = await move(product, 1, "received");
  for (const [method, path] of [
    ["PATCH", `/v1/stock_movements/${json.id}`],
    ["DELETE", `/v1/stock_movements/${json.id}`],
    ["POST", "/v1/stock_levels"],
  ] as const)
    assertProblem(await s.ask(method, path, { body: {} }), 405, "method_not_allowed");
});

test("after all of this the books are right", () => assertInvariants(adminUrl));
