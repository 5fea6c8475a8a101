/**
 * What an object of Stripe's says of a payment: the same words for events, for answers to our calls and for what
 * reconciliation lists. Read field by field and never trusted to be whole: an event has the shape of the API version
 * that its endpoint was made with, which is not ours to choose.
 */
import type { PaymentState, RefundState } from "./payment.ts";

export type Reading = {
  object: "payment_intent" | "checkout_session" | "charge" | "refund";
  /** `pi_…`, `cs_…`, `ch_…`, `re_…` */
  externalId: string;
  /** The payment intent that it is, or belongs to. */
  intentId: string | undefined;
  /** Our ids, which we gave along. */
  paymentId: string | undefined;
  refundId: string | undefined;
  organizationId: string | undefined;
  livemode: boolean | undefined;
  /** ISO 4217, in capitals. */
  currency: string;
  /** What it is about, in Stripe's unit. */
  amount: number;
  says:
    | { kind: "payment"; status: PaymentState; received: number }
    | { kind: "refund"; status: RefundState }
    | { kind: "refunded"; refunded: number };
};

/** @returns undefined for what is none of the objects that a payment is made of, or lacks what makes it one. */
export function readObject(given: unknown): Reading | undefined {
  const object = asRecord(given);
  const metadata = asRecord(object.metadata);
  const kind = textOf(object.object);
  const read = kind === undefined ? undefined : readers[kind]?.(object);
  const [externalId, currency] = [textOf(object.id), textOf(object.currency)];
  if (read === undefined || externalId === undefined || currency === undefined) return undefined;
  if (read.amount === undefined) return undefined;
  return {
    ...read,
    amount: read.amount,
    externalId,
    currency: currency.toUpperCase(),
    paymentId: uuidOf(metadata.payment_id),
    refundId: uuidOf(metadata.refund_id),
    organizationId: uuidOf(metadata.organization_id),
    livemode: typeof object.livemode === "boolean" ? object.livemode : undefined,
  };
}

type Read = Pick<Reading, "object" | "intentId" | "says"> & { amount: number | undefined };

const readers: Record<string, (object: Fields) => Read | undefined> = {
  payment_intent: (object) => ({
    object: "payment_intent",
    intentId: textOf(object.id),
    amount: amountOf(object.amount),
    says: {
      kind: "payment",
      status: stateOfIntent(object),
      received: object.status === "succeeded" ? (amountOf(object.amount_received) ?? 0) : 0,
    },
  }),
  "checkout.session": (object) => {
    const paid = object.status === "complete" && object.payment_status === "paid";
    return {
      object: "checkout_session",
      intentId: idOf(object.payment_intent),
      amount: amountOf(object.amount_total),
      says: {
        kind: "payment",
        status: paid ? "succeeded" : stateOfSession(object),
        received: paid ? (amountOf(object.amount_total) ?? 0) : 0,
      },
    };
  },
  charge: (object) => ({
    object: "charge",
    intentId: idOf(object.payment_intent),
    amount: amountOf(object.amount),
    says: { kind: "refunded", refunded: amountOf(object.amount_refunded) ?? 0 },
  }),
  refund: (object) => ({
    object: "refund",
    intentId: idOf(object.payment_intent),
    amount: amountOf(object.amount),
    says: { kind: "refund", status: refundStatuses[textOf(object.status) ?? ""] ?? "pending" },
  }),
};

/** A failed try leaves the intent where it was, with the reason: it can be tried again. */
function stateOfIntent({ status, last_payment_error: error }: Fields): PaymentState {
  if (status === "requires_payment_method") return asRecord(error).type === undefined ? "open" : "failed";
  return intentStatuses[textOf(status) ?? ""] ?? "open";
}

const intentStatuses: Record<string, PaymentState> = {
  requires_confirmation: "open",
  requires_action: "requires_action",
  processing: "processing",
  requires_capture: "processing",
  canceled: "cancelled",
  succeeded: "succeeded",
};

/** A session that is complete and not paid waits for a bank. */
function stateOfSession({ status }: Fields): PaymentState {
  if (status === "expired") return "cancelled";
  return status === "complete" ? "processing" : "open";
}

const refundStatuses: Record<string, RefundState> = {
  pending: "pending",
  requires_action: "pending",
  succeeded: "succeeded",
  canceled: "cancelled",
  failed: "failed",
};

/** What events are kept sealed for: they are about people. */
export const eventSealedFor = "payment event";

export type EventReading = {
  /** `evt_…` */
  eventId: string;
  type: string;
  /** Whose event it is, where an account acts for others. */
  account: string | undefined;
  livemode: boolean | undefined;
  /** Undefined for events that are about no payment, and for types that we do not know. */
  reading: Reading | undefined;
};

/** What we listen to; everything else is marked as ignored. The object says how things stand, the type only when to look. */
export const eventTypes = [
  "payment_intent.created",
  "payment_intent.requires_action",
  "payment_intent.processing",
  "payment_intent.payment_failed",
  "payment_intent.canceled",
  "payment_intent.succeeded",
  "checkout.session.completed",
  "checkout.session.expired",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "charge.refunded",
  "charge.refund.updated",
  "refund.created",
  "refund.updated",
  "refund.failed",
] as const;

/** @returns undefined for JSON that is no event of Stripe's. */
export function readEvent(given: unknown): EventReading | undefined {
  const event = asRecord(given);
  const [eventId, type] = [textOf(event.id), textOf(event.type)];
  if (event.object !== "event" || eventId === undefined || type === undefined) return undefined;
  const heard = (eventTypes as readonly string[]).includes(type);
  const reading = heard ? readObject(asRecord(event.data).object) : undefined;
  return {
    eventId,
    type,
    account: textOf(event.account),
    livemode: typeof event.livemode === "boolean" ? event.livemode : undefined,
    reading: reading === undefined ? undefined : asTold(type, reading),
  };
}

/** A session whose bank said no stays complete and unpaid: only the event's type tells it. */
function asTold(type: string, reading: Reading): Reading {
  return type === "checkout.session.async_payment_failed"
    ? { ...reading, says: { kind: "payment", status: "failed", received: 0 } }
    : reading;
}

type Fields = Record<string, unknown>;

const asRecord = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** A name or a code; what is longer is neither. */
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && /^[\w.-]{1,200}$/.test(value) ? value : undefined;

/** Stripe names an object by its id, or sends it whole. */
const idOf = (value: unknown): string | undefined => textOf(value) ?? textOf(asRecord(value).id);

const amountOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const uuidOf = (value: unknown): string | undefined =>
  typeof value === "string" && uuid.test(value) ? value : undefined;
