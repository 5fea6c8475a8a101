/** What customers pay for their orders, and what they get back. */
import type { Module } from "#platform/module";
import { cancelPayment } from "./actions/cancel-payment.ts";
import { listBalances } from "./actions/list-balances.ts";
import { lookUpPayment } from "./actions/look-up-payment.ts";
import { payOrder } from "./actions/pay-order.ts";
import { receiveStripeEvent } from "./actions/receive-stripe-event.ts";
import { refundPayment } from "./actions/refund-payment.ts";
import { paymentsInvariants } from "./invariants.ts";
import { paymentJobs, paymentSchedules } from "./jobs.ts";
import { payment, paymentPosting, refund } from "./resource.ts";
import { paymentEventsKept } from "./retention.ts";

export { orderPaymentIds, paymentDocument, paymentIds } from "./document.queries.ts";
export { paymentFailed, paymentRefunded, paymentStarted, paymentSucceeded, refundFailed } from "./events.ts";
export { stripeConnector } from "./stripe-connector.ts";
export { eventSealedFor } from "./stripe-reading.ts";

export const paymentsModule: Module = {
  name: "payments",
  resources: [payment, refund, paymentPosting],
  actions: [payOrder, cancelPayment, refundPayment, lookUpPayment],
  queries: [listBalances],
  incoming: [receiveStripeEvent],
  invariants: paymentsInvariants,
  jobs: paymentJobs,
  schedules: paymentSchedules,
  retentions: [paymentEventsKept],
};
