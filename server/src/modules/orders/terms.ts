/** How an order is paid, and what follows from it the moment it is placed. Pure: no I/O. */
import type { KnownCustomer, PaymentMethod } from "#modules/customers";
import { actorText, type Context } from "#platform/access";
import { ruleOf } from "./by-rule.ts";
import type { OpenCredit } from "./credit.ts";
import { paymentStatusOf, standingOf } from "./payment.ts";
import type { Decided } from "./rows.ts";
import { secondPersonConfirms } from "./settings.ts";

type Asked = { customer_id: string; currency: string; payment_method?: PaymentMethod };

/** Part of what is decided on an order. */
export type Terms = Pick<
  Decided,
  "status" | "confirmedBy" | "heldBecause" | "paymentMethod" | "paymentStatus"
>;

/** Takes the order's total from the customer's credit, where it is to be paid on account. */
export function termsOf(
  context: Context,
  asked: Asked,
  customer: KnownCustomer | undefined,
  total: bigint,
  credit: OpenCredit,
): Terms {
  const paymentMethod = methodOf(asked, customer);
  const totalMinor = Number(total);
  const hold =
    paymentMethod === "on_account" ? credit.take(asked.customer_id, asked.currency, total) : undefined;
  const standing = standingOf(paymentMethod, totalMinor, hold, secondPersonConfirms.of(context));
  return {
    ...standing,
    confirmedBy: standing.status === "confirmed" ? actorText(ruleOf(context)) : null,
    paymentMethod,
    paymentStatus: paymentStatusOf(paymentMethod, { totalMinor, paidMinor: 0, refundedMinor: 0 }),
  };
}

/** As the caller asks, or as the customer pays. */
function methodOf({ payment_method: asked }: Asked, customer: KnownCustomer | undefined): PaymentMethod {
  return asked ?? customer?.payment_method ?? "prepaid";
}

/** Whose credit must be locked: those who have a limit, of the orders that are to be paid on account. */
export function customersWithLimit(
  asked: Asked[],
  customerOf: (id: string) => KnownCustomer | undefined,
): string[] {
  const limited = asked.flatMap((one) => {
    const customer = customerOf(one.customer_id);
    const counts = customer?.credit_limit_minor != null && methodOf(one, customer) === "on_account";
    return counts ? [customer.id] : [];
  });
  return [...new Set(limited)];
}
