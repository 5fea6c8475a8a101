/** Money and what was asked for do not fit: a person has to look, and is told once. */
import { type Connection, findConnection } from "#modules/connections";
import type { Tx } from "#platform/db";
import { defineInboxKind, raise, settle } from "#platform/inbox";
import { amountText } from "#platform/money";
import type { Payment } from "../queries.ts";
import type { Refund } from "../refund.queries.ts";
import type { Mismatch } from "../stripe-judge.ts";

export const paymentMismatch = defineInboxKind({
  kind: "payment_mismatch",
  describe:
    "What a payment provider says does not fit what was asked for, money arrived that nobody waits for, or did not go back.",
});

type Concerned = {
  connection: Pick<Connection, "id" | "ownerUserId">;
  payment: Payment | undefined;
  /** What the provider calls it. */
  externalId?: string;
};

/**
 * Of a payment one for each reason; of what nobody knows one for each connection: an account that sells elsewhere too
 * would fill the inbox otherwise.
 */
export async function raiseMismatch(
  tx: Tx,
  { connection, payment, externalId }: Concerned,
  { code, because }: Mismatch,
): Promise<void> {
  const { id: connectionId, ownerUserId } = connection;
  await raise(tx, tx.context.organizationId, {
    kind: paymentMismatch,
    key: keyOf(code, payment?.id ?? connectionId),
    // figures about money are for those who read payments, also where nobody knows of which
    subject: { type: "payment", id: payment?.id ?? null },
    because,
    details: {
      ...{ code, connection_id: connectionId },
      ...(externalId === undefined ? {} : { external_id: externalId }),
      ...(payment === undefined ? {} : { order_id: payment.orderId }),
    },
    ownerUserId,
    resolves:
      payment === undefined
        ? [{ action: "connections.update", door: `PATCH /v1/connections/${connectionId}` }]
        : [
            { action: "payments.refund", door: `POST /v1/payments/${payment.id}/refund` },
            { action: "payments.look_up", door: `POST /v1/payments/${payment.id}/look_up` },
          ],
  });
}

/** Money that arrived although nobody waited for it went back. */
export async function settleUnwanted(tx: Tx, paymentId: string): Promise<void> {
  await settle(
    tx,
    tx.context.organizationId,
    keyOf("paid_although_cancelled", paymentId),
    "The money went back.",
  );
}

/**
 * Money that was to go back and did not: a person's question until a later refund of the payment succeeds.
 * @param refunds all of the payment, in the order in which they were asked for
 */
export async function askAboutRefunds(tx: Tx, payment: Payment, refunds: readonly Refund[]): Promise<void> {
  const { organizationId } = tx.context;
  const { id, orderId, connectionId } = payment;
  const repeated = refunds.findLastIndex(({ status }) => status === "succeeded");
  const lost = refunds
    .slice(repeated + 1)
    .findLast(({ status }) => status === "failed" || status === "cancelled");
  const key = keyOf("money_not_returned", id);
  if (lost === undefined) return void (await settle(tx, organizationId, key, "The money went back."));
  const connection = connectionId === null ? undefined : await findConnection(tx, connectionId);
  await raise(tx, organizationId, {
    kind: paymentMismatch,
    key,
    subject: { type: "payment", id },
    because: becauseOf(lost),
    details: {
      ...{ code: "money_not_returned", payment_id: id, refund_id: lost.id },
      ...{ connection_id: connectionId, order_id: orderId },
    },
    ownerUserId: connection?.ownerUserId ?? null,
    resolves: [
      { action: "payments.refund", door: `POST /v1/payments/${id}/refund` },
      { action: "payments.look_up", door: `POST /v1/payments/${id}/look_up` },
    ],
  });
}

function becauseOf({ status, amountMinor, currency }: Refund): string {
  const amount = amountText(amountMinor, currency);
  return status === "failed"
    ? `${amount} went back and did not reach the customer: the money is here again. Refund it anew.`
    : `${amount} were to go back, and the provider would not send them: refund them anew, or ask it why.`;
}

const keyOf = (code: Mismatch["code"] | "money_not_returned", id: string) => `payment_mismatch ${code} ${id}`;
