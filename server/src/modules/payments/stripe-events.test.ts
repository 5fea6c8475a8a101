import assert from "node:assert/strict";
import { test } from "node:test";
import Stripe from "stripe";
import type { StripeEvent } from "#fakes/stripe";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { unpaidOrder } from "#harness/every-payments-action";
import { execute } from "#harness/execute";
import { assertProblem } from "#harness/problems";
import { eventOf, intentIs, intentOf, lifeOf, permutations } from "#harness/stripe-events";
import { sessionOf, stripeShop, total } from "#harness/stripe-shop";
import { tablesHolding } from "#harness/tables-holding";
import { idle, trailOf } from "#harness/trail";
import { until } from "#harness/until";
import { systemContext } from "#modules/organizations";
import { reconcile } from "./jobs.ts";

const t = await testApp({ jobs: true });
const { adminUrl } = t.database;
const s = await stripeShop(t);
const { stripe, connection, webhookUrl, pay, orderIs, paymentIs, becomes, postings, paid, takenIn } = s;
const sdk = new Stripe("sk_test_unused");

/** Sends a body to the door, signed as the official SDK signs it. */
async function tell(
  body: string,
  secret = "whsec_right",
  at = Math.floor(Date.now() / 1_000),
  to = webhookUrl,
) {
  const signature = sdk.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: at });
  return await t.ask("POST", new URL(to).pathname, { body, headers: { "stripe-signature": signature } });
}

test("200: the five things that become of a card, in all 120 orders and some twice, are one state and one ledger", async () => {
  const lives: { payment: string; events: StripeEvent[] }[] = [];
  const orders = await makeOrders(120);
  for (const [i, sequence] of [...permutations([0, 1, 2, 3, 4])].entries()) {
    const order = orders[i] ?? "";
    const payment = await insertOpenPayment(order);
    const happened = lifeOf(payment);
    const events = sequence.map((place) => happened[place]).filter((event) => event !== undefined);
    lives.push({ payment, events: [...events, ...events.slice(i % 5, (i % 5) + 1)] }); // and one of them again
  }
  // a few lives at once, as Stripe tells them: more would wait for a connection and not for one another
  const waiting = lives.values();
  const telling = Array.from({ length: 8 }, async () => {
    for (const { events } of waiting)
      for (const event of events) assert.equal((await tell(JSON.stringify(event))).status, 200);
  });
  await Promise.all(telling);
  await takenIn();

  const ends = await execute(
    adminUrl,
    `select count(*)::int as times, p.status, p.received_minor::int as received, p.refunded_minor::int as refunded, o.payment_status, o.status as order_status,
            (select string_agg(split_part(l.entry, ' ', 1) || ' ' || l.debit_account || ' ' || l.credit_account || ' ' || l.amount_minor, ', ' order by l.entry)
               from payment_postings l where l.payment_id = p.id) as ledger,
            (select string_agg(r.status || ' ' || r.amount_minor, ', ') from refunds r where r.payment_id = p.id) as refunds
       from payments p join orders o on o.id = p.order_id
      where p.id = any ($1)
      group by 2, 3, 4, 5, 6, 7, 8`,
    [lives.map(({ payment }) => payment)],
  );
  assert.deepEqual(ends, [
    {
      ...{ times: 120, status: "succeeded", received: total, refunded: 0, payment_status: "paid" },
      order_status: "confirmed",
      ledger: `received stripe receivables ${total}, refunded receivables stripe 500, returned stripe receivables 500`,
      refunds: "failed 500",
    },
  ]);
  const [twice] = await execute(adminUrl, "select count(*)::int as n from payment_events where times = 2");
  assert.equal(twice?.n, 120);
});

test("400: what is not signed by Stripe, for this connection, and lately, is kept nowhere", async () => {
  const { id } = (await pay(await unpaidOrder(s))).json;
  const body = JSON.stringify(intentIs(id, "succeeded", "succeeded"));
  const now = Math.floor(Date.now() / 1_000);
  const other = await s.make("/v1/connections", {
    ...{ connector: "stripe", name: "Another" },
    configuration: { success_url: "https://a.example.com", cancel_url: "https://b.example.com" },
    credentials: { secret_key: "sk_test_other", webhook_secrets: ["whsec_other"] },
  });
  const elsewhere = (name: string) => webhookUrl.replace(connection, name);
  const forged = [
    () => tell(body, "whsec_wrong"),
    () => tell(body, "whsec_right", now - 301),
    () => tell(body, "whsec_right", now + 400),
    () => tell(body, "whsec_right", now, elsewhere(other)),
    () => tell(body, "whsec_right", now, elsewhere("0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60")),
    () => t.ask("POST", new URL(webhookUrl).pathname, { body }),
    () => t.ask("POST", new URL(webhookUrl).pathname, { body, headers: { "stripe-signature": "t=1,v1=00" } }),
  ];
  await takenIn();
  await idle(adminUrl);
  await leavesNoTrace(adminUrl, async () => {
    for (const forge of forged) assertProblem(await forge(), 400, "bad_signature");
    const path = new URL(elsewhere("nobody")).pathname;
    assertProblem(await t.ask("POST", path, { body }), 404, "not_found");
    assertProblem(await tell("{"), 400, "malformed_request"); // signed, and no event
    assertProblem(await tell('{"object":"charge"}'), 400, "malformed_request");
    assertProblem(await tell(JSON.stringify({ pad: "x".repeat(600_000) })), 413, "body_too_large");
  });
  assert.equal((await paymentIs(id)).status, "open");
});

