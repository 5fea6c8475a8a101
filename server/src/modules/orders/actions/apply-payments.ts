/** What payments say of an order becomes what the order says of itself. */
import { actorText, type Context } from "#platform/access";
import { noteChanges, noteDeed } from "#platform/audit";
import type { Tx } from "#platform/db";
import { settle } from "#platform/inbox";
import { byRule, ruleOf } from "../by-rule.ts";
import { orderConfirmed, orderHeld, orderPaid } from "../events.ts";
import { incidentKey } from "../incident.ts";
import { type Applied, findPayableOrder, type PayableOrder, writePayments } from "../payment.queries.ts";
import { isPaidInFull, paymentStatusOf, standingAfter } from "../payment.ts";
import { secondPersonConfirms } from "../settings.ts";

/** What payments counted over all that they know of an order, in minor units. */
export type Paid = { paidMinor: number; refundedMinor: number };

/**
 * Takes over the totals that payments have counted. They are absolute, so that it does not matter how often or in which
 * order they arrive, as long as the last one comes last: payments count under the order's lock (`findPayableOrder`). The
 * same totals as before write nothing and tell nothing.
 *
 * An order that was placed here and is paid in full is confirmed by the rule, or waits for a second person where two are
 * asked for. Nothing is ever un-confirmed, and a cancelled order stays cancelled: what to do with its money is a question
 * for a person, and payments ask it.
 * @returns the order afterwards
 * @throws when there is no such order within the actor's reach: payments have found it before
 */
export async function applyPayments(tx: Tx, orderId: string, paid: Paid): Promise<PayableOrder> {
  const order = await findPayableOrder(tx, orderId);
  if (order === undefined) throw new Error("payments were counted for an order that is not there");
  if (order.paidMinor === paid.paidMinor && order.refundedMinor === paid.refundedMinor) return order;

  const { context } = tx;
  const applied = decided(context, order, paid);
  await writePayments(tx, orderId, applied);
  noteChanges(tx, orderId, {
    ...changed("paid_minor", order.paidMinor, applied.paidMinor),
    ...changed("refunded_minor", order.refundedMinor, applied.refundedMinor),
    ...changed("payment_status", order.paymentStatus, applied.paymentStatus),
    ...changed("status", order.status, applied.status),
    ...changed("held_because", order.heldBecause, applied.heldBecause),
    ...changed("confirmed_by", null, applied.confirmedBy),
  });
  const subject = { id: orderId, version: order.version + 1 };
  noteDeed(context, tx, { action: "orders.apply_payments", subject: { type: "order", ...subject } });

  const facts = { customer_id: order.customerId };
  const firstTime = applied.paidInFull && order.paidAt === null;
  if (firstTime) orderPaid.emit(tx, context, subject, facts);
  if (applied.confirmedBy !== null) orderConfirmed.emit(tx, byRule(context), subject, facts);
  if (applied.heldBecause !== null && order.heldBecause === null)
    orderHeld.emit(tx, byRule(context), subject, facts);
  // what is still owed is told anew by the next look at what stands still
  const moved = movedOn(order, applied);
  if (moved !== undefined) await settle(tx, context.organizationId, incidentKey(orderId), moved);
  return { ...order, ...applied, version: subject.version, paidAt: firstTime ? context.now : order.paidAt };
}

function decided(context: Context, order: PayableOrder, paid: Paid): Applied {
  const amounts = { totalMinor: order.totalMinor, ...paid };
  // money is given back after it arrived, also where both are told at once, or the refund first
  const before = Math.min(order.refundedMinor, paid.refundedMinor);
  const paidInFull = isPaidInFull({ ...amounts, refundedMinor: before });
  const standing = standingAfter(order, paidInFull, secondPersonConfirms.of(context));
  return {
    ...paid,
    ...standing,
    paidInFull,
    paymentStatus: paymentStatusOf(order.paymentMethod, amounts),
    confirmedBy: standing.status === order.status ? null : actorText(ruleOf(context)),
  };
}

/** Whether what stood still stands still no longer, in a sentence. */
function movedOn(
  order: PayableOrder,
  { status, heldBecause, paidMinor, refundedMinor }: Applied,
): string | undefined {
  if (status !== order.status || heldBecause !== order.heldBecause) return "It was paid.";
  return status === "cancelled" && paidMinor <= refundedMinor ? "Its money was given back." : undefined;
}

const changed = (field: string, before: unknown, after: unknown) =>
  before === after ? {} : { [field]: { before, after } };
