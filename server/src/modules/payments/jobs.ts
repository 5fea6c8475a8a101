/** What payments do later: take in what Stripe told us, ask it how things stand, send refunds, look for what was missed. */
import Type from "typebox";
import {
  asking,
  type Connection,
  credentialsOf,
  findConnection,
  listConnections,
} from "#modules/connections";
import { noteDeed } from "#platform/audit";
import type { Tx } from "#platform/db";
import { defineJob, defineSchedule, type Job, type JobServices, type Schedule } from "#platform/jobs";
import { lockWithOrder, takeInFacts } from "./actions/take-in-facts.ts";
import { type TakenReading, takeInReading } from "./actions/take-in-reading.ts";
import { emptyOldEvents, findEvent, markTakenIn } from "./event.queries.ts";
import { paymentReconciled } from "./events.ts";
import { findPayment, listUnsettled, markLookedUp } from "./queries.ts";
import { findAskedUntil, writeAskedUntil } from "./reconciliation.queries.ts";
import { findRefund, writeRefundRefusal } from "./refund.queries.ts";
import { reachStripe } from "./stripe-access.ts";
import { cancelAtStripe, lookUpAtStripe, refundAtStripe, toldSince } from "./stripe-calls.ts";
import { expectedOf } from "./stripe-connector.ts";
import { StripeRefusal, whyUnsent } from "./stripe-failure.ts";
import { eventSealedFor, type Reading, readEvent } from "./stripe-reading.ts";

const id = () => Type.String({ format: "uuid" });
const everything = null; // jobs see the whole organization

export const takeInEvent = defineJob({
  name: "payment.take-in-event",
  describe: "Takes in what Stripe told us of a payment.",
  input: Type.Object({ event_id: id() }, { additionalProperties: false }),
  subject: ({ event_id }) => ({ type: "payment_event", id: event_id }),
  whileSuspended: true,
  async prepare(context, { event_id }, { read, keyRing }) {
    const ask = asking(read, context);
    const event = await findEvent(ask, event_id);
    if (event === undefined || event.payloadSealed === null) return undefined;
    const connection = await findConnection(ask, event.connectionId);
    if (connection === undefined) return undefined;
    const expected = expectedOf(connection, credentialsOf(keyRing, connection, context.now));
    return {
      connection,
      expected,
      told: readEvent(JSON.parse(keyRing.open(eventSealedFor, event.payloadSealed))),
    };
  },
  async run(_context, tx, { event_id }, prepared) {
    const { told, connection, expected } = prepared ?? {};
    if (told?.reading === undefined || connection === undefined || expected === undefined)
      return await markTakenIn(tx, event_id, "ignored", "It is about nothing that payments are made of.");
    const { reading, eventId: sourceId, account, livemode } = told;
    const telling = {
      connection,
      ...expected,
      source: "event" as const,
      sourceId,
      event: { account, livemode },
    };
    const taken = await takeInReading(tx, telling, reading);
    askWhereUnsure(tx, taken);
    withdrawWherePayable(tx, taken);
    const outcome = taken.outcome === "strange" ? "ignored" : taken.outcome;
    await markTakenIn(tx, event_id, outcome, "because" in taken ? taken.because : null);
  },
});

export const askProvider = defineJob({
  name: "payment.look-up",
  describe: "Asks Stripe how a payment and its refunds stand, where what it told us leaves something open.",
  input: Type.Object({ payment_id: id() }, { additionalProperties: false }),
  queue: "outside",
  subject: ({ payment_id }) => ({ type: "payment", id: payment_id }),
  whileSuspended: true,
  async prepare(context, { payment_id }, services) {
    const payment = await findPayment({ ...asking(services.read, context), within: everything }, payment_id);
    if (payment === undefined || payment.connectionId === null) return undefined;
    const reached = await reachStripe(context, payment.connectionId, services);
    const { connection, livemode, accountId } = reached;
    return { telling: { connection, livemode, accountId }, readings: await lookUpAtStripe(reached, payment) };
  },
  async run(_context, tx, _input, prepared) {
    for (const reading of prepared?.readings ?? [])
      if (prepared !== undefined)
        withdrawWherePayable(
          tx,
          await takeInReading(tx, { ...prepared.telling, source: "look_up" }, reading),
        );
  },
});