test("200: while a signing secret is replaced both are good, and the old one no more once it retired", async () => {
  const { id } = (await pay(await unpaidOrder(s))).json;
  const rotate = (body: object) => s.post(`/v1/connections/${connection}/rotate`, body);
  const retire_at = new Date(Date.now() + 3_600_000).toISOString();
  await rotate({ credentials: { webhook_secrets: ["whsec_next"] }, retire_at });
  for (const secret of ["whsec_right", "whsec_next"])
    assert.equal((await tell(JSON.stringify(intentIs(id, "processing", "processing")), secret)).status, 200);
  await rotate({ credentials: { webhook_secrets: ["whsec_right"] } });
  const late = await tell(JSON.stringify(intentIs(id, "processing", "processing")), "whsec_next");
  assertProblem(late, 400, "bad_signature");
});

test("200: what Stripe told is kept sealed, and of what we do not listen to a mark remains", async () => {
  const event = eventOf("", "customer.created", {
    id: "cus_1",
    object: "customer",
    email: "maria@example.com",
  });
  assert.equal((await tell(JSON.stringify(event))).status, 200);
  await takenIn();
  assert.deepEqual(await tablesHolding(adminUrl, "maria@example.com"), []);
  const [kept] = await execute(adminUrl, "select type, outcome from payment_events where external_id = $1", [
    event.id,
  ]);
  assert.deepEqual(kept, { type: "customer.created", outcome: "ignored" });
});

test("an event that comes before our own answer finds its payment, and the answer changes nothing any more", async () => {
  const order = await unpaidOrder(s);
  stripe.hostile.next("POST /v1/payment_intents", "reset_after_commit");
  const asked = { method: "stripe_payment_intent" };
  const lost = await pay(order, asked, { "idempotency-key": "raced" });
  assertProblem(lost, 503, "outside_unavailable");
  const [{ id }] = (await s.get(`/v1/payments?order_id=${order}`)).json.data;
  const intent = stripe.books.listed("payment_intent")[0];
  assert.ok(intent);
  stripe.pay(intent.id);
  await becomes(id, "succeeded");
  const answer = await pay(order, asked, { "idempotency-key": "raced" });
  assert.deepEqual([answer.status, answer.json.id, answer.json.status], [201, id, "succeeded"], answer.text);
  assert.deepEqual(await postings(id), [["received", "stripe", "receivables", total]]);
});

