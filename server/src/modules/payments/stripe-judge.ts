/** Whether what Stripe says fits the payment that it is about: a fact, or a reason for a person to look. Pure. */
import type { Fact } from "./payment.ts";
import { fromStripe } from "./stripe-amount.ts";
import type { Reading } from "./stripe-reading.ts";

export const mismatches = [
  "unknown_payment",
  "wrong_account",
  "wrong_mode",
  "wrong_currency",
  "wrong_amount",
  "more_refunded_than_received",
  "paid_although_cancelled",
] as const;
export type MismatchCode = (typeof mismatches)[number];

export type Mismatch = { code: MismatchCode; because: string };

/** Of the payment, what has to agree. */
export type Expected = { currency: string; amountMinor: number };

export type Verdict = { facts: Fact[] } | { mismatch: Mismatch };

/**
 * @param refundId ours, of a reading that is about a refund
 * @returns what is true by it, in our unit, or why nothing is. Nothing can be given back that did not arrive: what is
 * said of a refund says of its payment that it succeeded, whether or not that has been told yet.
 */
export function judged({ currency, amountMinor }: Expected, reading: Reading, refundId: string): Verdict {
  const { says, externalId } = reading;
  if (reading.currency !== currency)
    return wrong(
      "wrong_currency",
      `${externalId} is in ${reading.currency}; the payment was asked for in ${currency}.`,
    );
  const inOurs = (amount: number) => fromStripe(amount, currency);
  const about = inOurs(reading.amount);
  if (about === undefined)
    return wrong("wrong_amount", `${externalId} is about a part of the smallest unit.`);

  const arrived: Fact = { kind: "payment", status: "succeeded", receivedMinor: amountMinor };
  switch (says.kind) {
    case "payment": {
      const received = inOurs(says.received);
      if (about !== amountMinor || received === undefined || (received !== 0 && received !== amountMinor)) {
        const is = received === undefined || received === 0 ? about : received;
        return wrong(
          "wrong_amount",
          `${externalId} is about ${is} minor units; ${amountMinor} were asked for.`,
        );
      }
      return { facts: [{ kind: "payment", status: says.status, receivedMinor: received }] };
    }
    case "refund":
      return about === 0 || about > amountMinor
        ? wrong(
            "more_refunded_than_received",
            `${externalId} gives back ${about} of ${amountMinor} minor units.`,
          )
        : { facts: [arrived, { kind: "refund", refundId, status: says.status, amountMinor: about }] };
    case "refunded": {
      const refunded = inOurs(says.refunded);
      return about !== amountMinor || refunded === undefined || refunded > amountMinor
        ? wrong("wrong_amount", `${externalId} is about ${about} minor units; ${amountMinor} were asked for.`)
        : { facts: refunded === 0 ? [] : [arrived, { kind: "refunded", refundedMinor: refunded }] };
    }
  }
}

function wrong(code: MismatchCode, because: string): Verdict {
  return { mismatch: { code, because } };
}
