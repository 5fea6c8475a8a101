import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { leavesNoTrace } from "#harness/checksum";
import { unpaidOrder } from "#harness/every-payments-action";
import { execute } from "#harness/execute";
import { assertProblem } from "#harness/problems";
import { sessionOf, stripeShop, total } from "#harness/stripe-shop";
import { tablesHolding } from "#harness/tables-holding";
import { idle, trailOf } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp({ jobs: true });
const { adminUrl } = t.database;
const s = await stripeShop(t);
const { stripe, connection, webhookUrl, pay, orderIs, paymentIs, becomes, postings, paid } = s;
const inbox = s.questions;
const checkout = { method: "stripe_checkout" };

test("201: a checkout answers where to pay; paid, the order is confirmed, and everything is booked once", async () => {
  const order = await unpaidOrder(s);
  const answer = await pay(order);
  assert.equal(answer.status, 201, answer.text);
  const { id, status, amount_minor, redirect_url } = answer.json;
  assert.deepEqual([status, amount_minor], ["open", total]);
  assert.equal((await orderIs(order)).status, "placed");

  stripe.pay(sessionOf(redirect_url));
  const payment = await becomes(id, "succeeded");
  assert.deepEqual([payment.received_minor, payment.refunded_minor], [total, 0]);
  const { payment_status, status: standing, paid_minor } = await orderIs(order);
  assert.deepEqual([payment_status, standing, paid_minor], ["paid", "confirmed", total]);
  assert.deepEqual(await postings(id), [["received", "stripe", "receivables", total]]);

  await stripe.quiet();
  const { events, audit } = await trailOf(adminUrl, id);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["payment.started", "payment.succeeded"],
  );
  // what caused it comes first
  const timeline: { type: string }[] = (await s.get(`/v1/orders/${order}/timeline`)).json.data;
  assert.deepEqual(
    timeline
      .map(({ type }) => type)
      .filter((type) => /^(payment.succeeded|order.paid|order.confirmed)$/.test(type)),
    ["payment.succeeded", "order.paid", "order.confirmed"],
  );
  assert.equal(audit[0]?.action, "payments.create");
  assert.ok(audit.some(({ action }) => action === "payments.take_in"));
});

test("201: a payment intent's secret is in the answer, and in no table in clear", async () => {
  const answer = await pay(
    await unpaidOrder(s),
    { method: "stripe_payment_intent" },
    { "idempotency-key": "secret" },
  );
  assert.equal(answer.status, 201, answer.text);
  const { client_secret, publishable_key } = answer.json;
  assert.match(client_secret, /^pi_.*_secret_/);
  assert.equal(publishable_key, "pk_test_1");
  assert.deepEqual(await tablesHolding(adminUrl, client_secret), []);
  const again = await s.get(`/v1/payments/${answer.json.id}`);
  assert.equal(again.json.client_secret, undefined);
});

test("503: an answer that is lost is had again under the same key, and Stripe knows one payment", async () => {
  const order = await unpaidOrder(s);
  stripe.hostile.next("POST /v1/checkout/sessions", "reset_after_commit");
  const lost = await pay(order, checkout, { "idempotency-key": "lost" });
  assertProblem(lost, 503, "outside_unavailable");
  const had = await pay(order, checkout, { "idempotency-key": "lost" });
  assert.equal(had.status, 201, had.text);
  const replayed = await pay(order, checkout, { "idempotency-key": "lost" });
  assert.deepEqual([replayed.status, replayed.json.redirect_url], [201, had.json.redirect_url]);
  const sessions = stripe.books
    .listed("checkout.session")
    .filter(({ client_reference_id }) => client_reference_id === had.json.id);
  assert.equal(sessions.length, 1);
  const payments = (await s.get(`/v1/payments?order_id=${order}`)).json.data;
  assert.equal(payments.length, 1);
});

test("409: what Stripe refuses is cancelled and says why; the amount is open again", async () => {
  const order = await unpaidOrder(s);
  stripe.hostile.next("POST /v1/payment_intents", "refused");
  const answer = await pay(order, { method: "stripe_payment_intent" });
  assertProblem(answer, 409, "payment_refused");
  const [payment] = (await s.get(`/v1/payments?order_id=${order}`)).json.data;
  assert.deepEqual(
    [payment.status, payment.refused_because],
    ["cancelled", "Stripe refused it: amount_too_small."],
  );
  assert.equal((await pay(order)).status, 201);
});

