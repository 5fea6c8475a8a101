/** Orders: from a basket to a promise, and back. */
import type { Module } from "#platform/module";
import { annotateOrder } from "./actions/annotate-order.ts";
import { cancelOrder } from "./actions/cancel-order.ts";
import { confirmOrder } from "./actions/confirm-order.ts";
import { placeOrder } from "./actions/place-order.ts";
import { recordOrder } from "./actions/record-order.ts";
import { ordersInvariants } from "./invariants.ts";
import { ordersJobs, ordersSchedules } from "./jobs.ts";
import { ordersNotifications } from "./notifications.ts";
import { order, orderLine } from "./resource.ts";
import { ordersSettings } from "./settings.ts";

export { applyPayments, type Paid } from "./actions/apply-payments.ts";
export { paidOrders } from "./amounts.invariants.ts";
export { type ConfirmedOrder, orderToConfirm } from "./confirmation.queries.ts";
export { orderDocument, orderIds } from "./document.queries.ts";
export { orderCancelled, orderConfirmed, orderHeld, orderPaid, orderPlaced } from "./events.ts";
export { findPayableOrder, notePaymentUnderWay, type PayableOrder } from "./payment.queries.ts";
export { owedMinor, type PaymentStatus } from "./payment.ts";

export const ordersModule: Module = {
  name: "orders",
  resources: [order, orderLine],
  actions: [placeOrder, confirmOrder, cancelOrder, recordOrder, annotateOrder],
  settings: ordersSettings,
  invariants: ordersInvariants,
  jobs: ordersJobs,
  schedules: ordersSchedules,
  notifications: ordersNotifications,
};
