/** What payments know of an order, and what they write of it. */
import type { PaymentMethod } from "#modules/customers";
import { sql, type Tx } from "#platform/db";
import type { OrderState } from "./order.ts";
import type { Amounts, Hold, PaymentStatus } from "./payment.ts";

export type PayableOrder = Amounts & {
  id: string;
  number: string;
  version: number;
  customerId: string;
  status: OrderState;
  currency: string;
  /** Null: nobody was asked for its money here, and a payment may come all the same. */
  paymentMethod: PaymentMethod | null;
  paymentStatus: PaymentStatus;
  paidAt: Date | null;
  heldBecause: Hold | null;
};

/**
 * The order as whoever takes money for it must know it, locked: payments of one order come one after the other, and
 * nobody confirms or cancels it meanwhile. Take no stock behind this lock.
 * @returns undefined when there is none that the actor may see
 */
export async function findPayableOrder(tx: Tx, id: string): Promise<PayableOrder | undefined> {
  const [order] = await tx.query<PayableOrder>(sql`
    select id, number, version, customer_id as "customerId", status, currency, total_minor as "totalMinor",
           paid_minor as "paidMinor", refunded_minor as "refundedMinor", payment_method as "paymentMethod",
           payment_status as "paymentStatus", paid_at as "paidAt", held_because as "heldBecause"
      from orders
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))
       for no key update`);
  return order;
}

/**
 * An answer about money is awaited until then (the buyer is at the till, a transfer was announced): an unpaid order does
 * not expire before. The longest wait that was noted counts; the order's version stays what it is.
 */
export async function notePaymentUnderWay(tx: Tx, orderId: string, until: Date): Promise<void> {
  await tx.query(sql`
    update orders
       set being_paid_until = greatest(being_paid_until, ${until.toISOString()}::timestamptz)
     where organization_id = ${tx.context.organizationId} and id = ${orderId}
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))`);
}

export type Applied = {
  paidMinor: number;
  refundedMinor: number;
  paymentStatus: PaymentStatus;
  paidInFull: boolean;
  status: OrderState;
  heldBecause: Hold | null;
  /** By which rule, when this payment confirms it. */
  confirmedBy: string | null;
};

/** Writes what was paid and what follows from it. */
export async function writePayments(tx: Tx, id: string, applied: Applied): Promise<void> {
  const { paidMinor, refundedMinor, paymentStatus, paidInFull, status, heldBecause, confirmedBy } = applied;
  // scope: the order was found within reach, and is locked
  await tx.query(sql`
    update orders
       set paid_minor = ${paidMinor}::bigint, refunded_minor = ${refundedMinor}::bigint, payment_status = ${paymentStatus},
           paid_at = case when ${paidInFull}::boolean then coalesce(paid_at, plinth.now()) else paid_at end,
           status = ${status}, held_because = ${heldBecause}::text,
           held_at = case when ${heldBecause}::text is not null then coalesce(held_at, plinth.now()) end,
           confirmed_at = case when ${confirmedBy}::text is not null then plinth.now() else confirmed_at end,
           confirmed_by = coalesce(${confirmedBy}::text, confirmed_by),
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}
