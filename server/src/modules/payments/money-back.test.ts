import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { testApp } from "#harness/app";
import { stripeWish } from "#harness/every-connections-action";
import { unpaidOrder } from "#harness/every-payments-action";
import { execute } from "#harness/execute";
import { stripeShop } from "#harness/stripe-shop";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";
import { systemContext } from "#modules/organizations";
import { reconcile } from "./jobs.ts";

const t = await testApp({ jobs: true });
const { adminUrl } = t.database;
const s = await stripeShop(t);
const { stripe, connection, paid } = s;

const refundIs = async (id: string) => (await s.get(`/v1/refunds/${id}`)).json;
const refundsOf = (intent: string) =>
  stripe.books.listed("refund").filter(({ payment_intent }) => payment_intent === intent);

test("a refund that waited for long is looked for at Stripe before it is sent, whatever its attempts say", async () => {
  const { payment, intent } = await paid();
  await s.post(`/v1/connections/${connection}/pause`);
  const { json } = await s.post(`/v1/payments/${payment}/refund`, { amount_minor: 500, reason: "Broken." });
  // sent by a process that stopped then: the attempt was given back, and Stripe has forgotten the key
  const charged = stripe.books.get(intent, "payment_intent");
  assert.ok(charged);
  const metadata = { payment_id: payment, refund_id: json.id, organization_id: s.organization };
  stripe.sendTo(undefined);
  const sent = stripe.books.refund(charged, 500, metadata, "pending");
  stripe.sendTo(s.webhookUrl);
  await execute(
    adminUrl,
    "update plinth.jobs set created_at = created_at - interval '2 days' where kind = 'refund.send' and subject_id = $1",
    [json.id],
  );
  await s.post(`/v1/connections/${connection}/resume`);
  const refund = await until("the refund to be known", async () => {
    const now = await refundIs(json.id);
    return now.status === "pending" && now;
  });
  assert.equal(refund.external_id, sent?.id);
  assert.equal(refundsOf(intent).length, 1);
});

test("money that did not go back is a person's question, until a later refund of the payment succeeds", async () => {
  const { payment, intent } = await paid();
  const becomesRefund = (id: string, status: string) =>
    until(`the refund to be ${status}`, async () => (await refundIs(id)).status === status);
  const refund = async (amount_minor: number) =>
    (await s.post(`/v1/payments/${payment}/refund`, { amount_minor, reason: "Broken." })).json.id;
  const questions = () => s.questions("money_not_returned", payment);

  stripe.hostile.next("POST /v1/refunds", "refused");
  await becomesRefund(await refund(500), "cancelled");
  const [question] = await questions();
  assert.equal(question?.subject_id, payment);
  assert.match(String(question?.because), /5\.00 EUR/);

  await becomesRefund(await refund(600), "pending");
  const [first] = refundsOf(intent);
  assert.ok(first);
  stripe.books.settleRefund(first, "succeeded");
  await until("the question to be settled", async () => (await questions()).length === 0);
  stripe.books.settleRefund(first, "failed"); // days later the bank sends it back
  await until("the question to be asked", async () => (await questions()).length === 1);
  assert.match(String((await questions())[0]?.because), /6\.00 EUR/);

  await becomesRefund(await refund(700), "pending");
  const [second] = refundsOf(intent);
  assert.ok(second);
  stripe.books.settleRefund(second, "succeeded");
  await until("the question to be settled", async () => (await questions()).length === 0);
  const { events } = await trailOf(adminUrl, payment);
  const told = events.map(({ type }) => type);
  assert.deepEqual(
    ["payment.refund_refused", "payment.refund_failed"].map(
      (type) => told.filter((one) => one === type).length,
    ),
    [1, 1],
  );
});

test("201: what is cancelled while Stripe is asked shows nobody where to pay, and cannot be paid there", async () => {
  const order = await unpaidOrder(s);
  const slow = await slowStripe(async () => {
    const [payment] = (await s.get(`/v1/payments?order_id=${order}`)).json.data;
    const cancelled = await s.post(`/v1/payments/${payment.id}/cancel`);
    assert.deepEqual([cancelled.status, cancelled.json.status], [200, "cancelled"], cancelled.text);
  });
  const { configuration, ...wish } = stripeWish();
  const connection_id = await s.make("/v1/connections", {
    ...wish,
    configuration: { ...configuration, api_base: slow },
    credentials: { secret_key: "sk_test_right", webhook_secrets: ["whsec_right"] },
  });
  stripe.sendTo(undefined);
  const { status, json } = await s.pay(order, { method: "stripe_checkout", connection_id });
  stripe.sendTo(s.webhookUrl);
  assert.deepEqual([status, json.status, json.redirect_url], [201, "cancelled", undefined]);
  const session = stripe.books
    .listed("checkout.session")
    .find(({ client_reference_id }) => client_reference_id === json.id);
  await until("the session to be closed", () => session?.status === "expired");
});

test("all payments that are under way are looked up in their turn, also behind many that were given up", async () => {
  const order = await unpaidOrder(s);
  await execute(
    adminUrl,
    `insert into payments (organization_id, order_id, customer_id, connection_id, method, status, currency, amount_minor,
                           intent_id, started_by, created_at)
     select o.organization_id, o.id, o.customer_id, $2, 'stripe_payment_intent', 'open', o.currency, 100,
            'pi_abandoned' || n, 'test', now() - interval '9 days' + n * interval '1 minute'
       from orders o, generate_series(1, 201) n
      where o.id = $1`,
    [order, connection],
  );
  const lookUp = async (expected: number) => {
    await t.app.database.transaction(systemContext(s.organization, "test"), async (tx) =>
      reconcile.enqueue(tx, {}),
    );
    const looked =
      "select count(*)::int as looked from payments where order_id = $1 and looked_up_at is not null";
    await until(
      `${expected} to be looked up`,
      async () => (await execute(adminUrl, looked, [order]))[0]?.looked === expected,
      30_000,
    );
  };
  await lookUp(200);
  await lookUp(201);
});

/** A Stripe that has done what was asked, and answers when `meanwhile` is over. @returns its address */
async function slowStripe(meanwhile: () => Promise<void>): Promise<string> {
  const server = createServer(async (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const body = await text(request);
    const asked = new Headers();
    for (const name of ["authorization", "content-type", "idempotency-key"]) {
      const value = headers[name];
      if (typeof value === "string") asked.set(name, value);
    }
    const answer = await fetch(`${stripe.url}${url}`, {
      ...{ method, headers: asked },
      ...(body === "" ? {} : { body }),
    });
    if (url === "/v1/checkout/sessions") await meanwhile();
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  after(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
