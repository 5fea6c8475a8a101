/**
 * Takes in what Stripe says of an object, whether it told us, answered us or was asked: finds the payment that it is
 * about, holds it against what was asked for, and takes in the facts. What does not fit changes nothing, and a person
 * is told why.
 */
import type { Connection } from "#modules/connections";
import type { Tx } from "#platform/db";
import { uuidv7 } from "#platform/uuid";
import { listFacts, type Source } from "../fact.queries.ts";
import { type Fact, fold, isUnderWay, refundedMinor } from "../payment.ts";
import { findByNames, findPayment, type Payment } from "../queries.ts";
import { insertRefund, listRefunds, nameRefund, type Refund } from "../refund.queries.ts";
import { type Speaker, strangeness } from "../stripe-belonging.ts";
import { judged, type Mismatch } from "../stripe-judge.ts";
import type { Reading } from "../stripe-reading.ts";
import { raiseMismatch, settleUnwanted } from "./raise-mismatch.ts";
import { lockWithOrder, type TakenIn, takeInFacts } from "./take-in-facts.ts";

/** Whose word it is and how it came. */
export type Telling = Omit<Speaker, "organizationId" | "connectionId"> & {
  connection: Pick<Connection, "id" | "ownerUserId">;
  source: Source;
  /** The event's name; absent: the object's. */
  sourceId?: string;
  /** The verb that calls is about the payment itself, and leaves a row of the trail by itself. */
  ownDeed?: true;
};

export type TakenReading =
  | { outcome: "mismatch"; because: string }
  /** Another business of the same account: we asked for everything, and nobody says that it is ours. */
  | { outcome: "strange" }
  | {
      outcome: "applied" | "known";
      payment: Payment;
      unknownRefund: boolean;
      /** It was cancelled here, and only now we hear that it can be paid there. */
      stillPayable: boolean;
    };

/** @param tx of whoever reads what comes from outside, or of a buyer whose own call is answered */
export async function takeInReading(tx: Tx, telling: Telling, reading: Reading): Promise<TakenReading> {
  return await tx.beyondScope(async () => {
    const { organizationId } = tx.context;
    const connectionId = telling.connection.id;
    const payment = await paymentOf(tx, connectionId, reading);
    if (payment === undefined && reading.paymentId === undefined && telling.source === "reconciliation")
      return { outcome: "strange" };
    const strange = strangeness({ ...telling, organizationId, connectionId }, reading, payment);
    if (payment === undefined || strange !== undefined)
      return await mismatched(tx, telling, reading, payment, strange);

    const locked = await lockWithOrder(tx, payment.id); // what refunds add up to is asked behind the lock
    const { refund, id: refundId } = await refundOf(tx, payment, reading);
    const verdict = judged(payment, reading, refundId);
    const wrong =
      "mismatch" in verdict
        ? verdict.mismatch
        : (otherRefund(refund, reading, verdict.facts) ??
          (await tooMuch(tx, payment, reading, verdict.facts)));
    if ("mismatch" in verdict || wrong !== undefined)
      return await mismatched(tx, telling, reading, payment, wrong);

    await writeRefundOf(tx, payment, reading, refund, verdict.facts);
    const told = {
      facts: verdict.facts,
      source: telling.source,
      sourceId: telling.sourceId ?? reading.externalId,
      intentId: reading.intentId,
      sessionId: reading.object === "checkout_session" ? reading.externalId : undefined,
    };
    const taken = await takeInFacts(tx, locked, told, telling.ownDeed !== true);
    await askAPerson(tx, telling, taken);
    const { news, unknownRefund } = taken;
    const stillPayable = news && taken.payment.status === "cancelled" && verdict.facts.some(saysPayable);
    return { outcome: news ? "applied" : "known", payment: taken.payment, unknownRefund, stillPayable };
  });
}

