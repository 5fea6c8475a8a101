/** The SQL of payments. The order is locked before its payment, and that before its refunds. */
import { sql, type Tx } from "#platform/db";
import type { PaymentMethod, PaymentState } from "./payment.ts";

export type Payment = {
  id: string;
  orderId: string;
  customerId: string;
  connectionId: string | null;
  method: PaymentMethod;
  status: PaymentState;
  currency: string;
  amountMinor: number;
  receivedMinor: number;
  refundedMinor: number;
  intentId: string | null;
  sessionId: string | null;
  /** Somebody has asked for it. */
  cancelRequested: boolean;
  version: number;
};

const columns = sql`
  id, order_id as "orderId", customer_id as "customerId", connection_id as "connectionId", method, status, currency,
  amount_minor as "amountMinor", received_minor as "receivedMinor", refunded_minor as "refundedMinor",
  intent_id as "intentId", session_id as "sessionId", cancel_requested_at is not null as "cancelRequested", version`;

/** Undefined when there is none that the actor may see. Locks nothing. */
export async function findPayment(tx: Pick<Tx, "context" | "query" | "within">, id: string) {
  const [payment] = await tx.query<Payment>(sql`
    select ${columns}
      from payments
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))`);
  return payment;
}

/** Call after its order is locked. */
export async function lockPayment(tx: Tx, id: string): Promise<Payment> {
  const [payment] = await tx.query<Payment>(sql`
    select ${columns}
      from payments
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))
       for no key update`);
  if (payment === undefined) throw new Error("a payment disappeared while it was being changed");
  return payment;
}

/** Of a connection, by the provider's names. For what comes from outside: it sees the whole organization. */
export async function findByNames(
  tx: Tx,
  connectionId: string,
  { intentId, sessionId }: { intentId: string | undefined; sessionId: string | undefined },
): Promise<Payment | undefined> {
  // scope: whoever reads what comes from outside sees the whole organization
  const [payment] = await tx.query<Payment>(sql`
    select ${columns}
      from payments
     where organization_id = ${tx.context.organizationId} and connection_id = ${connectionId}
       and (intent_id = ${intentId ?? null} or session_id = ${sessionId ?? null})
     order by id
     limit 1`);
  return payment;
}

export type NewPayment = Pick<
  Payment,
  "id" | "orderId" | "customerId" | "connectionId" | "method" | "currency" | "amountMinor"
> & { reference: string | null; valueOn: string | null };

export async function insertPayment(tx: Tx, payment: NewPayment): Promise<void> {
  const { id, orderId, customerId, connectionId, method, currency, amountMinor, reference, valueOn } =
    payment;
  await tx.query(sql`
    insert into payments (organization_id, id, order_id, customer_id, connection_id, method, currency, amount_minor, reference, value_on)
    values (${tx.context.organizationId}, ${id}, ${orderId}, ${customerId}, ${connectionId}, ${method}, ${currency},
            ${amountMinor}, ${reference}, ${valueOn}::date)`);
}

export type UnderWay = Pick<Payment, "id" | "amountMinor">;

/** What may still arrive for the order, the oldest first. Call under the order's lock. */
export async function listUnderWay(tx: Tx, orderId: string): Promise<UnderWay[]> {
  // scope: the order was found within reach, and so are its payments
  return await tx.query<UnderWay>(sql`
    select id, amount_minor as "amountMinor"
      from payments
     where organization_id = ${tx.context.organizationId} and order_id = ${orderId}
       and status not in ('succeeded', 'cancelled')
     order by id`);
}

export type Standing = Pick<Payment, "status" | "receivedMinor" | "refundedMinor" | "intentId" | "sessionId">;

/** Writes what the facts add up to. */
export async function writeStanding(tx: Tx, id: string, standing: Standing): Promise<Succeeded> {
  const { status, receivedMinor, refundedMinor, intentId, sessionId } = standing;
  // scope: the payment was found within reach, and is locked
  const [row] = await tx.query<Succeeded>(sql`
    update payments
       set status = ${status}, received_minor = ${receivedMinor}::bigint, refunded_minor = ${refundedMinor}::bigint,
           intent_id = ${intentId}, session_id = ${sessionId},
           succeeded_at = case when ${receivedMinor}::bigint > 0 then coalesce(succeeded_at, plinth.now()) end,
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}
    returning plinth.json_moment(old.succeeded_at) as before, plinth.json_moment(succeeded_at) as after`);
  return row ?? neverSucceeded;
}

/** When it was known to have arrived, as it reads in JSON: before a deed and after it. */
export type Succeeded = { before: string | null; after: string | null };
export const neverSucceeded: Succeeded = { before: null, after: null };

export async function markCancelRequested(tx: Tx, id: string): Promise<void> {
  // scope: the payment was found within reach, and is locked
  await tx.query(sql`
    update payments
       set cancel_requested_at = coalesce(cancel_requested_at, plinth.now()), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function writeRefusal(tx: Tx, id: string, because: string): Promise<void> {
  // scope: the payment was found within reach, and is locked
  await tx.query(sql`
    update payments set refused_because = ${because}
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/**
 * Payments of a connection that may have moved on without our hearing of it: those that were never looked up first, then
 * by when they were, so that all have their turn.
 */
export async function listUnsettled(
  read: Pick<Tx, "context" | "query">,
  connectionId: string,
  before: Date,
): Promise<Payment[]> {
  // scope: jobs see the whole organization
  return await read.query<Payment>(sql`
    select ${columns}
      from payments p
     where p.organization_id = ${read.context.organizationId} and p.connection_id = ${connectionId}
       and p.created_at < ${before} and (p.intent_id is not null or p.session_id is not null)
       and (p.status not in ('succeeded', 'cancelled')
            or exists (select from refunds r
                        where r.organization_id = p.organization_id and r.payment_id = p.id and r.status = 'pending'))
     order by p.looked_up_at nulls first, p.created_at, p.id
     limit ${mostLookedUp}::int`);
}

const mostLookedUp = 200;

/** It is no change of the payment that somebody would have to read again. Those that somebody changes now are left out. */
export async function markLookedUp(tx: Tx, ids: readonly string[]): Promise<void> {
  // scope: jobs see the whole organization
  await tx.query(sql`
    update payments p
       set looked_up_at = plinth.now()
      from (select id from payments
             where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[])
             order by id
               for no key update skip locked) free
     where p.organization_id = ${tx.context.organizationId} and p.id = free.id`);
}
