import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { unpaidOrder } from "#harness/every-payments-action";
import { execute } from "#harness/execute";
import { assertProblem } from "#harness/problems";
import { stripeShop } from "#harness/stripe-shop";
import { until } from "#harness/until";

const t = await testApp({ jobs: true });
const { adminUrl } = t.database;
const s = await stripeShop(t);
const { stripe, connection, pay, paymentIs, paid } = s;
const checkout = { method: "stripe_checkout" };

test("409: where the connection's address may not be called, nothing was sent: it is cancelled, and says why", async () => {
  const order = await unpaidOrder(s);
  const before = await paid();
  const under = (await pay(order, { ...checkout, amount_minor: 1_000 })).json.id;
  const at = (base: string) =>
    execute(
      adminUrl,
      "update connections set configuration = jsonb_set(configuration::jsonb, '{api_base}', to_jsonb($2::text)) where id = $1",
      [connection, base],
    );
  await at("https://10.0.0.1");
  const answer = await pay(order);
  assertProblem(answer, 409, "payment_refused");
  assert.match(answer.json.detail, /^Nothing was sent to Stripe: /);
  const payments = (await s.get(`/v1/payments?order_id=${order}&status=cancelled`)).json.data;
  assert.deepEqual(
    payments.map(({ refused_because }: Record<string, unknown>) => refused_because),
    [answer.json.detail],
  );
  // what Stripe knows of may still be paid
  assertProblem(await s.post(`/v1/payments/${under}/cancel`), 409, "invalid_state");
  assert.equal((await paymentIs(under)).status, "open");
  const { id: refund } = (await s.post(`/v1/payments/${before.payment}/refund`, { reason: "Broken." })).json;
  const given = await until("the refund to end", async () => {
    const { json } = await s.get(`/v1/refunds/${refund}`);
    return json.status === "cancelled" && json;
  });
  assert.match(given.refused_because, /^Nothing was sent to Stripe: /);
  await at(stripe.url);
  // nothing is left to be gone on with, and nothing gave up
  const left = `select kind from plinth.jobs where state = 'dead'
                 union all select action from plinth.intents where done_at is null`;
  assert.deepEqual(await execute(adminUrl, left), []);
});
