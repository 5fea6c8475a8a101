import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { stripeShop } from "#harness/stripe-shop";
import { until } from "#harness/until";

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
