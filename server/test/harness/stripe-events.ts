/** Events of Stripe's about payments that it has never seen: as it would send them. */
import type { StripeEvent } from "#fakes/stripe";
import { total } from "./stripe-shop.ts";

let told = 0;
/** An event about a payment intent of the payment, as it stands when it happens. */
export function eventOf(
  payment: string,
  type: string,
  object: Record<string, unknown>,
  wish: object = {},
): StripeEvent {
  const id = `evt_${++told}`;
  const about = {
    livemode: false,
    currency: "eur",
    amount: total,
    metadata: { payment_id: payment },
    ...object,
  };
  const event = { id, object: "event", type, created: 1, livemode: false, api_version: "x", ...wish };
  return { ...event, data: { object: about } } as unknown as StripeEvent;
}
export const intentOf = (payment: string) => `pi_${payment.replaceAll("-", "")}`;
export const intentIs = (payment: string, type: string, status: string, wish: object = {}) =>
  eventOf(payment, `payment_intent.${type}`, {
    ...{ id: intentOf(payment), object: "payment_intent", status },
    ...{ amount_received: status === "succeeded" ? total : 0, ...wish },
  });

/** What becomes of a card at Stripe: it asks the bank, is refused, succeeds, and part of it goes back and returns. */
export function lifeOf(payment: string): StripeEvent[] {
  const intent = intentOf(payment);
  const refund = { id: `re_${intent}`, object: "refund", amount: 500, payment_intent: intent };
  const charge = { id: `ch_${intent}`, object: "charge", payment_intent: intent, amount_refunded: 500 };
  const failed = { last_payment_error: { type: "card_error" } };
  return [
    intentIs(payment, "requires_action", "requires_action"),
    intentIs(payment, "payment_failed", "requires_payment_method", failed),
    intentIs(payment, "succeeded", "succeeded"),
    eventOf(payment, "charge.refunded", charge),
    eventOf(payment, "refund.failed", { ...refund, status: "failed" }),
  ];
}

/** Every order of the items. */
export function* permutations<Item>(items: Item[]): Generator<Item[]> {
  if (items.length === 0) return yield [];
  for (const [i, item] of items.entries())
    for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest];
}
