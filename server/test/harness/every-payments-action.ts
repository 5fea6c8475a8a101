/** One good request for every verb about payments. */
import { startFakeStripe } from "#fakes/stripe";
import type { TestApp } from "./app.ts";
import type { Requested } from "./every-action.ts";
import { stripeWish } from "./every-connections-action.ts";
import { execute } from "./execute.ts";
import type { Shop } from "./shop.ts";

/** A Stripe that does what it should, for all of a process: closed by the first file, the next would find nobody there. */
let stripe: ReturnType<typeof startFakeStripe> | undefined;

export function walkedStripe(): ReturnType<typeof startFakeStripe> {
  stripe ??= startFakeStripe({ secretKey: "sk_test_walk", webhookSecret: "whsec_walk", inPassing: true });
  return stripe;
}

/** A connection of the shop to a Stripe that answers. */
export async function connectStripe(s: Shop, wish: object = {}): Promise<string> {
  const { configuration, ...rest } = stripeWish();
  const api_base = (await walkedStripe()).url;
  return await s.make("/v1/connections", { ...rest, configuration: { ...configuration, api_base }, ...wish });
}

/** An order over 35.70 EUR that nobody has paid. */
export async function unpaidOrder(s: Shop, wish: object = {}): Promise<string> {
  const product = await s.product();
  await s.receive(product, 10);
  const customer_id = await s.customer({ payment_method: "prepaid" });
  const lines = [{ product_id: product, quantity: 3 }];
  return await s.make("/v1/orders", { customer_id, currency: "EUR", lines, ...wish });
}

/** What a payment through a connection leaves that came to nothing. */
export async function givenUpPayment(
  { database }: Pick<TestApp, "database">,
  organization: string,
  connection: string,
  order: string,
): Promise<void> {
  await execute(
    database.adminUrl,
    `insert into payments (organization_id, order_id, customer_id, connection_id, method, status, currency, amount_minor, started_by)
     select organization_id, id, customer_id, $2, 'stripe_checkout', 'cancelled', currency, 1, 'system' from orders
      where organization_id = $1 and id = $3`,
    [organization, connection, order],
  );
}

const paying = async (s: Shop, body: object) =>
  await s.make(`/v1/orders/${await unpaidOrder(s)}/payments`, body);
const transfer = { method: "bank_transfer", reference: "SO-1", value_on: "2026-11-20" };

export const paymentsRequests: Record<string, Requested> = {
  "payments.create": async (s) => ({
    method: "POST",
    path: `/v1/orders/${await unpaidOrder(s)}/payments`,
    body: { ...transfer, amount_minor: 1_000 },
    headers: { "if-match": '"1"' },
  }),
  "payments.cancel": async (s) => ({
    method: "POST",
    path: `/v1/payments/${await paying(s, { method: "stripe_checkout", connection_id: await connectStripe(s) })}/cancel`,
    headers: { "if-match": '"2"' },
  }),
  "payments.refund": async (s) => ({
    method: "POST",
    path: `/v1/payments/${await paying(s, transfer)}/refund`,
    body: { amount_minor: 500, reason: "Two boxes arrived broken.", reference: "Refund SO-1" },
    headers: { "if-match": '"2"' },
  }),
  "payments.look_up": async (s) => {
    const connection_id = await connectStripe(s);
    const { json } = await s.post(`/v1/orders/${await unpaidOrder(s)}/payments`, {
      ...{ method: "stripe_checkout", connection_id },
    });
    // it was paid over there, and nobody told us
    (await walkedStripe()).pay(json.session_id);
    return { method: "POST", path: `/v1/payments/${json.id}/look_up` };
  },
};
