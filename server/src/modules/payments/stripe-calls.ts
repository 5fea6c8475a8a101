/**
 * What is asked of Stripe. Each call carries a key that is derived from our own id, so that repeating it, after a
 * timeout or by another process, gives the first answer and never a second payment or refund.
 */
import type Stripe from "stripe";
import type { PaymentMethod } from "./payment.ts";
import { toStripe } from "./stripe-amount.ts";
import type { StripeAccess } from "./stripe-connector.ts";
import { failureAt, StripeRefusal } from "./stripe-failure.ts";
import { eventTypes, type Reading, readEvent, readObject } from "./stripe-reading.ts";

/** A payment as Stripe has to know it. */
export type Asked = {
  id: string;
  organizationId: string;
  orderNumber: string;
  method: PaymentMethod;
  currency: string;
  amountMinor: number;
};

/** What the customer's browser needs, this once; kept nowhere. */
export type ForCustomer = { redirect_url?: string; client_secret?: string; publishable_key?: string };

export type Started = { reading: Reading; shows: ForCustomer };

/** @throws `StripeRefusal`, or a failure that may be tried again */
export async function startAtStripe(access: StripeAccess, payment: Asked): Promise<Started> {
  return payment.method === "stripe_checkout"
    ? await openSession(access, payment)
    : await openIntent(access, payment);
}

async function openSession(
  { stripe, successUrl, cancelUrl }: StripeAccess,
  payment: Asked,
): Promise<Started> {
  const metadata = metadataOf(payment);
  const session = await stripe.checkout.sessions
    .create(
      {
        mode: "payment",
        client_reference_id: payment.id,
        metadata,
        payment_intent_data: { metadata },
        success_url: successUrl,
        cancel_url: cancelUrl,
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: payment.currency.toLowerCase(),
              unit_amount: amountAtStripe(payment),
              product_data: { name: payment.orderNumber },
            },
          },
        ],
      },
      { idempotencyKey: keyOf("payment", payment.id) },
    )
    .catch(failureAt);
  return { reading: understood(session), shows: session.url === null ? {} : { redirect_url: session.url } };
}

async function openIntent({ stripe, publishableKey }: StripeAccess, payment: Asked): Promise<Started> {
  const intent = await stripe.paymentIntents
    .create(
      {
        amount: amountAtStripe(payment),
        currency: payment.currency.toLowerCase(),
        description: payment.orderNumber,
        metadata: metadataOf(payment),
        automatic_payment_methods: { enabled: true },
      },
      { idempotencyKey: keyOf("payment", payment.id) },
    )
    .catch(failureAt);
  return {
    reading: understood(intent),
    shows: {
      ...(intent.client_secret === null ? {} : { client_secret: intent.client_secret }),
      ...(publishableKey === undefined ? {} : { publishable_key: publishableKey }),
    },
  };
}

/** How Stripe knows a payment: by one of these, or by both. */
export type Names = { intentId: string | null; sessionId: string | null };

/** Everything that Stripe knows of one payment, its refunds included; nothing where it knows it by none of these names. */
export async function lookUpAtStripe({ stripe }: StripeAccess, names: Names): Promise<Reading[]> {
  const { sessions } = stripe.checkout;
  const session = names.sessionId === null ? undefined : await known(sessions.retrieve(names.sessionId));
  const intentId = names.intentId ?? session?.intentId;
  const intent = intentId === undefined ? undefined : await known(stripe.paymentIntents.retrieve(intentId));
  const readings = [session, intent].filter((reading) => reading !== undefined);
  if (intent === undefined) return readings;
  const refunds = await stripe.refunds
    .list({ payment_intent: intent.externalId, limit: 100 })
    .catch(failureAt);
  return [...readings, ...refunds.data.map(understood)];
}

async function known(
  asked: Promise<Stripe.PaymentIntent | Stripe.Checkout.Session>,
): Promise<Reading | undefined> {
  try {
    return understood(await asked.catch(failureAt));
  } catch (error) {
    if (error instanceof StripeRefusal) return undefined;
    throw error;
  }
}

/** @returns how it stands afterwards, also where it was too late to cancel it */
export async function cancelAtStripe(access: StripeAccess, names: Names): Promise<Reading[]> {
  const { stripe } = access;
  try {
    if (names.sessionId !== null) await stripe.checkout.sessions.expire(names.sessionId).catch(failureAt);
    else if (names.intentId !== null) await stripe.paymentIntents.cancel(names.intentId).catch(failureAt);
  } catch (error) {
    if (!(error instanceof StripeRefusal)) throw error;
  }
  return await lookUpAtStripe(access, names);
}

export async function refundAtStripe(
  { stripe }: StripeAccess,
  payment: Pick<Asked, "id" | "organizationId" | "currency"> & { intentId: string },
  refund: { id: string; amountMinor: number },
): Promise<Reading> {
  const made = await stripe.refunds
    .create(
      {
        payment_intent: payment.intentId,
        amount: amountAtStripe({ currency: payment.currency, amountMinor: refund.amountMinor }),
        metadata: { payment_id: payment.id, refund_id: refund.id, organization_id: payment.organizationId },
      },
      { idempotencyKey: keyOf("refund", refund.id) },
    )
    .catch(failureAt);
  return understood(made);
}

/**
 * Everything that was made or happened since the moment: the objects as they stand now, and what became of older ones by
 * the events about them.
 */
export async function* toldSince({ stripe }: StripeAccess, since: Date): AsyncGenerator<Reading> {
  const created = { gte: Math.floor(since.getTime() / 1_000) };
  // asked one after the other: a list is on its way as soon as it is made, and one that fails would fail alone
  const lists: (() => AsyncIterable<unknown>)[] = [
    () => stripe.paymentIntents.list({ created, limit: 100 }),
    () => stripe.checkout.sessions.list({ created, limit: 100 }),
    () => stripe.refunds.list({ created, limit: 100 }),
    () => stripe.events.list({ created, limit: 100, types: [...eventTypes] }),
  ];
  for (const list of lists) {
    for await (const object of guarded(list())) {
      const reading = readObject(object) ?? readEvent(object)?.reading;
      if (reading !== undefined) yield reading;
    }
  }
}

async function* guarded<Item>(list: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* list;
  } catch (error) {
    failureAt(error);
  }
}

/** Whether Stripe can say the amount at all: asked before anything is written. */
export const canBeSaid = (amountMinor: number, currency: string): boolean =>
  toStripe(amountMinor, currency) !== undefined;

function amountAtStripe({ amountMinor, currency }: Pick<Asked, "amountMinor" | "currency">): number {
  const amount = toStripe(amountMinor, currency);
  if (amount === undefined) throw new StripeRefusal("amount_not_divisible", undefined);
  return amount;
}

const keyOf = (what: string, id: string) => `plinth-${what}-${id}`;

const metadataOf = ({ id, organizationId }: Asked) => ({ payment_id: id, organization_id: organizationId });

function understood(object: Stripe.PaymentIntent | Stripe.Checkout.Session | Stripe.Refund): Reading {
  const reading = readObject(object);
  if (reading === undefined) throw new Error("Stripe answered an object of a shape that it does not have");
  return reading;
}
