/** What a payment books: a function of what is known of it, so that the ledger too is the same in any order. Pure. */
import type { PaymentMethod, Picture } from "./payment.ts";

/** `receivables` is what customers owe; the others are where their money lies. */
export const accounts = ["receivables", "stripe", "bank"] as const;
export type Account = (typeof accounts)[number];

export type Posting = {
  /** Names the entry within its payment: it is booked once, whoever finds out first. */
  entry: string;
  refundId: string | null;
  debit: Account;
  credit: Account;
  amountMinor: number;
};

const accountOf: Record<PaymentMethod, Account> = {
  stripe_checkout: "stripe",
  stripe_payment_intent: "stripe",
  bank_transfer: "bank",
};

/**
 * Every entry that a picture asks for. A picture that knows more asks for the same and more, never for less: nothing
 * is taken back, what was given back by mistake is booked the other way round.
 */
export function postingsOf(method: PaymentMethod, { receivedMinor, refunds }: Picture): Posting[] {
  const money = accountOf[method];
  const received: Posting[] =
    receivedMinor > 0
      ? [
          {
            entry: "received",
            refundId: null,
            debit: money,
            credit: "receivables",
            amountMinor: receivedMinor,
          },
        ]
      : [];
  const refunded = [...refunds].flatMap(([refundId, { status, amountMinor }]): Posting[] => {
    const given: Posting = {
      entry: `refunded ${refundId}`,
      refundId,
      debit: "receivables",
      credit: money,
      amountMinor,
    };
    const back: Posting = {
      entry: `returned ${refundId}`,
      refundId,
      debit: money,
      credit: "receivables",
      amountMinor,
    };
    if (status === "succeeded") return [given];
    // a refund that failed had left the account before it came back, also when nobody told us of the first half
    return status === "failed" ? [given, back] : [];
  });
  return [...received, ...refunded];
}
