/**
 * Takes in what was learned of a payment, from whatever side: adds the facts, folds all of them, books what is new by
 * them, and tells the order. Everybody who learns something goes through here, under the order's lock.
 */
import { applyPayments, findPayableOrder, type PayableOrder } from "#modules/orders";
import { noteChanges, noteDeed } from "#platform/audit";
import type { Tx } from "#platform/db";
import {
  paymentCancelled,
  paymentFailed,
  paymentRefunded,
  paymentSucceeded,
  refundFailed,
  refundRefused,
} from "../events.ts";
import { insertFacts, insertPostings, listFacts, type Source, totalsOf } from "../fact.queries.ts";
import { type Posting, postingsOf } from "../ledger.ts";
import { type Fact, fold, hasUnknownRefund, type Picture, refundedMinor } from "../payment.ts";
import { findPayment, lockPayment, type Payment, type Standing, writeStanding } from "../queries.ts";
import { listRefunds, type Refund, writeRefund } from "../refund.queries.ts";
import { askAboutRefunds } from "./raise-mismatch.ts";

export type Told = {
  facts: Fact[];
  source: Source;
  /** The event's or object's name there. */
  sourceId: string | null;
  /** What the provider calls the payment, where that is known now. */
  intentId?: string | undefined;
  sessionId?: string | undefined;
  /** The refund that the calling verb is itself about: it leaves a row of the trail by itself. */
  ownRefund?: string;
};

export type TakenIn = {
  /** Whether anything was new. */
  news: boolean;
  payment: Payment;
  order: PayableOrder;
  /** Money arrived that nobody wanted any more. */
  although: "payment_cancelled" | "order_cancelled" | undefined;
  /** The provider gave back more than the refunds that we know of. */
  unknownRefund: boolean;
};

/** The order before its payment, as everywhere. */
export type Locked = { order: PayableOrder; payment: Payment };

/**
 * @param locked by `lockWithOrder`, in this transaction
 * @param deed false where the verb that calls is about the payment itself, and leaves a row of the trail by itself
 */
export async function takeInFacts(
  tx: Tx,
  { order, payment: before }: Locked,
  told: Told,
  deed = true,
): Promise<TakenIn> {
  const { id: paymentId } = before;
  // facts and postings are hidden from those who pay; what they may know is the payment, which they have found
  return await tx.beyondScope(async () => {
    const added = await insertFacts(tx, before, told.facts, told.source, told.sourceId);
    const names = namesOf(before, told);
    const known = await listFacts(tx, paymentId);
    const picture = fold(known.map(({ fact }) => fact));
    const status = {
      although: unwanted(before, order, known, picture),
      unknownRefund: hasUnknownRefund(picture),
    };
    const renamed = names.intentId !== before.intentId || names.sessionId !== before.sessionId;
    if (!added && !renamed) return { news: false, payment: before, order, ...status };

    const standing = { ...names, ...figuresOf(picture) };
    if (changes(before, standing)) {
      const { before: was, after } = await writeStanding(tx, paymentId, standing);
      noteChanges(tx, paymentId, changed("succeeded_at", was, after));
    }
    const refunds = await writeRefunds(tx, paymentId, picture);
    await insertPostings(tx, before, postingsOf(before.method, picture).map(causedBy(known)));
    const payment = { ...before, ...standing, version: before.version + (changes(before, standing) ? 1 : 0) };
    // before what follows from it: the feed has causes first
    tell(tx, before, payment, refunds, { deed, ownRefund: told.ownRefund });
    const applied = await applyPayments(tx, order.id, await totalsOf(tx, order.id));
    if (refunds.some(({ after }) => endsOfRefunds[after.status] !== undefined))
      await askAboutRefunds(tx, payment, await listRefunds(tx, paymentId));
    return { news: added, payment, order: applied, ...status };
  });
}

/** @throws when the payment is not there: whoever calls has found it */
export async function lockWithOrder(tx: Tx, paymentId: string): Promise<Locked> {
  const found = await findPayment(tx, paymentId);
  const order = found && (await findPayableOrder(tx, found.orderId));
  if (order === undefined) throw new Error("a payment was told of that is not there");
  return { order, payment: await lockPayment(tx, paymentId) };
}