export const withdrawPayment = defineJob({
  name: "payment.withdraw",
  describe: "Sees to it that a payment which was cancelled here cannot be made at Stripe any more.",
  input: Type.Object({ payment_id: id() }, { additionalProperties: false }),
  queue: "outside",
  subject: ({ payment_id }) => ({ type: "payment", id: payment_id }),
  whileSuspended: true,
  async prepare(context, { payment_id }, services) {
    const payment = await findPayment({ ...asking(services.read, context), within: everything }, payment_id);
    if (payment === undefined || payment.connectionId === null || payment.status !== "cancelled")
      return undefined;
    const reached = await reachStripe(context, payment.connectionId, services);
    const { connection, livemode, accountId } = reached;
    return { telling: { connection, livemode, accountId }, readings: await cancelAtStripe(reached, payment) };
  },
  async run(_context, tx, _input, prepared) {
    for (const reading of prepared?.readings ?? [])
      if (prepared !== undefined) await takeInReading(tx, { ...prepared.telling, source: "call" }, reading);
  },
});

/**
 * Whoever cancels a payment that Stripe has not answered yet has nothing to cancel there: what Stripe made of it all the
 * same is cancelled as soon as it is heard of. @returns whether it is
 */
export function withdrawWherePayable(tx: Tx, taken: TakenReading): boolean {
  if (!("payment" in taken) || !taken.stillPayable) return false;
  const { id: payment_id, connectionId } = taken.payment;
  withdrawPayment.enqueue(tx, { payment_id }, connectionId === null ? {} : { destination: connectionId });
  return true;
}

export const sendRefund = defineJob({
  name: "refund.send",
  describe: "Asks Stripe to give back what somebody decided to give back.",
  input: Type.Object({ refund_id: id() }, { additionalProperties: false }),
  queue: "outside",
  subject: ({ refund_id }) => ({ type: "refund", id: refund_id }),
  async prepare(context, { refund_id }, services) {
    const ask = asking(services.read, context);
    const refund = await findRefund(ask, refund_id);
    const payment = refund && (await findPayment({ ...ask, within: everything }, refund.paymentId));
    if (refund === undefined || payment === undefined || refund.status !== "started") return undefined;
    const { connectionId, intentId } = payment;
    if (connectionId === null || intentId === null) return undefined;
    const reached = await reachStripe(context, connectionId, services);
    const { connection, livemode, accountId } = reached;
    const telling = { connection, livemode, accountId };
    try {
      const done = isFresh(services) ? undefined : await sentAlready(reached, payment, refund_id);
      const asked = { ...payment, organizationId: context.organizationId, intentId };
      return { refund, telling, said: done ?? (await refundAtStripe(reached, asked, refund)) };
    } catch (error) {
      const first = services.job.attempt === 1 && services.job.replays === 0; // an earlier one may have arrived
      const unsent = first ? whyUnsent(error) : undefined;
      const said = error instanceof StripeRefusal ? error.detail : unsent;
      if (said === undefined) throw error;
      return { refund, telling, said };
    }
  },
  async run(_context, tx, { refund_id }, prepared) {
    if (prepared === undefined) return;
    const { refund, telling, said } = prepared;
    if (typeof said === "object") {
      await takeInReading(tx, { ...telling, source: "call" }, said);
      return;
    }
    const { paymentId, amountMinor } = refund;
    const locked = await lockWithOrder(tx, paymentId);
    await writeRefundRefusal(tx, refund_id, said);
    const facts = [{ kind: "refund", refundId: refund_id, status: "cancelled", amountMinor } as const];
    await takeInFacts(tx, locked, { facts, source: "call", sourceId: null });
  },
});

type Reached = Awaited<ReturnType<typeof reachStripe>>;

/** Stripe forgets keys after a day, and attempts are counted anew by a replay and given back by a process that stops. */
const freshForMs = 300_000;

/** Only what was asked for a moment ago and never tried needs no look at what Stripe has done already. */
function isFresh({ job, clock }: JobServices): boolean {
  const { attempt, replays, enqueuedAt } = job;
  return attempt === 1 && replays === 0 && clock.now().getTime() - enqueuedAt.getTime() < freshForMs;
}

