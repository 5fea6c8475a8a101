/** The SQL of refunds. Their payment is locked before any of them is written. */
import { sql, type Tx } from "#platform/db";
import type { RefundPicture, RefundState } from "./payment.ts";
import { neverSucceeded, type Succeeded } from "./queries.ts";

export type Refund = {
  id: string;
  paymentId: string;
  customerId: string;
  status: RefundState;
  currency: string;
  amountMinor: number;
  externalId: string | null;
  version: number;
};

const columns = sql`
  id, payment_id as "paymentId", customer_id as "customerId", status, currency, amount_minor as "amountMinor",
  external_id as "externalId", version`;

/** Undefined when there is none. For jobs, which see the whole organization. */
export async function findRefund(
  read: Pick<Tx, "context" | "query">,
  id: string,
): Promise<Refund | undefined> {
  // scope: jobs see the whole organization
  const [refund] = await read.query<Refund>(sql`
    select ${columns} from refunds where organization_id = ${read.context.organizationId} and id = ${id}`);
  return refund;
}

/** Of one payment, which the caller has locked. */
export async function listRefunds(tx: Tx, paymentId: string): Promise<Refund[]> {
  // scope: the payment was found within reach, and so are its refunds
  return await tx.query<Refund>(sql`
    select ${columns} from refunds
     where organization_id = ${tx.context.organizationId} and payment_id = ${paymentId}
     order by id`);
}

export type NewRefund = Pick<Refund, "id" | "paymentId" | "customerId" | "currency" | "amountMinor"> & {
  reason: string | null;
  reference: string | null;
  externalId: string | null;
};

export async function insertRefund(tx: Tx, refund: NewRefund): Promise<void> {
  const { id, paymentId, customerId, currency, amountMinor, reason, reference, externalId } = refund;
  await tx.query(sql`
    insert into refunds (organization_id, id, payment_id, customer_id, currency, amount_minor, reason, reference, external_id)
    values (${tx.context.organizationId}, ${id}, ${paymentId}, ${customerId}, ${currency}, ${amountMinor}, ${reason},
            ${reference}, ${externalId})`);
}

/** What the provider calls it. */
export async function nameRefund(tx: Tx, id: string, externalId: string): Promise<void> {
  // scope: its payment was found within reach, and is locked
  await tx.query(sql`
    update refunds set external_id = ${externalId}
     where organization_id = ${tx.context.organizationId} and id = ${id} and external_id is null`);
}

export async function writeRefund(tx: Tx, id: string, { status }: RefundPicture): Promise<Succeeded> {
  // scope: its payment was found within reach, and is locked
  const [row] = await tx.query<Succeeded>(sql`
    update refunds
       set status = ${status}, version = version + 1, updated_at = plinth.now(),
           succeeded_at = case when ${status}::text = 'succeeded' then coalesce(succeeded_at, plinth.now()) else succeeded_at end
     where organization_id = ${tx.context.organizationId} and id = ${id}
    returning plinth.json_moment(old.succeeded_at) as before, plinth.json_moment(succeeded_at) as after`);
  return row ?? neverSucceeded;
}

export async function writeRefundRefusal(tx: Tx, id: string, because: string): Promise<void> {
  // scope: its payment was found within reach, and is locked
  await tx.query(sql`
    update refunds set refused_because = ${because}
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}