/** A name is given once: what comes later and says another one is about something else. */
const namesOf = (before: Payment, { intentId, sessionId }: Told) => ({
  intentId: before.intentId ?? intentId ?? null,
  sessionId: before.sessionId ?? sessionId ?? null,
});

const figuresOf = (picture: Picture): Omit<Standing, "intentId" | "sessionId"> => ({
  status: picture.status,
  receivedMinor: picture.receivedMinor,
  refundedMinor: refundedMinor(picture),
});

const shown = ["status", "receivedMinor", "refundedMinor", "intentId", "sessionId"] as const;
const changes = (before: Standing, after: Standing) => shown.some((name) => before[name] !== after[name]);

/** A matter of all that is known, and not of what came last: whichever came first, somebody has to look. */
function unwanted(
  { cancelRequested }: Payment,
  order: PayableOrder,
  known: { fact: Fact }[],
  { receivedMinor }: Picture,
): TakenIn["although"] {
  if (receivedMinor === 0) return undefined;
  if (order.status === "cancelled") return "order_cancelled";
  const cancelled = known.some(({ fact }) => fact.kind === "payment" && fact.status === "cancelled");
  return cancelRequested || cancelled ? "payment_cancelled" : undefined;
}

type Moved = { before: Refund; after: Refund };

async function writeRefunds(tx: Tx, paymentId: string, picture: Picture): Promise<Moved[]> {
  const moved: Moved[] = [];
  for (const before of await listRefunds(tx, paymentId)) {
    const now = picture.refunds.get(before.id);
    if (now === undefined || now.status === before.status) continue;
    const succeeded = await writeRefund(tx, before.id, now);
    noteChanges(tx, before.id, changed("succeeded_at", succeeded.before, succeeded.after));
    moved.push({ before, after: { ...before, status: now.status, version: before.version + 1 } });
  }
  return moved;
}

/** The books name the fact that made an entry true: of a refund its last word, of the payment that it succeeded. */
function causedBy(known: { id: string; fact: Fact }[]) {
  return (posting: Posting): Posting & { factId: string } => {
    const cause = known.findLast(({ fact }) =>
      posting.refundId === null
        ? fact.kind === "payment" && fact.receivedMinor > 0
        : fact.kind === "refund" && fact.refundId === posting.refundId && saysMoney.has(fact.status),
    );
    if (cause === undefined) throw new Error(`the entry "${posting.entry}" follows from no fact`);
    return { ...posting, factId: cause.id };
  };
}

const saysMoney = new Set(["succeeded", "failed"]);

type Own = { deed: boolean; ownRefund: string | undefined };

function tell(tx: Tx, before: Payment, after: Payment, refunds: Moved[], { deed, ownRefund }: Own): void {
  const { context } = tx;
  const subject = { id: after.id, version: after.version };
  const about = { order_id: after.orderId, customer_id: after.customerId };
  if (after.version !== before.version) {
    noteChanges(tx, after.id, {
      ...changed("status", before.status, after.status),
      ...changed("received_minor", before.receivedMinor, after.receivedMinor),
      ...changed("refunded_minor", before.refundedMinor, after.refundedMinor),
      ...changed("intent_id", before.intentId, after.intentId),
      ...changed("session_id", before.sessionId, after.sessionId),
    });
    if (deed) noteDeed(context, tx, { action: "payments.take_in", subject: { type: "payment", ...subject } });
  }
  if (after.status !== before.status) happenings[after.status]?.emit(tx, context, subject, about);
  for (const refund of refunds) {
    const { id, version, status } = refund.after;
    noteChanges(tx, id, changed("status", refund.before.status, status), version);
    if (id !== ownRefund)
      noteDeed(context, tx, { action: "refunds.take_in", subject: { type: "refund", id, version } });
    endsOfRefunds[status]?.emit(tx, context, subject, { ...about, refund_id: id });
  }
}

const happenings: Partial<Record<Payment["status"], typeof paymentSucceeded>> = {
  succeeded: paymentSucceeded,
  failed: paymentFailed,
  cancelled: paymentCancelled,
};

const endsOfRefunds: Partial<Record<Refund["status"], typeof paymentRefunded>> = {
  succeeded: paymentRefunded,
  failed: refundFailed,
  cancelled: refundRefused,
};

const changed = (field: string, before: unknown, after: unknown) =>
  before === after ? {} : { [field]: { before, after } };