test("409: more than is open is not asked for, also when many ask at once", async () => {
  const order = await unpaidOrder(s);
  assertProblem(await pay(order, { ...checkout, amount_minor: total + 1 }), 409, "more_than_open");
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => pay(order, { ...checkout, amount_minor: 1_000 })),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 3);
  for (const answer of answers) if (answer.status !== 201) assertProblem(answer, 409, "more_than_open");
  assert.equal((await pay(order)).json.amount_minor, total - 3_000); // what is left
  const refused = await pay(order);
  assertProblem(refused, 409, "more_than_open");
  // whoever reads it finds the three others, and what to do about them
  assert.match(refused.json.detail, /^0\.00 EUR are open\. Under way already: /);
  assert.match(
    refused.json.detail,
    /[0-9a-f]{12} \(10\.00 EUR\), .* and 1 more; .*POST \/v1\/payments\/\{id\}\/cancel/,
  );
});

test("201: finance records what arrived at the bank, in parts and too much; what is about cards is refused", async () => {
  const order = await unpaidOrder(s);
  const transfer = { method: "bank_transfer", reference: "SO-1", value_on: "2026-11-20" };
  const part = await pay(order, { ...transfer, amount_minor: 1_000 });
  assert.deepEqual([part.status, part.json.status, part.json.value_on], [201, "succeeded", "2026-11-20"]);
  assert.equal((await orderIs(order)).payment_status, "partly_paid");
  await pay(order, { ...transfer, amount_minor: 5_000 });
  const { payment_status, status, paid_minor } = await orderIs(order);
  assert.deepEqual([payment_status, status, paid_minor], ["overpaid", "confirmed", 6_000]);
  assert.deepEqual(await postings(part.json.id), [["received", "bank", "receivables", 1_000]]);
  assertProblem(await pay(order, { ...transfer, connection_id: connection }), 422, "invalid_input", {
    "/connection_id": "not_applicable",
  });
  assertProblem(await pay(order, { ...checkout, reference: "SO-1" }), 422, "invalid_input", {
    "/reference": "not_applicable",
  });
});

test("200: a rehearsal says what would be, asks nobody and leaves nothing", async () => {
  const order = await unpaidOrder(s);
  const calls = stripe.log.length;
  await idle(adminUrl);
  const answer = await leavesNoTrace(adminUrl, () =>
    s.post(`/v1/orders/${order}/payments?dry_run=true`, checkout),
  );
  assert.deepEqual([answer.status, answer.json.status, answer.json.amount_minor], [200, "started", total]);
  assert.equal(stripe.log.length, calls);
});

test("404 and 403: a buyer pays and sees their own, records no transfer and gives nothing back", async () => {
  const order = await unpaidOrder(s);
  const { customer_id } = await orderIs(order);
  const buyer = await buyerFor(t, s, customer_id);
  const key = buyer.token;
  assertProblem(
    await s.ask("POST", `/v1/orders/${order}/payments`, {
      key,
      body: { ...checkout, connection_id: connection },
    }),
    422,
    "invalid_input",
    { "/connection_id": "not_found" },
  );
  const own = await s.ask("POST", `/v1/orders/${order}/payments`, { key, body: checkout });
  assert.equal(own.status, 201, own.text);
  assert.ok(own.json.redirect_url);
  assert.equal(own.json.started_by, undefined);
  const transfer = { method: "bank_transfer", amount_minor: total };
  assertProblem(
    await s.ask("POST", `/v1/orders/${order}/payments`, { key, body: transfer }),
    403,
    "forbidden",
  );
  stripe.pay(sessionOf(own.json.redirect_url));
  await becomes(own.json.id, "succeeded");
  const refund = await s.ask("POST", `/v1/payments/${own.json.id}/refund`, { key, body: { reason: "Mine" } });
  assertProblem(refund, 403, "forbidden");
  const elsewhere = await paid();
  assertProblem(await s.ask("GET", `/v1/payments/${elsewhere.payment}`, { key }), 404, "not_found");
  assertProblem(
    await s.ask("POST", `/v1/orders/${elsewhere.order}/payments`, { key, body: checkout }),
    404,
    "not_found",
  );
  assert.equal((await s.ask("GET", "/v1/payments", { key })).json.data.length, 1);
});

test("409: never more goes back than arrived, also when many ask at once", async () => {
  const { payment, intent } = await paid();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      s.post(`/v1/payments/${payment}/refund`, { amount_minor: 1_000, reason: "Broken." }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 3);
  for (const answer of answers) if (answer.status !== 201) assertProblem(answer, 409, "more_than_received");
  const refunds = () =>
    stripe.books.listed("refund").filter(({ payment_intent }) => payment_intent === intent);
  await until("Stripe to have heard of all", () => refunds().length === 3);
  assertProblem(
    await s.post(`/v1/payments/${payment}/refund`, { amount_minor: 571, reason: "More." }),
    409,
    "more_than_received",
  );
});

