/** Money and what was asked for do not fit: a person has to look, and is told once. */
import type { Connection } from "#modules/connections";
import type { Tx } from "#platform/db";
import { defineInboxKind, raise, settle } from "#platform/inbox";
import type { Payment } from "../queries.ts";
import type { Mismatch } from "../stripe-judge.ts";

export const paymentMismatch = defineInboxKind({
  kind: "payment_mismatch",
  describe:
    "What a payment provider says does not fit what was asked for, or money arrived that nobody waits for.",
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
    subject:
      payment === undefined ? { type: "connection", id: connectionId } : { type: "payment", id: payment.id },
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

const keyOf = (code: Mismatch["code"], id: string) => `payment_mismatch ${code} ${id}`;
