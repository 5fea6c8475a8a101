import { checkVersion, defineAction } from "#platform/action";
import type { Tx } from "#platform/db";
import { invalidState, notFound } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { moreThanReceived } from "../errors.ts";
import { refundAsked } from "../events.ts";
import { RefundPayment } from "../input.ts";
import { sendRefund } from "../jobs.ts";
import { findPayment, type Payment } from "../queries.ts";
import { insertRefund, listRefunds } from "../refund.queries.ts";
import { refund } from "../resource.ts";
import { type Locked, lockWithOrder, takeInFacts } from "./take-in-facts.ts";

/** Give back what was paid, or part of it. Stripe is asked by a job; a transfer was made at the bank already. */
export const refundPayment = defineAction({
  name: "payments.refund",
  title: "Refund a payment",
  door: "POST /v1/payments/{id}/refund",
  permission: "payments:refund",
  allows: "Give money back.",
  describe:
    "Give back a payment, or part of it: never more than arrived less what went back or is going back. Through Stripe it is sent at once by a job and `started` until Stripe has heard of it; of a bank transfer it records that the money was sent.",
  input: RefundPayment,
  output: refund,
  subject: "payment",
  status: 201,
  fails: [invalidState, moreThanReceived],
  async run(context, tx, { id: paymentId, ifMatch, amount_minor: wanted, reason, reference = null }) {
    if ((await findPayment(tx, paymentId)) === undefined) throw notFound("There is no payment with this id.");
    const locked = await lockWithOrder(tx, paymentId);
    const { payment } = locked;
    checkVersion(payment.version, ifMatch);
    if (payment.status !== "succeeded")
      throw invalidState(`The payment is ${payment.status}; only what arrived can go back.`);
    const left = await leftOf(tx, payment);
    const amountMinor = wanted ?? left;
    if (amountMinor > left || left === 0)
      throw moreThanReceived(`${left} minor units of ${payment.currency} are left of this payment.`);

    const id = uuidv7();
    const { customerId, currency, orderId } = payment;
    await insertRefund(tx, {
      ...{ id, paymentId, customerId, currency, amountMinor },
      ...{ reason, reference, externalId: null },
    });
    const facts = { order_id: orderId, customer_id: customerId, refund_id: id };
    refundAsked.emit(tx, context, { id: paymentId, version: payment.version }, facts);
    if (payment.connectionId === null) await recordSent(tx, locked, id, amountMinor);
    else sendRefund.enqueue(tx, { refund_id: id }, { destination: payment.connectionId });
    return id;
  },
});

/** Behind the payment's lock: what was asked for by somebody else a moment ago counts. */
async function leftOf(tx: Tx, { id, receivedMinor }: Payment): Promise<number> {
  const refunds = await listRefunds(tx, id);
  const spokenFor = refunds.filter(({ status }) => status !== "failed" && status !== "cancelled");
  return receivedMinor - spokenFor.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

async function recordSent(tx: Tx, locked: Locked, refundId: string, amountMinor: number): Promise<void> {
  const facts = [{ kind: "refund", refundId, status: "succeeded", amountMinor } as const];
  await takeInFacts(tx, locked, { facts, source: "finance", sourceId: null, ownRefund: refundId });
}