test("201: a refund whose answer was lost is asked for again and made once", async () => {
  const { payment, intent } = await paid();
  stripe.hostile.next("POST /v1/refunds", "500_after_commit");
  const refund = await s.post(`/v1/payments/${payment}/refund`, { reason: "All of it." });
  await until("the refund to have its name", async () => {
    const { json } = await s.get(`/v1/refunds/${refund.json.id}`);
    return json.status === "pending";
  });
  assert.equal(
    stripe.books.listed("refund").filter(({ payment_intent }) => payment_intent === intent).length,
    1,
  );
});

test("200: a payment under way is cancelled at Stripe too; 409: one that arrived meanwhile is not", async () => {
  const order = await unpaidOrder(s);
  const first = (await pay(order)).json;
  const cancelled = await s.post(`/v1/payments/${first.id}/cancel`);
  assert.deepEqual([cancelled.status, cancelled.json.status], [200, "cancelled"], cancelled.text);
  assert.equal(stripe.books.get(sessionOf(first.redirect_url), "checkout.session")?.status, "expired");
  assertProblem(await s.post(`/v1/payments/${first.id}/cancel`), 409, "invalid_state");

  const second = (await pay(order)).json;
  stripe.sendTo(undefined); // Stripe knows, and nobody has told us
  stripe.pay(sessionOf(second.redirect_url));
  stripe.sendTo(webhookUrl);
  assertProblem(await s.post(`/v1/payments/${second.id}/cancel`), 409, "invalid_state");
  assert.equal((await paymentIs(second.id)).status, "succeeded");
  assert.equal((await inbox("paid_although_cancelled", second.id)).length, 1);
  assert.equal((await orderIs(order)).payment_status, "paid");
});

test("an order that was cancelled and is paid all the same is a person's question, until the money went back", async () => {
  const order = await unpaidOrder(s);
  const { id, redirect_url } = (await pay(order)).json;
  await s.post(`/v1/orders/${order}/cancel`);
  stripe.pay(sessionOf(redirect_url));
  await becomes(id, "succeeded");
  assert.equal((await inbox("paid_although_cancelled", id)).length, 1);
  assert.equal((await orderIs(order)).status, "cancelled");
  await s.post(`/v1/payments/${id}/refund`, { reason: "The order was cancelled." });
  const { intent_id } = await paymentIs(id);
  const made = await until("Stripe to have heard of it", () =>
    stripe.books.listed("refund").find(({ payment_intent }) => payment_intent === intent_id),
  );
  stripe.books.settleRefund(made, "succeeded");
  await until(
    "the question to be settled",
    async () => (await inbox("paid_although_cancelled", id)).length === 0,
  );
});

test("after all of this the ledger balances, and every order says what its ledger says", async () => {
  await s.takenIn();
  const { json } = await s.get("/v1/payment_balances");
  const sum = json.data.reduce(
    (all: number, { balance_minor }: { balance_minor: number }) => all + balance_minor,
    0,
  );
  assert.equal(sum, 0);
  assert.equal(json.data.length, 3);
  const wrong = await execute(
    adminUrl,
    `select o.id, o.paid_minor, o.refunded_minor, l.paid, l.refunded
       from orders o
       left join (select order_id,
                         sum(amount_minor) filter (where entry = 'received') as paid,
                         coalesce(sum(amount_minor) filter (where entry like 'refunded %'), 0)
                         - coalesce(sum(amount_minor) filter (where entry like 'returned %'), 0) as refunded
                    from payment_postings group by order_id) l on l.order_id = o.id
      where o.paid_minor <> coalesce(l.paid, 0) or o.refunded_minor <> coalesce(l.refunded, 0)`,
  );
  assert.deepEqual(wrong, []);
  // Stripe's own books agree
  const theirs = stripe.books
    .listed("payment_intent")
    .reduce((all, { amount_received }) => all + Number(amount_received), 0);
  const back = stripe.books
    .listed("refund")
    .filter(({ status }) => status === "succeeded")
    .reduce((all, { amount }) => all + Number(amount), 0);
  const stripes = json.data.find(({ account }: { account: string }) => account === "stripe");
  assert.equal(stripes.balance_minor, theirs - back);
});
