import { defineEvent } from "#platform/events";

type About = { order_id: string; customer_id: string };
const about = { order_id: "The order that it pays.", customer_id: "Who pays." };
const fact = (happened: string, describe: string) =>
  defineEvent<About>({ type: `payment.${happened}`, subject: "payment", describe, data: about });
const ofRefund = (happened: string, describe: string) =>
  defineEvent<About & { refund_id: string }>({
    type: `payment.${happened}`,
    subject: "payment",
    describe,
    data: { ...about, refund_id: "What goes back." },
  });

export const paymentStarted = fact("started", "Somebody is about to pay for an order.");
export const paymentSucceeded = fact("succeeded", "Money for an order arrived.");
export const paymentFailed = fact("failed", "A try to pay failed; it may be tried again.");
export const paymentCancelled = fact("cancelled", "A payment came to nothing: its amount is open again.");
export const paymentReconciled = fact(
  "reconciled",
  "Asking the provider brought to light what nobody had told of a payment, and it was put right.",
);
export const refundAsked = ofRefund("refund_asked", "Part of a payment, or all of it, is to go back.");
export const paymentRefunded = ofRefund("refunded", "Part of a payment, or all of it, went back.");
export const refundFailed = ofRefund(
  "refund_failed",
  "A refund did not reach the customer: the money is here again.",
);
export const refundRefused = ofRefund(
  "refund_refused",
  "A refund was not made: the provider would not send it, and the money is still here.",
);
