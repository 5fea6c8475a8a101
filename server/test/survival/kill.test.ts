/**
 * Killed at any moment, by any means: what was acknowledged is there, once; what was asked again under its key
 * is answered as the first time; the books are right and the feed has no hole.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { execute } from "#harness/execute";
import { askAt } from "#harness/instance";
import { type Shop, shopOf } from "#harness/shop";
import { type Stranger, strangerHolding, waitingForLocks } from "#harness/stranger";
import { auditRows, relayed } from "#harness/trail";
import { until } from "#harness/until";
import { mortal } from "./mortal.ts";
import { askOnce, type Deed, insist } from "./stubborn-clients.ts";

const life = await mortal();
after(() => life.end());
await life.startServer();
const { adminUrl } = life;
const s: Shop = shopOf(
  {
    ask: (...asked) => askAt(life.url, ...asked),
    database: { adminUrl } as Parameters<typeof shopOf>[0]["database"],
  },
  life.organization,
  life.key,
);
const customer = await s.customer();
const products = await Promise.all(Array.from({ length: 3 }, () => s.product()));
for (const product of products) await s.receive(product, 1_000);
const [product = ""] = products;

let keys = 0;
const deed = (path: string, body: object): Deed => ({ path, body, key: `deed-${++keys}` });
const order = (quantity = 1) =>
  deed("/v1/orders", { customer_id: customer, currency: "EUR", lines: [{ product_id: product, quantity }] });

async function recover(): Promise<void> {
  await life.startServer();
  await until("the server to be ready", async () => (await askAt(life.url, "GET", "/readyz")).status === 200);
}

/** How many orders, events and audit rows came of this key. */
async function traces(key: string): Promise<unknown> {
  await relayed(adminUrl);
  const [row] = await execute(
    adminUrl,
    `select count(distinct o.id)::int as orders, count(distinct e.id)::int as events, count(distinct a.id)::int as audit
       from plinth.idempotency_records r
       join orders o on o.id = r.subjects[1]
       join plinth.events e on e.subject_id = o.id and e.type = 'order.placed'
       join ${auditRows} a on a.subject_id = o.id
      where r.key = $1`,
    [key],
  );
  return row;
}
const once = { orders: 1, events: 1, audit: 1 };

/** Asks once, and waits until the deed stands still at the lock that the stranger holds. */
async function stopAt(
  lock: string,
  wish: Deed,
): Promise<{ stranger: Stranger; asked: ReturnType<typeof askOnce> }> {
  const stranger = await strangerHolding(adminUrl, lock);
  const asked = askOnce(life, wish);
  await until("the deed to stand at the lock", async () => (await waitingForLocks(adminUrl)) > 0);
  return { stranger, asked };
}

async function ordersOf(): Promise<number> {
  const [row] = await execute(adminUrl, "select count(*)::int as orders from orders");
  return Number(row?.orders);
}

const points: [where: string, lock: string][] = [
  ["before anything is written: at the stock", "select 1 from stock_levels for update"],
  ["with the order on its way: at its number", "select 1 from plinth.counters for update"],
  [
    "with order, lines and reservations written: at event, audit row and record",
    "lock table plinth.audit_entries in access exclusive mode",
  ],
];
await insist(life, order()); // the counter's row is there from now on

for (const [where, lock] of points) {
  test(`the server is killed ${where}: nothing half happened, and the deed is done once when asked again`, async () => {
    const wish = order();
    const before = await ordersOf();
    const { stranger, asked } = await stopAt(lock, wish);
    await life.killServer();
    assert.equal(await asked, undefined);
    await stranger.release();
    await until("the dead server's sessions to end", async () => (await sessions()) === 0);
    // what was sent before the end may have been committed by PostgreSQL, all of it or nothing
    const done = (await ordersOf()) - before;
    await recover();
    const again = await insist(life, wish);
    assert.equal(again?.answer.status, 201, again?.answer.text);
    assert.equal(again.answer.headers.get("idempotent-replayed"), done === 1 ? "true" : null);
    assert.equal(await ordersOf(), before + 1);
    assert.deepEqual(await traces(wish.key), once);
  });

  test(`PostgreSQL is killed ${where}: the server outlives it, and the deed is done once`, async () => {
    const wish = order();
    const before = await ordersOf();
    const { stranger, asked } = await stopAt(lock, wish);
    await life.killPostgres();
    const answer = await asked;
    assert.equal(answer?.status, 503, answer?.text);
    assert.ok(["unavailable", "outcome_unknown"].includes(answer?.json.code));
    assert.match(answer?.headers.get("retry-after") ?? "", /^\d+$/);
    await stranger.release().catch(() => {});
    await life.startPostgres();
    const again = await insist(life, wish);
    assert.equal(again?.answer.status, 201, again?.answer.text);
    assert.equal(await ordersOf(), before + 1);
    assert.deepEqual(await traces(wish.key), once);
  });
}

test("the server dies between commit and answer: asked again it gives the answer that nobody heard", async () => {
  const wish = order();
  const before = await ordersOf();
  const { stranger, asked } = await stopAt("lock table plinth.audit_entries in access exclusive mode", wish);
  life.freezeServer(); // the commit is on its way already, its answer will not be read
  await stranger.release();
  await until("the commit", async () => (await ordersOf()) === before + 1);
  await life.killServer();
  assert.equal(await asked, undefined);
  await recover();
  const again = await insist(life, wish);
  assert.equal(again?.answer.status, 201);
  assert.equal(again.answer.headers.get("idempotent-replayed"), "true");
  assert.equal(await ordersOf(), before + 1);
  assert.deepEqual(await traces(wish.key), once);
});

test("committed facts that no relay has moved yet are told by the next server", async () => {
  const stranger = await strangerHolding(adminUrl, "select 1 from plinth.feed_head for update");
  const done = await insist(life, order());
  await life.killServer();
  const [waiting] = await execute(adminUrl, "select count(*)::int as facts from plinth.outbox");
  assert.ok(Number(waiting?.facts) > 0);
  await stranger.release();
  await recover();
  await relayed(adminUrl);
  assert.deepEqual(await traces(done?.key ?? ""), once);
});

async function sessions(): Promise<number> {
  const [row] = await execute(
    adminUrl,
    "select count(*)::int as sessions from pg_stat_activity where datname = current_database() and application_name like 'plinth %'",
  );
  return Number(row?.sessions);
}
