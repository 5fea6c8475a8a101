/** Orders on account and prepaid: what confirms them, what holds them, and what payments make of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { choose } from "#harness/choose";
import { execute } from "#harness/execute";
import { assertInvariants } from "#harness/invariants";
import { bySystem, pay as paying } from "#harness/paying";
import { assertProblem } from "#harness/problems";
import { type Shop, shop } from "#harness/shop";
import { trailOf } from "#harness/trail";
import { findPayableOrder } from "../payment.queries.ts";

const t = await testApp({ jobs: true });
const { adminUrl } = t.database;
const s = await shop(t);
const product = await stocked(s); // 11.90 with tax

async function stocked(of: Shop): Promise<string> {
  const made = await of.product();
  await of.receive(made, 10_000);
  return made;
}

const buying = (wish: object = {}) => s.customer({ payment_method: "on_account", ...wish });
const place = (customer: string, quantity: number, wish: object = {}) =>
  s.post("/v1/orders", {
    customer_id: customer,
    currency: "EUR",
    lines: [{ product_id: product, quantity }],
    ...wish,
  });

/** An order as `[status, payment_status, held_because]`. */
async function standing(id: string, of: Shop = s): Promise<unknown[]> {
  const { status, payment_status, held_because } = (await of.get(`/v1/orders/${id}`)).json;
  return [status, payment_status, held_because];
}

async function typesOf(id: string): Promise<string[]> {
  return (await trailOf(adminUrl, id)).events.map(({ type }) => type);
}

const pay = (id: string, paid: number, refunded = 0, of: Shop = s) => paying(t, of, id, paid, refunded);

test("201: an order on account that fits is confirmed at once, by the rule", async () => {
  const customer = await buying({ credit_limit_minor: 5_000 });
  const { status, json, text } = await place(customer, 2);
  assert.equal(status, 201, text);
  const rule = `system:${s.organization}`;
  assert.deepEqual(
    [json.status, json.payment_method, json.payment_status, json.held_because, json.confirmed_by],
    ["confirmed", "on_account", "unpaid", null, rule],
  );
  assert.equal(json.confirmed_at, json.placed_at);
  const { events, audit } = await trailOf(adminUrl, json.id);
  const { actor } = (await s.get("/v1/me")).json;
  assert.deepEqual(
    events.map(({ type, actor: by, version }) => [type, by, version]),
    [
      ["order.placed", `${actor.kind}:${actor.id}`, 1],
      ["order.confirmed", rule, 1],
    ],
  );
  assert.deepEqual(
    audit.map(({ action, changes }) => [action, changes.status, changes.confirmed_by]),
    [["orders.place", { after: "confirmed" }, { after: rule }]],
  );
});

test("201: without a limit every order on account is confirmed", async () => {
  const { json } = await place(await buying(), 1_000);
  assert.deepEqual([json.status, json.held_because], ["confirmed", null]);
});

test("201: an order that does not fit is placed with its stock and held; a smaller one behind it fits", async () => {
  const customer = await buying({ credit_limit_minor: 3_000 });
  const large = await place(customer, 3);
  assert.equal(large.status, 201, large.text);
  assert.deepEqual(await standing(large.json.id), ["placed", "unpaid", "credit_limit"]);
  assert.equal(large.json.held_at, large.json.placed_at);
  assert.deepEqual(await typesOf(large.json.id), ["order.placed", "order.held"]);
  const small = await place(customer, 2);
  assert.equal(small.json.status, "confirmed");

  const confirmed = await s.post(`/v1/orders/${large.json.id}/confirm`, {});
  assert.deepEqual(
    [confirmed.status, confirmed.json.held_because, confirmed.json.held_at],
    [200, null, null],
  );
  const { audit } = await trailOf(adminUrl, large.json.id);
  assert.deepEqual(audit.at(-1)?.changes.held_because, { before: "credit_limit", after: null });
  // what a person confirmed is open as well, beyond the limit or not
  assert.equal((await place(customer, 0.1)).json.held_because, "credit_limit");
});

test("201: an order in another currency than the customer's limit is held", async () => {
  const customer = await buying({ currency: "USD", credit_limit_minor: 1_000_000 });
  assert.deepEqual(await standing((await place(customer, 1)).json.id), [
    "placed",
    "unpaid",
    "credit_currency",
  ]);
});