async function sentAlready(
  reached: Reached,
  names: Parameters<typeof lookUpAtStripe>[1],
  refundId: string,
): Promise<Reading | undefined> {
  const readings = await lookUpAtStripe(reached, names);
  return readings.find((reading) => reading.refundId === refundId);
}

const overlapMs = 86_400_000;
/** Stripe lists events of the last 30 days. */
const longestMs = 30 * 86_400_000;

export const reconcileConnection = defineJob({
  name: "payment.reconcile-connection",
  describe: "Asks Stripe for everything since the last time, and takes in what nobody had told.",
  input: Type.Object({ connection_id: id() }, { additionalProperties: false }),
  queue: "outside",
  subject: ({ connection_id }) => ({ type: "connection", id: connection_id }),
  whileSuspended: true,
  withinMs: 600_000,
  async prepare(context, { connection_id }, services) {
    const ask = asking(services.read, context);
    const until = await findAskedUntil(ask, connection_id);
    if (until === undefined) return undefined;
    const since = new Date(Math.max(until.getTime() - overlapMs, context.now.getTime() - longestMs));
    const reached = await reachStripe(context, connection_id, services);
    const readings: Reading[] = [];
    for await (const reading of toldSince(reached, since)) readings.push(reading);
    const unsettled = await listUnsettled(ask, connection_id, since);
    for (const payment of unsettled) readings.push(...(await lookUpAtStripe(reached, payment)));
    const { connection, livemode, accountId } = reached;
    const lookedUp = unsettled.map((payment) => payment.id);
    return { telling: { connection, livemode, accountId }, readings, lookedUp };
  },
  async run(context, tx, { connection_id }, prepared) {
    if (prepared === undefined) return;
    const repaired = new Map<string, { version: number; order_id: string; customer_id: string }>();
    for (const reading of prepared.readings) {
      const taken = await takeInReading(tx, { ...prepared.telling, source: "reconciliation" }, reading);
      withdrawWherePayable(tx, taken);
      if (taken.outcome !== "applied") continue;
      const { id: paymentId, version, orderId: order_id, customerId: customer_id } = taken.payment;
      repaired.set(paymentId, { version, order_id, customer_id });
    }
    for (const [paymentId, { version, ...about }] of repaired) {
      const subject = { id: paymentId, version };
      noteDeed(context, tx, { action: "payments.reconcile", subject: { type: "payment", ...subject } });
      paymentReconciled.emit(tx, context, subject, about);
    }
    await writeAskedUntil(tx, connection_id, context.now, repaired.size);
    await markLookedUp(tx, prepared.lookedUp); // behind every order that is locked here
  },
});

/** One at a time, also where the one of the night before still waits for Stripe. */
const lineOf = (connectionId: string) => ({
  serial: `reconcile ${connectionId}`,
  destination: connectionId,
});

const keptMs = 30 * 86_400_000;

export const reconcile = defineJob({
  name: "payment.reconcile",
  describe:
    "Has every connection to Stripe asked for what was missed, and empties what was told a month ago.",
  input: Type.Object({}, { additionalProperties: false }),
  whileSuspended: true,
  async run(context, tx) {
    const connections: Connection[] = await listConnections(tx, "stripe");
    for (const { id: connection_id } of connections)
      reconcileConnection.enqueue(tx, { connection_id }, lineOf(connection_id));
    await emptyOldEvents(tx, new Date(context.now.getTime() - keptMs));
  },
});

/** A refund's own event is right behind that of its charge, as a rule. */
const ownWordsMs = 60_000;

/** A refund that we know nothing of is behind a figure that does not add up: only Stripe can say. */
function askWhereUnsure(tx: Tx, taken: TakenReading): void {
  if (!("payment" in taken) || !taken.unknownRefund) return;
  const { id: payment_id, connectionId } = taken.payment;
  const soon = new Date(tx.context.now.getTime() + ownWordsMs);
  askProvider.enqueue(
    tx,
    { payment_id },
    { runAt: soon, ...(connectionId === null ? {} : { destination: connectionId }) },
  );
}

export const paymentJobs: Job[] = [
  ...[takeInEvent, askProvider, withdrawPayment],
  ...[sendRefund, reconcileConnection, reconcile],
];

export const paymentSchedules: Schedule[] = [
  defineSchedule({ name: "payments.reconcile", cron: "15 3 * * *", job: reconcile, input: {} }),
];