const strange: [words: string, code: string, event: (payment: string) => StripeEvent][] = [
  [
    "another amount",
    "wrong_amount",
    (p) => intentIs(p, "succeeded", "succeeded", { amount: total - 1, amount_received: total - 1 }),
  ],
  [
    "less than was asked",
    "wrong_amount",
    (p) => intentIs(p, "succeeded", "succeeded", { amount_received: 1 }),
  ],
  ["another currency", "wrong_currency", (p) => intentIs(p, "succeeded", "succeeded", { currency: "usd" })],
  ["real money", "wrong_mode", (p) => ({ ...intentIs(p, "succeeded", "succeeded"), livemode: true })],
  [
    "another organization",
    "wrong_account",
    (p) =>
      intentIs(p, "succeeded", "succeeded", {
        metadata: { payment_id: p, organization_id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60" },
      }),
  ],
  [
    "more than arrived going back",
    "more_refunded_than_received",
    (p) =>
      eventOf(p, "refund.created", {
        ...{ id: "re_much", object: "refund", status: "succeeded", amount: total + 1 },
        payment_intent: intentOf(p),
      }),
  ],
];
for (const [words, code, event] of strange)
  test(`200: ${words} changes nothing, and a person is told why, once`, async () => {
    const order = await unpaidOrder(s);
    const payment = await insertOpenPayment(order);
    const before = await paymentIs(payment);
    const body = JSON.stringify(event(payment));
    assert.equal((await tell(body)).status, 200);
    assert.equal((await tell(body)).status, 200); // again
    assert.equal((await tell(JSON.stringify(event(payment)))).status, 200); // another event that says the same
    await takenIn();
    const [question, ...more] = await s.questions(code, payment);
    assert.deepEqual([question?.subject_id, question?.times, more], [payment, 2, []]);
    assert.deepEqual(await paymentIs(payment), before);
    assert.equal((await orderIs(order)).paid_minor, 0);
  });

test("200: a payment that nobody here knows is one question for each connection, however many there are", async () => {
  for (const nobody of ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a61", "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a62"])
    assert.equal((await tell(JSON.stringify(intentIs(nobody, "succeeded", "succeeded")))).status, 200);
  await takenIn();
  const [question] = await s.questions("unknown_payment", connection);
  assert.equal(question?.times, 2);
});

test("201: a refund is sent once by a job, waits for the bank, and is taken back in the books when it fails", async () => {
  const { order, payment, intent } = await paid();
  const refund = await s.post(`/v1/payments/${payment}/refund`, { amount_minor: 1_000, reason: "Broken." });
  assert.deepEqual([refund.status, refund.json.status], [201, "started"]);
  const made = await until("Stripe to have heard of it", () =>
    stripe.books.listed("refund").find(({ payment_intent }) => payment_intent === intent),
  );
  const refundIs = (status: string) =>
    until(`the refund to be ${status}`, async () => {
      const { json } = await s.get(`/v1/refunds/${refund.json.id}`);
      return json.status === status && json.external_id === made.id;
    });
  await refundIs("pending");
  assert.equal((await orderIs(order)).refunded_minor, 0);
  stripe.books.settleRefund(made, "succeeded");
  await refundIs("succeeded");
  assert.deepEqual(
    [(await orderIs(order)).refunded_minor, (await paymentIs(payment)).refunded_minor],
    [1_000, 1_000],
  );
  stripe.books.settleRefund(made, "failed");
  await refundIs("failed");
  assert.equal((await orderIs(order)).refunded_minor, 0);
  assert.deepEqual(await postings(payment), [
    ["received", "stripe", "receivables", total],
    ["refunded", "receivables", "stripe", 1_000],
    ["returned", "stripe", "receivables", 1_000],
  ]);
  const { events } = await trailOf(adminUrl, payment);
  assert.deepEqual(
    events.slice(2).map(({ type }) => type),
    ["payment.refund_asked", "payment.refunded", "payment.refund_failed"],
  );
});

test("what nobody told us is found by asking: a lost webhook, a refund made at Stripe itself", async () => {
  const lost = (await pay(await unpaidOrder(s))).json;
  const { payment, intent } = await paid();
  await stripe.quiet();
  stripe.sendTo(undefined);
  stripe.pay(sessionOf(lost.redirect_url));
  const charged = stripe.books.get(intent, "payment_intent");
  assert.ok(charged);
  assert.ok(stripe.books.refund(charged, 500, {}, "succeeded"));
  stripe.sendTo(webhookUrl);
  assert.equal((await paymentIs(lost.id)).status, "open");

  await t.app.database.transaction(systemContext(s.organization, "test"), async (tx) =>
    reconcile.enqueue(tx, {}),
  );
  await becomes(lost.id, "succeeded");
  await until("the refund to be known", async () => (await paymentIs(payment)).refunded_minor === 500);
  const { events } = await trailOf(adminUrl, lost.id);
  assert.deepEqual(
    events
      .slice(1)
      .map(({ type }) => type)
      .sort(),
    ["payment.reconciled", "payment.succeeded"],
  );
  const [found] = (await s.get(`/v1/refunds?payment_id=${payment}`)).json.data;
  assert.deepEqual([found.status, found.amount_minor, found.reason], ["succeeded", 500, "Made at Stripe."]);
});

/** As if it had been begun here, and Stripe had made the intent of this name. */
async function insertOpenPayment(order: string): Promise<string> {
  const [row] = await execute(
    adminUrl,
    `insert into payments (organization_id, order_id, customer_id, connection_id, method, status, currency, amount_minor, started_by)
     select organization_id, id, customer_id, $2, 'stripe_payment_intent', 'open', currency, total_minor, 'test'
       from orders where id = $1
     returning id`,
    [order, connection],
  );
  const id = String(row?.id);
  await execute(
    adminUrl,
    `insert into payment_facts (organization_id, payment_id, customer_id, kind, status, about_id, amount_minor, source)
     select organization_id, id, customer_id, 'payment', 'open', id, 0, 'call' from payments where id = $1`,
    [id],
  );
  return id;
}

/** Unpaid orders of one customer, in one request. */
async function makeOrders(count: number): Promise<string[]> {
  const product = await s.product();
  await s.receive(product, 3 * count);
  const customer_id = await s.customer({ payment_method: "prepaid" });
  const item = { customer_id, currency: "EUR", lines: [{ product_id: product, quantity: 3 }] };
  const { json } = await s.post("/v1/orders/batch", { items: Array.from({ length: count }, () => item) });
  return json.data.map(({ id }: { id: string }) => id);
}
