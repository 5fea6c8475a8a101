/** Orders that need a person: what is said of them, and which verbs move them on. Pure but for the declarations. */
import { defineInboxKind, type Incident } from "#platform/inbox";
import { amountText } from "#platform/money";
import type { OrderState } from "./order.ts";
import { type Amounts, type Hold, owedMinor } from "./payment.ts";

export const orderHeldKind = defineInboxKind({
  kind: "order_held",
  describe: "An order on account that does not fit the customer's credit: somebody confirms or cancels it.",
});

export const orderStuckKind = defineInboxKind({
  kind: "order_stuck",
  describe:
    "An order that has not moved on for longer than `orders.stuck_after_hours`: not paid, not confirmed, or cancelled with money that was not given back.",
});

export const orderKinds = [orderHeldKind, orderStuckKind];

/** One incident per order, whatever holds it. */
export const incidentKey = (orderId: string): string => `order ${orderId}`;

export type StillOrder = Amounts & {
  id: string;
  number: string;
  status: OrderState;
  currency: string;
  heldBecause: Hold | null;
  /** Since when it has not moved. */
  since: Date;
};

/**
 * It says what whoever reads orders may know: not how far the customer is trusted.
 * @param on the day of `since` where the organization is
 */
export function incidentOf(order: StillOrder, on: string): Incident {
  const { id, number, status, currency, heldBecause, since } = order;
  const credit = heldBecause === "credit_limit" || heldBecause === "credit_currency";
  return {
    kind: credit ? orderHeldKind : orderStuckKind,
    key: incidentKey(id),
    subject: { type: "order", id },
    because: `${number}: ${blocking(order, on)}`,
    details: {
      number,
      currency,
      total_minor: order.totalMinor,
      open_minor: status === "cancelled" ? 0 : owedMinor(order),
    },
    resolves: resolving(order),
    since,
  };
}

function blocking(order: StillOrder, on: string): string {
  const { status, heldBecause, totalMinor, paidMinor, refundedMinor, currency } = order;
  if (status === "cancelled")
    return `Cancelled on ${on}, and ${amountText(paidMinor - refundedMinor, currency)} received for it were not given back.`;
  if (heldBecause === "credit_limit") return `Over the customer's credit limit, held since ${on}.`;
  if (heldBecause === "credit_currency")
    return `In ${currency}, which is not the currency of the customer's credit limit, held since ${on}.`;
  if (heldBecause === "second_person") return `Waits for a second person to confirm it since ${on}.`;
  const owed = owedMinor(order);
  if (owed === 0) return `Paid, and waits to be confirmed since ${on}.`;
  // also where nobody records payments here: somebody says that it is delivered all the same, or lets it go
  const open = `${amountText(owed, currency)} of ${amountText(totalMinor, currency)} open since ${on}`;
  return `Not paid: ${open}. Record its payment, confirm it without one, or cancel it.`;
}

/** Money is moved by payments: which one is given back is for whoever looks at them to say. */
function resolving({ id, status, ...amounts }: StillOrder): Incident["resolves"] {
  if (status === "cancelled") return [{ action: "payments.refund", door: "POST /v1/payments/{id}/refund" }];
  const paying = { action: "payments.create", door: `POST /v1/orders/${id}/payments` };
  return [
    ...(owedMinor(amounts) > 0 ? [paying] : []),
    { action: "orders.confirm", door: `POST /v1/orders/${id}/confirm` },
    { action: "orders.cancel", door: `POST /v1/orders/${id}/cancel` },
  ];
}