test("201: what an order takes of the credit is free again when it is paid, in part or whole, or cancelled", async () => {
  const customer = await buying({ credit_limit_minor: 2_380 });
  const { json: first } = await place(customer, 2);
  const next = async (quantity: number) => (await place(customer, quantity)).json;
  const held = await next(1);
  assert.equal(held.held_because, "credit_limit");
  await pay(first.id, 1_190);
  const second = await next(1);
  assert.equal(second.status, "confirmed");
  assert.equal((await next(1)).held_because, "credit_limit");
  assert.equal((await s.post(`/v1/orders/${second.id}/cancel`, {})).status, 200);
  assert.equal((await next(1)).status, "confirmed");
  await pay(first.id, 2_380);
  assert.equal((await next(1)).status, "confirmed");
  await pay(first.id, 2_380, 1_190); // given back is open again
  assert.equal((await next(0.1)).held_because, "credit_limit");
});

test("201: a buyer on account may pay in advance, and takes no credit by it", async () => {
  const customer = await buying({ credit_limit_minor: 1_190 });
  const { json } = await place(customer, 1, { payment_method: "prepaid" });
  assert.deepEqual([json.status, json.payment_method], ["placed", "prepaid"]);
  assert.equal((await place(customer, 1)).json.status, "confirmed");
});

test("409: who pays in advance gets nothing on account, and nothing is left behind", async () => {
  const customer = await s.customer();
  const before = await s.stock(product);
  assertProblem(await place(customer, 1, { payment_method: "on_account" }), 409, "not_on_account");
  assert.deepEqual(await s.stock(product), before);
});

test("201: what costs nothing waits for no money", async () => {
  const answer = await place(await s.customer(), 1, {
    lines: [{ product_id: product, quantity: 1, discount_percent: 100 }],
  });
  assert.deepEqual(
    [answer.json.status, answer.json.payment_status, answer.json.paid_at],
    ["confirmed", "paid", null],
  );
});

/** A machine that is busy sends some away; nothing happened then, and they come again. */
async function insisting(ask: () => Promise<Answer>): Promise<Answer> {
  const answer = await ask();
  return answer.status === 503 ? await insisting(ask) : answer;
}

test("201: rivals and batches together never take more credit than there is", async () => {
  const limit = 20 * 1_190;
  const [customer, other] = [
    await buying({ credit_limit_minor: limit }),
    await buying({ credit_limit_minor: limit }),
  ];
  // each batch with goods of its own: else it is the lock on their stock that keeps them apart
  const goods = await Promise.all(Array.from({ length: 5 }, () => stocked(s)));
  const items = (product_id: string) =>
    [other, customer, customer, other].map((customer_id) => ({
      customer_id,
      currency: "EUR",
      lines: [{ product_id, quantity: 1 }],
    }));
  const answers = await Promise.all([
    ...Array.from({ length: 50 }, (_, i) => insisting(() => place(i % 2 === 0 ? customer : other, 1))),
    ...goods.map((item) => insisting(() => s.post("/v1/orders/batch", { items: items(item) }))),
  ]);
  assert.deepEqual([...new Set(answers.map(({ status }) => status))].sort(), [200, 201]);
  const found = await execute(
    adminUrl,
    `select customer_id, sum(total_minor) filter (where status = 'confirmed')::int as granted,
            count(*) filter (where held_because = 'credit_limit')::int as held, count(*)::int as all
       from orders where customer_id = any ($1) group by 1`,
    [[customer, other]],
  );
  // every one of them fits as long as there is room: the limit is reached to the cent
  assert.deepEqual(
    found.map(({ granted, held, all }) => [granted, held, all]),
    [
      [limit, 15, 35],
      [limit, 15, 35],
    ],
  );
});

test("201: where a second person confirms, what fits waits for them, and takes its credit meanwhile", async () => {
  const own = await shop(t, "Two GmbH");
  await choose(t, own.organization, { "orders.second_person_confirms": true });
  const item = await stocked(own);
  const customer = await own.customer({ payment_method: "on_account", credit_limit_minor: 1_190 });
  const lines = [{ product_id: item, quantity: 1 }];
  const { json } = await own.place(customer, lines);
  assert.deepEqual(await standing(json.id, own), ["placed", "unpaid", "second_person"]);
  assert.deepEqual(await typesOf(json.id), ["order.placed", "order.held"]);
  assert.equal((await own.place(customer, lines)).json.held_because, "credit_limit");

  const prepaid = (await own.place(await own.customer(), lines)).json;
  assert.equal(prepaid.held_because, null);
  await pay(prepaid.id, 1_190, 0, own);
  assert.deepEqual(await standing(prepaid.id, own), ["placed", "paid", "second_person"]);
  assert.deepEqual(await typesOf(prepaid.id), ["order.placed", "order.paid", "order.held"]);
});

