/** What an order owes and where it stands by it. Pure: no I/O. */
import type { PaymentMethod } from "#modules/customers";
import type { OrderState } from "./order.ts";

export const paymentStatuses = [
  "not_tracked",
  "unpaid",
  "partly_paid",
  "paid",
  "overpaid",
  "partly_refunded",
  "refunded",
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** Why an order waits for a person although nothing is missing of it. */
export const holds = ["credit_limit", "credit_currency", "second_person"] as const;
export type Hold = (typeof holds)[number];

/** In minor units. `paidMinor` is all that was received, `refundedMinor` what was given back of it. */
export type Amounts = { totalMinor: number; paidMinor: number; refundedMinor: number };

/**
 * The payment state as a function of the amounts alone, so that it is the same in whatever order they became known.
 * @param method null: nobody asked for money here, and until some comes what is owed is known elsewhere
 */
export function paymentStatusOf(
  method: PaymentMethod | null,
  { totalMinor, paidMinor, refundedMinor }: Amounts,
): PaymentStatus {
  const kept = paidMinor - refundedMinor;
  if (paidMinor === 0 && method === null) return "not_tracked";
  if (paidMinor === 0) return totalMinor === 0 ? "paid" : "unpaid";
  if (kept <= 0) return "refunded";
  if (kept > totalMinor) return "overpaid";
  if (kept === totalMinor) return "paid";
  return paidMinor >= totalMinor ? "partly_refunded" : "partly_paid";
}

/** What is open by the book. What was given back is open again, until the order is cancelled or credited. */
export function owedMinor({ totalMinor, paidMinor, refundedMinor }: Amounts): number {
  return Math.max(0, totalMinor - Math.max(0, paidMinor - refundedMinor));
}

/** Of what was given back in the meantime nothing counts: money that is gone confirms no order. */
export function isPaidInFull(amounts: Amounts): boolean {
  return owedMinor(amounts) === 0;
}

type Standing = { status: OrderState; heldBecause: Hold | null };

/** Nothing is missing: the order stands, unless two people are asked for. The rule is not one of them. */
export function ready(secondPerson: boolean): Standing {
  return secondPerson
    ? { status: "placed", heldBecause: "second_person" }
    : { status: "confirmed", heldBecause: null };
}

/**
 * Where an order stands the moment it is placed.
 * @param credit the reason why it does not fit into the customer's credit; undefined where it fits, or there is no limit
 */
export function standingOf(
  method: PaymentMethod,
  totalMinor: number,
  credit: Hold | undefined,
  secondPerson: boolean,
): Standing {
  if (totalMinor > 0 && method === "prepaid") return { status: "placed", heldBecause: null };
  if (totalMinor > 0 && credit !== undefined) return { status: "placed", heldBecause: credit };
  return ready(secondPerson);
}

/**
 * Where an order stands when more of it is paid, or less. Paid in full it needs no credit, so that only a second person
 * may be missing. Nothing is ever un-confirmed: what may have been packed is not taken back by a booking.
 */
export function standingAfter(
  { status, heldBecause, paymentMethod }: Standing & { paymentMethod: PaymentMethod | null },
  paidInFull: boolean,
  secondPerson: boolean,
): Standing {
  const waited = status === "placed" && heldBecause !== "second_person" && paymentMethod !== null;
  return waited && paidInFull ? ready(secondPerson) : { status, heldBecause };
}
