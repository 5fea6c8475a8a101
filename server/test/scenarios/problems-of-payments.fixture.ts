/** How the codes are met that tell of money, and of those outside who carry it or write of it. */
import type { Answer, TestApp } from "#harness/app";
import { confirmedOrder, unwrittenMail } from "#harness/every-mails-action";
import { connectStripe, unpaidOrder, walkedStripe } from "#harness/every-payments-action";
import { type Shop, shop } from "#harness/shop";

type Ways = Record<string, () => Promise<Answer>>;

const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

/** @param s a shop that is connected to nobody */
export function waysOfPayments(t: TestApp, s: Shop): Ways {
  const pay = async (by: Shop, wish: object) => by.post(`/v1/orders/${await unpaidOrder(by)}/payments`, wish);
  const checkout = { method: "stripe_checkout" };
  const withTrouble = async (trouble: "refused" | "reset_after_commit") => {
    const connected = await shop(t);
    await connectStripe(connected);
    (await walkedStripe()).hostile.next("POST /v1/checkout/sessions", trouble);
    return await pay(connected, checkout);
  };
  return {
    bad_signature: () => t.ask("POST", `/v1/webhooks/stripe/${nobody}`, { body: { id: "evt_1" } }),
    not_on_account: async () => {
      const lines = [{ product_id: await s.product(), quantity: 1 }];
      const wish = { customer_id: await s.customer(), currency: "EUR", payment_method: "on_account", lines };
      return s.post("/v1/orders", wish);
    },
    no_connection: () => pay(s, checkout),
    more_than_open: () => pay(s, { ...checkout, amount_minor: 999_999 }),
    more_than_received: async () => {
      const { json } = await pay(s, { method: "bank_transfer", amount_minor: 100 });
      return s.post(`/v1/payments/${json.id}/refund`, { amount_minor: 101, reason: "Too much." });
    },
    payment_refused: () => withTrouble("refused"),
    outside_unavailable: () => withTrouble("reset_after_commit"),
    nobody_to_write_to: async () => {
      const customer = await s.customer();
      const order = await confirmedOrder(s, customer, await s.product());
      return s.post(`/v1/mails/${await unwrittenMail(t, s.organization, order, customer)}/resend`);
    },
  };
}
