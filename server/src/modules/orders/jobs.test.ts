/** Orders that stand still: those that expire, and those that a person is told of. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { choose } from "#harness/choose";
import { execute } from "#harness/execute";
import { assertInvariants } from "#harness/invariants";
import { bySystem, pay } from "#harness/paying";
import { type Shop, shop } from "#harness/shop";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";
import type { Tx } from "#platform/db";
import type { DefinedJob } from "#platform/jobs";
import { expireUnpaid, tellStuck } from "./jobs.ts";
import { notePaymentUnderWay } from "./payment.queries.ts";

const t = await testApp({ jobs: true });
const { adminUrl } = t.database;

type Stage = Shop & { item: string };

async function stage(name: string, chosen: object = {}): Promise<Stage> {
  const own = await shop(t, name);
  await choose(t, own.organization, chosen);
  const item = await own.product(); // 11.90 with tax
  await own.receive(item, 1_000);
  return { ...own, item };
}

const system = <T>(of: Shop, work: (tx: Tx) => Promise<T>) => bySystem(t, of, work);

/** Has the job done, and whatever it adds of its kind. */
async function done(of: Shop, job: DefinedJob<Record<string, never>>): Promise<void> {
  await system(of, async (tx) => job.enqueue(tx, {}));
  await until(`${job.name} to be done`, async () => {
    const rows = await execute(
      adminUrl,
      "select state from plinth.jobs where organization_id = $1 and kind = $2 and state <> 'done'",
      [of.organization, job.name],
    );
    assert.ok(!rows.some(({ state }) => state === "dead"), "it gave up");
    return rows.length === 0;
  });
}

const hoursAgo = (id: string, hours: number) =>
  execute(
    adminUrl,
    `update orders set placed_at = placed_at - $2 * interval '1 hour', held_at = held_at - $2 * interval '1 hour',
                       cancelled_at = cancelled_at - $2 * interval '1 hour'
      where id = $1`,
    [id, hours],
  );

async function placed(s: Stage, hours: number, customer: object = {}, quantity = 1): Promise<string> {
  const answer = await s.place(await s.customer(customer), [{ product_id: s.item, quantity }]);
  assert.equal(answer.status, 201, answer.text);
  await hoursAgo(answer.json.id, hours);
  return answer.json.id;
}

const statusOf = async (s: Shop, id: string) => (await s.get(`/v1/orders/${id}`)).json.status;
/** What the inbox says of an order: `[kind, because without the number, times, settled_how]`, the oldest first. */
async function incidents(id: string): Promise<unknown[][]> {
  const rows = await execute(
    adminUrl,
    "select kind, because, times, settled_how from plinth.inbox_items where subject_id = $1 and kind like 'order_%' order by id",
    [id],
  );
  return rows.map(({ kind, because, times, settled_how }) => [
    kind,
    String(because).replace(/^SO-\d{4}-\d{6}: /, ""),
    times,
    settled_how,
  ]);
}

test("a reservation that nobody pays for expires, tells so, and gives its stock back once; others stay", async () => {
  const s = await stage("Expiring GmbH", { "orders.unpaid_expire_after_hours": 24 });
  const due = await placed(s, 25);
  const young = await placed(s, 23);
  const credit = { payment_method: "on_account", credit_limit_minor: 0 };
  const others = [
    await placed(s, 25, credit), // held: a person decides
    await placed(s, 25, { payment_method: "on_account" }),
    await placed(s, 25),
    await placed(s, 25),
  ];
  const [, , underWay = "", partly = ""] = others;
  await system(s, (tx) => notePaymentUnderWay(tx, underWay, new Date(Date.now() + 60_000)));
  await pay(t, s, partly, 100);
  await done(s, expireUnpaid);

  const order = (await s.get(`/v1/orders/${due}`)).json;
  const rule = `system:${s.organization}`;
  assert.deepEqual(
    [order.status, order.payment_status, order.cancelled_by, order.version],
    ["cancelled", "unpaid", rule, 2],
  );
  const { events, audit } = await trailOf(adminUrl, due);
  assert.deepEqual(
    events.map(({ type, actor, version }) => [type, actor === rule, version]),
    [
      ["order.placed", false, 1],
      ["order.cancelled", true, 2],
    ],
  );
  assert.deepEqual(
    audit.map(({ action, actor, changes }) => [action, actor === rule, changes.status]),
    [
      ["orders.place", false, { after: "placed" }],
      ["orders.expire", true, { before: "placed", after: "cancelled" }],
    ],
  );
  for (const id of [young, ...others]) assert.notEqual(await statusOf(s, id), "cancelled");
  assert.deepEqual(await s.stock(s.item), { MAIN: { on_hand: 1_000, reserved: 5 } });

  // whoever was at the till and left it is nobody who pays
  await execute(adminUrl, "update orders set being_paid_until = now() - interval '1 second' where id = $1", [
    underWay,
  ]);
  await done(s, expireUnpaid);
  assert.equal(await statusOf(s, underWay), "cancelled");
});

test("where nobody has chosen so nothing expires", async () => {
  const s = await stage("Patient GmbH");
  const id = await placed(s, 9_000);
  await done(s, expireUnpaid);
  assert.equal(await statusOf(s, id), "placed");
});