test("money that is told together with what went back of it confirms like money that was told before", async () => {
  const order = async () => (await place(await s.customer(), 10)).json.id; // 119.00
  const [together, apart, half] = [await order(), await order(), await order()];
  await pay(together, 11_900, 1_000);
  for (const refunded of [0, 1_000]) await pay(apart, 11_900, refunded);
  for (const paid of [5_950, 11_900]) await pay(half, paid, 5_950); // never all of it at a time
  for (const id of [together, apart]) assert.equal((await standing(id)).join(), "confirmed,partly_refunded,");
  assert.equal((await standing(half)).join(), "placed,partly_refunded,");
});

test("a prepaid order is confirmed by the rule when it is paid in full, and tells it once", async () => {
  const { json } = await place(await s.customer(), 10); // 119.00
  assert.equal((await pay(json.id, 5_000)).paymentStatus, "partly_paid");
  assert.deepEqual(await standing(json.id), ["placed", "partly_paid", null]);
  const order = await pay(json.id, 11_900);
  const read = (await s.get(`/v1/orders/${json.id}`)).json;
  assert.deepEqual(
    [order.status, order.paymentStatus, order.version],
    [read.status, read.payment_status, read.version],
  );
  assert.deepEqual([read.status, read.payment_status, read.version], ["confirmed", "paid", 3]);
  assert.deepEqual([read.paid_minor, read.confirmed_by], [11_900, `system:${s.organization}`]);
  assert.equal(read.paid_at, read.confirmed_at);

  await pay(json.id, 11_900); // again: nothing happens
  await pay(json.id, 11_900, 1_900);
  await pay(json.id, 13_800, 1_900);
  const { events, audit } = await trailOf(adminUrl, json.id);
  assert.deepEqual(
    events.map(({ type, version }) => [type, version]),
    [
      ["order.placed", 1],
      ["order.paid", 3],
      ["order.confirmed", 3],
    ],
  );
  assert.deepEqual(
    audit.map(({ action, version }) => [action, version]),
    [["orders.place", 1], ...[2, 3, 4, 5].map((version) => ["orders.apply_payments", version])],
  );
  assert.deepEqual(audit[2]?.changes.status, { before: "placed", after: "confirmed" });
  assert.deepEqual(audit[3]?.changes, {
    refunded_minor: { before: 0, after: 1_900 },
    payment_status: { before: "paid", after: "partly_refunded" },
  });
  assert.deepEqual(await standing(json.id), ["confirmed", "paid", null]);
});

test("money confirms what was over the limit, and raises nothing from the dead", async () => {
  const customer = await buying({ credit_limit_minor: 0 });
  const held = (await place(customer, 1)).json;
  await pay(held.id, 1_190);
  assert.deepEqual(await standing(held.id), ["confirmed", "paid", null]);

  const cancelled = (await place(customer, 1)).json;
  await s.post(`/v1/orders/${cancelled.id}/cancel`, {});
  assert.deepEqual(await standing(cancelled.id), ["cancelled", "unpaid", null]);
  const order = await pay(cancelled.id, 1_190);
  assert.deepEqual([order.status, order.paymentStatus], ["cancelled", "paid"]);
  assert.deepEqual(await typesOf(cancelled.id), [
    "order.placed",
    "order.held",
    "order.cancelled",
    "order.paid",
  ]);
});

test("an order that was taken over is not tracked, until a payment for it comes", async () => {
  const recorded = await s.post("/v1/orders/record", {
    number: "OLD-1",
    customer_id: await buying(),
    currency: "EUR",
    status: "placed",
    placed_at: "2026-01-01T00:00:00Z",
    lines: [{ product_id: product, quantity: 1, unit_price: "10" }],
  });
  assert.deepEqual(await standing(recorded.json.id), ["placed", "not_tracked", null]);
  await pay(recorded.json.id, 1_000);
  assert.deepEqual(await standing(recorded.json.id), ["placed", "paid", null]);
});

test("payments find an order that they see, with what is open of it, and none of another organization", async () => {
  const { json } = await place(await s.customer(), 1);
  const find = (of: Pick<Shop, "organization">) => bySystem(t, of, (tx) => findPayableOrder(tx, json.id));
  const { number, totalMinor, paidMinor, paymentMethod, status } = (await find(s)) ?? {};
  assert.deepEqual(
    [number, totalMinor, paidMinor, paymentMethod, status],
    [json.number, 1_190, 0, "prepaid", "placed"],
  );
  assert.equal(await find(await shop(t, "Other GmbH")), undefined);
});

test("after all of this the books are right", () => assertInvariants(adminUrl));