/** By the id that we gave along, which an event brings even before we have heard the answer to our own call; then by name. */
async function paymentOf(tx: Tx, connectionId: string, reading: Reading): Promise<Payment | undefined> {
  const { paymentId, intentId, object, externalId } = reading;
  const named = paymentId === undefined ? undefined : await findPayment(tx, paymentId);
  const sessionId = object === "checkout_session" ? externalId : undefined;
  return named ?? (await findByNames(tx, connectionId, { intentId, sessionId }));
}

/** Ours where we asked for it, or know its name; otherwise it was made at Stripe itself and gets an id here. */
async function refundOf(
  tx: Tx,
  payment: Payment,
  reading: Reading,
): Promise<{ id: string; refund: Refund | undefined }> {
  if (reading.object !== "refund") return { id: payment.id, refund: undefined };
  const refunds = await listRefunds(tx, payment.id);
  const refund =
    refunds.find(({ externalId }) => externalId === reading.externalId) ??
    refunds.find(({ id }) => id === reading.refundId);
  return { id: refund?.id ?? uuidv7(), refund };
}

const saysPayable = (fact: Fact) => fact.kind === "payment" && isUnderWay(fact.status);

/** What says to be a refund of ours has its name and its amount. */
function otherRefund(
  refund: Refund | undefined,
  { externalId }: Reading,
  facts: Fact[],
): Mismatch | undefined {
  if (refund === undefined) return undefined;
  if (refund.externalId !== null && refund.externalId !== externalId)
    return {
      code: "wrong_account",
      because: `${externalId} says to be a refund that has another name at Stripe.`,
    };
  const amount = facts.find((fact) => fact.kind === "refund")?.amountMinor;
  return amount === refund.amountMinor
    ? undefined
    : {
        code: "wrong_amount",
        because: `${externalId} gives back ${amount} minor units; ${refund.amountMinor} were asked for.`,
      };
}

async function tooMuch(
  tx: Tx,
  payment: Payment,
  { externalId }: Reading,
  facts: Fact[],
): Promise<Mismatch | undefined> {
  if (!facts.some(({ kind }) => kind === "refund")) return undefined;
  const known = await listFacts(tx, payment.id);
  const together = fold([...known.map(({ fact }) => fact), ...facts]);
  if (refundedMinor(together) <= together.receivedMinor) return undefined;
  return {
    code: "more_refunded_than_received",
    because: `With ${externalId} more would have gone back than arrived.`,
  };
}

async function writeRefundOf(
  tx: Tx,
  { id: paymentId, customerId, currency }: Payment,
  { externalId }: Reading,
  refund: Refund | undefined,
  facts: Fact[],
): Promise<void> {
  const fact = facts.find((one) => one.kind === "refund");
  if (fact === undefined) return;
  if (refund !== undefined) return await nameRefund(tx, refund.id, externalId);
  await insertRefund(tx, {
    ...{ id: fact.refundId, paymentId, customerId, currency, amountMinor: fact.amountMinor },
    ...{ reason: "Made at Stripe.", reference: null, externalId },
  });
}

/** Money that nobody waits for is somebody's question until it went back. */
async function askAPerson(tx: Tx, { connection }: Telling, { payment, although }: TakenIn): Promise<void> {
  if (although === undefined) return;
  if (payment.refundedMinor === payment.receivedMinor) return await settleUnwanted(tx, payment.id);
  const because =
    although === "order_cancelled"
      ? "The order was cancelled and is paid all the same: give the money back, or place the order anew."
      : "The payment was cancelled and arrived all the same: it counts for its order, unless somebody gives it back.";
  await raiseMismatch(tx, { connection, payment }, { code: "paid_although_cancelled", because });
}

async function mismatched(
  tx: Tx,
  { connection }: Telling,
  { externalId }: Reading,
  payment: Payment | undefined,
  mismatch: Mismatch | undefined,
): Promise<TakenReading> {
  if (mismatch === undefined) throw new Error("what fits is no mismatch");
  await raiseMismatch(tx, { connection, payment, externalId }, mismatch);
  return { outcome: "mismatch", because: mismatch.because };
}