test("many expire in sets, also while buyers cancel and pay them: each once, and what is paid stays", async () => {
  const s = await stage("Many GmbH", { "orders.unpaid_expire_after_hours": 1 });
  const customer = await s.customer();
  const items = Array.from({ length: 120 }, () => ({
    customer_id: customer,
    currency: "EUR",
    lines: [{ product_id: s.item, quantity: 1 }],
  }));
  const ids: string[] = (await s.post("/v1/orders/batch", { items })).json.data.map(
    ({ id }: { id: string }) => id,
  );
  for (const id of ids) await hoursAgo(id, 2);
  const [paid, cancelled] = [ids.slice(0, 10), ids.slice(10, 20)];
  const [, payments] = await Promise.all([
    done(s, expireUnpaid),
    Promise.all(paid.map((id) => pay(t, s, id, 1_190))),
    Promise.all(cancelled.map((id) => s.post(`/v1/orders/${id}/cancel`, {}))),
  ]);
  const ended = await execute(
    adminUrl,
    "select status, count(*)::int as count from orders where customer_id = $1 group by 1 order by 1",
    [customer],
  );
  // who paid before the rule came is confirmed, who came after it paid for what is cancelled; nobody gets both
  const confirmed = payments.filter(({ status }) => status === "confirmed").length;
  const expected = [
    { status: "cancelled", count: 120 - confirmed },
    ...(confirmed > 0 ? [{ status: "confirmed", count: confirmed }] : []),
  ];
  assert.deepEqual(ended, expected);
  assert.deepEqual(await s.stock(s.item), { MAIN: { on_hand: 1_000, reserved: confirmed } });
});

test("an order that does not fit the credit is in the inbox at once, and out of it when somebody decides", async () => {
  const s = await stage("Held GmbH");
  const poor = { payment_method: "on_account", credit_limit_minor: 1_000 };
  const of = async (wish: object = {}) => await placed(s, 0, { ...poor, ...wish });
  const [day] = new Date().toISOString().split("T");
  const over = `Over the customer's credit limit, held since ${day}.`;
  const ends: [deed: (id: string) => Promise<unknown>, how: string][] = [
    [(id) => s.post(`/v1/orders/${id}/confirm`, {}), "The order was confirmed."],
    [(id) => s.post(`/v1/orders/${id}/cancel`, {}), "The order was cancelled."],
    [(id) => pay(t, s, id, 1_190), "It was paid."],
  ];
  for (const [deed, how] of ends) {
    const id = await of();
    assert.deepEqual(await incidents(id), [["order_held", over, 1, null]]);
    await deed(id);
    assert.deepEqual(await incidents(id), [["order_held", over, 1, how]]);
  }
  const abroad = await of({ currency: "USD" });
  assert.match(String((await incidents(abroad))[0]?.[1]), /^In EUR, which is not the currency/);

  const rehearsed = {
    customer_id: await s.customer(poor),
    currency: "EUR",
    lines: [{ product_id: s.item, quantity: 1 }],
  };
  const open =
    "select count(*)::int as open from plinth.inbox_items where organization_id = $1 and kind = 'order_held'";
  const before = await execute(adminUrl, open, [s.organization]);
  assert.equal((await s.post("/v1/orders?dry_run=true", rehearsed)).status, 200);
  assert.deepEqual(await execute(adminUrl, open, [s.organization]), before);
});

test("what stands still for too long is in the inbox in words of today, once, until it moves on", async () => {
  const s = await stage("Slow GmbH", {
    "orders.stuck_after_hours": 24,
    "orders.second_person_confirms": true,
  });
  const unpaid = await placed(s, 25, {}, 10);
  const young = await placed(s, 23);
  const second = await placed(s, 25, { payment_method: "on_account" });
  const till = await placed(s, 25);
  await system(s, (tx) => notePaymentUnderWay(tx, till, new Date(Date.now() + 60_000)));
  const returned = await placed(s, 0);
  await pay(t, s, returned, 1_190);
  await s.post(`/v1/orders/${returned}/cancel`, {});
  await hoursAgo(returned, 25);
  const on = new Date(Date.now() - 25 * 3_600_000).toISOString().slice(0, 10);
  const stuck = (because: string, times = 1, how: string | null = null) => [
    ["order_stuck", because, times, how],
  ];

  await done(s, tellStuck);
  await done(s, tellStuck); // nothing is new
  const open = (amount: string) =>
    `Not paid: ${amount} EUR of 119.00 EUR open since ${on}. Record its payment, confirm it without one, or cancel it.`;
  assert.deepEqual(await incidents(unpaid), stuck(open("119.00")));
  assert.deepEqual(await incidents(second), stuck(`Waits for a second person to confirm it since ${on}.`));
  const kept = `Cancelled on ${on}, and 11.90 EUR received for it were not given back.`;
  assert.deepEqual(await incidents(returned), stuck(kept));
  assert.deepEqual([await incidents(young), await incidents(till)], [[], []]);

  await pay(t, s, unpaid, 1_900);
  await done(s, tellStuck);
  assert.deepEqual(await incidents(unpaid), stuck(open("100.00"), 2));
  await pay(t, s, unpaid, 11_900);
  assert.deepEqual(await incidents(unpaid), stuck(open("100.00"), 2, "It was paid."));
  await pay(t, s, returned, 1_190, 1_190);
  assert.deepEqual(await incidents(returned), stuck(kept, 1, "Its money was given back."));

  await execute(adminUrl, "update orders set held_at = now(), placed_at = now() where id = $1", [second]);
  await done(s, tellStuck);
  assert.equal((await incidents(second))[0]?.[3], "It stands still no longer.");
});

test("after all of this the books are right", () => assertInvariants(adminUrl));
