/** A shop that is paid through a Stripe of its own, and the few words in which tests of payments speak. */
import { after } from "node:test";
import { type FakeStripe, startFakeStripe } from "#fakes/stripe";
import type { Answer, TestApp } from "./app.ts";
import { stripeWish } from "./every-connections-action.ts";
import { unpaidOrder } from "./every-payments-action.ts";
import { execute } from "./execute.ts";
import { type Shop, shop } from "./shop.ts";
import { until } from "./until.ts";

/** What an order of `unpaidOrder` costs, in cents. */
export const total = 3_570;

// the answers of many operations: tests look into them by name
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered and asserts on it
type Told = any;

export type StripeShop = Shop & {
  stripe: FakeStripe;
  connection: string;
  /** Where Stripe sends its webhooks. */
  webhookUrl: string;
  pay(order: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  orderIs(id: string): Promise<Told>;
  paymentIs(id: string): Promise<Told>;
  /** Waits until the payment is that. */
  becomes(id: string, status: string): Promise<Told>;
  /** `[entry, debit, credit, amount]`, in the order of their entries. */
  postings(payment: string): Promise<unknown[]>;
  /** Open questions for a person, of one kind and about one payment or connection. */
  questions(code: string, subject: string): Promise<Record<string, unknown>[]>;
  /** An order that was paid by card. */
  paid(): Promise<{ order: string; payment: string; intent: string }>;
  /** Resolves when everything that Stripe told was taken in. */
  takenIn(): Promise<void>;
};

export async function stripeShop(t: TestApp): Promise<StripeShop> {
  const s = await shop(t);
  const stripe = await startFakeStripe({ secretKey: "sk_test_right", webhookSecret: "whsec_right" });
  after(() => stripe.close());
  const { configuration, ...wish } = stripeWish();
  const connection = await s.make("/v1/connections", {
    ...wish,
    configuration: { ...configuration, api_base: stripe.url, publishable_key: "pk_test_1" },
    credentials: { secret_key: "sk_test_right", webhook_secrets: ["whsec_right"] },
  });
  const webhookUrl = `${t.url}/v1/webhooks/stripe/${connection}`;
  stripe.sendTo(webhookUrl);

  const pay: StripeShop["pay"] = (order, body = { method: "stripe_checkout" }, headers = {}) =>
    s.post(`/v1/orders/${order}/payments`, body, headers);
  const paymentIs: StripeShop["paymentIs"] = async (id) => (await s.get(`/v1/payments/${id}`)).json;
  const becomes: StripeShop["becomes"] = (id, status) =>
    until(`the payment to be ${status}`, async () => {
      const payment = await paymentIs(id);
      return payment.status === status && payment;
    });
  return {
    ...s,
    ...{ stripe, connection, webhookUrl, pay, paymentIs, becomes },
    orderIs: async (id) => (await s.get(`/v1/orders/${id}`)).json,
    async postings(payment) {
      const { json } = await s.get(`/v1/payments/${payment}?expand=postings`);
      return json.postings.map((one: Record<string, unknown>) => [
        String(one.entry).split(" ")[0],
        one.debit_account,
        one.credit_account,
        one.amount_minor,
      ]);
    },
    questions: (code, subject) =>
      execute(
        t.database.adminUrl,
        "select key, subject_id, because, times from plinth.inbox_items where key = $1 and settled_at is null",
        [`payment_mismatch ${code} ${subject}`],
      ),
    async paid() {
      const order = await unpaidOrder(s);
      const { json } = await pay(order, { method: "stripe_payment_intent" });
      const [intent = ""] = json.client_secret.split("_secret_");
      stripe.pay(intent);
      await becomes(json.id, "succeeded");
      return { order, payment: json.id, intent };
    },
    async takenIn() {
      await stripe.quiet();
      await until(
        "everything that was told to be taken in",
        async () => {
          const left = await execute(
            t.database.adminUrl,
            "select 1 from payment_events where outcome is null limit 1",
          );
          return left.length === 0;
        },
        120_000,
      );
    },
  };
}

/** The session behind an address where one pays. */
export const sessionOf = (redirectUrl: string): string => redirectUrl.slice(redirectUrl.lastIndexOf("/") + 1);
