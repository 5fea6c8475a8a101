/** What the fake of Stripe keeps: sessions, intents, charges, refunds and the events of what became of them. */
import { randomBytes } from "node:crypto";

export type StripeObject = Record<string, unknown> & { id: string; object: string; created: number };
export type StripeEvent = {
  id: string;
  object: "event";
  type: string;
  created: number;
  livemode: boolean;
  api_version: string;
  account?: string;
  data: { object: StripeObject };
};

export type Books = ReturnType<typeof openBooks>;

const idOf = (prefix: string) => `${prefix}_${randomBytes(12).toString("hex")}`;
const seconds = () => Math.floor(Date.now() / 1_000);

/** @param emitted hears of every event, with the object as it was at that moment */
export function openBooks(emitted: (event: StripeEvent) => void) {
  const objects = new Map<string, StripeObject>();
  const events: StripeEvent[] = [];

  const emit = (type: string, object: StripeObject): StripeEvent => {
    const event: StripeEvent = {
      id: idOf("evt"),
      object: "event",
      type,
      created: seconds(),
      livemode: false,
      api_version: "2026-10-28.endive",
      data: { object: structuredClone(object) },
    };
    events.push(event);
    emitted(event);
    return event;
  };
  const keep = <Kept extends StripeObject>(object: Kept): Kept => {
    objects.set(object.id, object);
    return object;
  };
  const get = (id: string, kind: string): StripeObject | undefined => {
    const found = objects.get(id);
    return found?.object === kind ? found : undefined;
  };
  const listed = (kind: string): StripeObject[] =>
    [...objects.values()].filter(({ object }) => object === kind).reverse();

  const books = {
    events,
    get,
    listed,
    createIntent(amount: number, currency: string, metadata: Record<string, string>): StripeObject {
      const id = idOf("pi");
      const intent = keep({
        ...{ id, object: "payment_intent", created: seconds(), livemode: false, amount, currency, metadata },
        ...{ amount_received: 0, status: "requires_payment_method", last_payment_error: null },
        ...{ latest_charge: null, client_secret: `${id}_secret_${randomBytes(9).toString("hex")}` },
      });
      emit("payment_intent.created", intent);
      return intent;
    },
    createSession(wanted: Record<string, unknown>, url: (id: string) => string): StripeObject {
      const id = idOf("cs_test");
      return keep({
        ...{ id, object: "checkout.session", created: seconds(), livemode: false, mode: "payment" },
        ...{ status: "open", payment_status: "unpaid", payment_intent: null, url: url(id) },
        ...wanted,
      });
    },
    /** What the customer's bank says of an intent. @returns whether it could be asked */
    attempt(
      intent: StripeObject,
      outcome: "succeeded" | "failed" | "requires_action" | "processing",
    ): boolean {
      if (["succeeded", "canceled"].includes(String(intent.status))) return false;
      if (outcome === "failed") {
        intent.status = "requires_payment_method";
        intent.last_payment_error = { type: "card_error", code: "card_declined" };
        emit("payment_intent.payment_failed", intent);
      } else if (outcome === "succeeded") {
        const charge = keep({
          ...{ id: idOf("ch"), object: "charge", created: seconds(), livemode: false, status: "succeeded" },
          ...{ amount: intent.amount, amount_captured: intent.amount, amount_refunded: 0 },
          ...{
            currency: intent.currency,
            payment_intent: intent.id,
            metadata: intent.metadata,
            refunded: false,
          },
        });
        Object.assign(intent, {
          status: "succeeded",
          amount_received: intent.amount,
          latest_charge: charge.id,
        });
        emit("payment_intent.succeeded", intent);
      } else {
        intent.status = outcome;
        emit(`payment_intent.${outcome}`, intent);
      }
      return true;
    },
    cancel(intent: StripeObject): boolean {
      if (["succeeded", "canceled"].includes(String(intent.status))) return false;
      intent.status = "canceled";
      emit("payment_intent.canceled", intent);
      return true;
    },
    /** The customer comes back from the page of a session. */
    complete(session: StripeObject): void {
      Object.assign(session, { status: "complete", payment_status: "paid" });
      emit("checkout.session.completed", session);
    },
    expire(session: StripeObject): boolean {
      if (session.status !== "open") return false;
      session.status = "expired";
      emit("checkout.session.expired", session);
      return true;
    },
    /** @returns undefined where more than what is left would go back */
    refund(intent: StripeObject, amount: number, metadata: Record<string, string>, status: string) {
      const charge = get(String(intent.latest_charge), "charge");
      const left = Number(charge?.amount) - Number(charge?.amount_refunded);
      if (charge === undefined || amount <= 0 || amount > left) return undefined;
      const refund = keep({
        ...{
          id: idOf("re"),
          object: "refund",
          created: seconds(),
          amount,
          currency: intent.currency,
          metadata,
        },
        ...{ status, payment_intent: intent.id, charge: charge.id },
      });
      charge.amount_refunded = Number(charge.amount_refunded) + amount;
      charge.refunded = charge.amount_refunded === charge.amount;
      emit("refund.created", refund);
      emit("charge.refunded", charge);
      return refund;
    },
    /** What the bank made of a refund, also after it had said that all is well. */
    settleRefund(refund: StripeObject, status: "succeeded" | "failed"): void {
      refund.status = status;
      if (status === "failed") {
        const charge = get(String(refund.charge), "charge");
        if (charge !== undefined)
          charge.amount_refunded = Number(charge.amount_refunded) - Number(refund.amount);
      }
      emit(status === "failed" ? "refund.failed" : "refund.updated", refund);
    },
  };
  return books;
}
