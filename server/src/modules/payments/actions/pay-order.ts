import { type Connection, findConnection, listConnections } from "#modules/connections";
import { findPayableOrder, notePaymentUnderWay, owedMinor, type PayableOrder } from "#modules/orders";
import { timeZone } from "#modules/organizations";
import { authorize, type Context } from "#platform/access";
import { checkVersion, defineOutsideAction, refuse } from "#platform/action";
import { dayIn } from "#platform/clock";
import type { Tx } from "#platform/db";
import { invalidInput, invalidState, notFound } from "#platform/errors";
import { amountText } from "#platform/money";
import { text } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { moreThanOpen, noConnection, paymentRefused } from "../errors.ts";
import { paymentStarted } from "../events.ts";
import { PayOrder } from "../input.ts";
import { withdrawWherePayable } from "../jobs.ts";
import type { PaymentMethod } from "../payment.ts";
import { mayTakeBy } from "../policy.ts";
import { findPayment, insertPayment, listUnderWay, type UnderWay, writeRefusal } from "../queries.ts";
import { payment } from "../resource.ts";
import { type Reached, reachStripe } from "../stripe-access.ts";
import { type Asked, canBeSaid, startAtStripe } from "../stripe-calls.ts";
import { StripeRefusal, whyUnsent } from "../stripe-failure.ts";
import { lockWithOrder, takeInFacts } from "./take-in-facts.ts";
import { takeInReading } from "./take-in-reading.ts";

/** Kept of the first half: figures and ids. */
type Begun = Asked & { connectionId: string | null };

type Outcome =
  /** A transfer has arrived already, or the payment was cancelled before Stripe had heard of it. */
  | { said: "nothing" }
  | { said: "no"; detail: string }
  | ({ said: "yes"; reached: Pick<Reached, "connection" | "livemode" | "accountId"> } & Awaited<
      ReturnType<typeof startAtStripe>
    >);

/** So long Stripe remembers a key: what is asked later could be a second payment. */
const keyedForMs = 23 * 3_600_000;

/** How long somebody who is at the till is waited for, before their order may expire. */
const atTheTillMs = { stripe_checkout: 24 * 3_600_000, stripe_payment_intent: 3_600_000 };

/** Pay an order, or part of it: through Stripe, or by recording what arrived at the bank. */
export const payOrder = defineOutsideAction({
  name: "payments.create",
  title: "Pay an order",
  door: "POST /v1/orders/{id}/payments",
  permission: "payments:pay",
  allows: "Pay orders, or parts of them, and cancel payments that are under way.",
  describe:
    "Begin to pay an order, or record what has arrived for it. Several payments may share an order; through Stripe at most what is open and not being paid already. What the customer's browser needs is in the answer and nowhere else: repeat the request under the same `Idempotency-Key` to have it again.",
  input: PayOrder,
  output: payment,
  subject: "order",
  status: 201,
  shows: {
    redirect_url: text({
      describe: "Of `stripe_checkout`: the page to send the customer to.",
      example: "https://checkout.stripe.com/c/pay/cs_test_a1Pl1nTh",
      optional: true,
      max: 5_000,
    }),
    client_secret: text({
      describe: "Of `stripe_payment_intent`: what your page confirms the payment with.",
      example: "pi_3Pl1nTh_secret_1",
      optional: true,
    }),
    publishable_key: text({
      describe: "Of `stripe_payment_intent`: what your page knows Stripe by.",
      example: "pk_test_51Pl1nTh",
      optional: true,
    }),
  },
  fails: [invalidState, moreThanOpen, noConnection, paymentRefused],
  async intent(context, tx, { id: orderId, ifMatch, method, ...wish }): Promise<Begun> {
    authorize(mayTakeBy(context, method));
    const order = await findPayableOrder(tx, orderId);
    if (order === undefined) throw notFound("There is no order with this id.");
    const named =
      wish.connection_id === undefined ? undefined : await connectionNamed(tx, wish.connection_id);
    checkVersion(order.version, ifMatch);
    checkFields(context, method, wish);
    const amountMinor = await amountOf(tx, order, method, wish.amount_minor);
    const connectionId = method === "bank_transfer" ? null : await connectionFor(tx, named);
    if (connectionId !== null && !canBeSaid(amountMinor, order.currency))
      throw fieldMistake("amount_minor", `Stripe cannot take this amount of ${order.currency}.`);

    const id = uuidv7();
    const { customerId, currency, number: orderNumber } = order;
    await insertPayment(tx, {
      ...{ id, orderId, customerId, connectionId, method, currency, amountMinor },
      ...{ reference: wish.reference ?? null, valueOn: wish.value_on ?? null },
    });
    if (method === "bank_transfer") await recordArrived(tx, id, amountMinor);
    else await notePaymentUnderWay(tx, orderId, new Date(context.now.getTime() + atTheTillMs[method]));
    const facts = { order_id: orderId, customer_id: customerId };
    if (method !== "bank_transfer") paymentStarted.emit(tx, context, { id, version: 1 }, facts);
    const { organizationId } = context;
    return { id, organizationId, orderNumber, method, currency, amountMinor, connectionId };
  },
  async call(context, begun, services): Promise<Outcome> {
    if (begun.connectionId === null) return { said: "nothing" };
    if (context.now.getTime() - services.begunAt.getTime() > keyedForMs)
      return { said: "no", detail: "Stripe could not be reached for a day." };
    const reached = await reachStripe(context, begun.connectionId, services);
    const known = await findPayment({ ...reached.ask, within: null }, begun.id);
    if (known?.status === "cancelled") return { said: "nothing" };
    try {
      const { connection, livemode, accountId } = reached;
      return {
        ...{ said: "yes", reached: { connection, livemode, accountId } },
        ...(await startAtStripe(reached, begun)),
      };
    } catch (error) {
      const detail = error instanceof StripeRefusal ? error.detail : whyUnsent(error);
      if (detail === undefined) throw error;
      return { said: "no", detail };
    }
  },
  async outcome(_context, tx, _input, { id }, outcome) {
    if (outcome.said === "nothing") return id;
    if (outcome.said === "no") {
      const locked = await lockWithOrder(tx, id);
      await writeRefusal(tx, id, outcome.detail);
      const facts = [{ kind: "payment", status: "cancelled", receivedMinor: 0 } as const];
      await takeInFacts(tx, locked, { facts, source: "call", sourceId: null }, false);
      return refuse(paymentRefused(outcome.detail));
    }
    const { reached, reading, shows } = outcome;
    const taken = await takeInReading(tx, { ...reached, source: "call", ownDeed: true }, reading);
    withdrawWherePayable(tx, taken);
    const cancelled = "payment" in taken && taken.payment.status === "cancelled"; // while Stripe was asked
    return cancelled ? id : { id, answer: shows };
  },
});

type Wish = { reference?: string; value_on?: string; connection_id?: string };

/** What is about a transfer is said of a transfer, and the other way round. */
function checkFields(context: Context, method: PaymentMethod, wish: Wish): void {
  const strange =
    method === "bank_transfer" ? (["connection_id"] as const) : (["reference", "value_on"] as const);
  for (const name of strange)
    if (wish[name] !== undefined) throw fieldMistake(name, `"${name}" says nothing about a ${method}.`);
  const { value_on: valueOn } = wish;
  if (
    valueOn !== undefined &&
    (valueOn > dayIn(timeZone.of(context), context.now) || valueOn < firstValueDay)
  )
    throw fieldMistake("value_on", `The bank counts it from a day between ${firstValueDay} and today.`);
}

/** What a statement cannot say: before it, nobody was paid here. */
const firstValueDay = "2000-01-01";

/** Through a provider at most what is open; at the bank whatever arrived. */
async function amountOf(
  tx: Tx,
  order: PayableOrder,
  method: PaymentMethod,
  wanted: number | undefined,
): Promise<number> {
  if (method === "bank_transfer" && wanted !== undefined) return wanted;
  if (order.status === "cancelled" || order.status === "returned")
    throw invalidState(`The order is ${order.status}: nothing is to be paid for it.`);
  const underWay = await listUnderWay(tx, order.id);
  const open = underWay.reduce((left, { amountMinor }) => left - amountMinor, owedMinor(order));
  const amount = wanted ?? open;
  if (amount > 0 && amount <= open) return amount;
  throw moreThanOpen(whatIsOpen(Math.max(0, open), order.currency, underWay));
}

/** Names at most this many: an order that is paid in a hundred parts is read in the list. */
const mostNamed = 3;

function whatIsOpen(openMinor: number, currency: string, underWay: readonly UnderWay[]): string {
  const open = `${amountText(openMinor, currency)} are open.`;
  if (underWay.length === 0) return open;
  const named = underWay.map(({ id, amountMinor }) => `${id} (${amountText(amountMinor, currency)})`);
  const more = named.length > mostNamed ? ` and ${named.length - mostNamed} more` : "";
  const list = `${named.slice(0, mostNamed).join(", ")}${more}`;
  return `${open} Under way already: ${list}; what will not be made is cancelled by POST /v1/payments/{id}/cancel.`;
}

/**
 * Who sees some customers only sees no connection: for them one is found, and none can be named.
 * @throws 422 for what is no connection to Stripe that the caller may see
 */
async function connectionNamed(tx: Tx, id: string): Promise<Connection> {
  const found = tx.within === null ? await findConnection(tx, id) : undefined;
  if (found?.connector === "stripe") return found;
  const detail = "There is no such connection to Stripe.";
  throw invalidInput('One field is not as it should be; see "errors".', {
    errors: [{ pointer: "/connection_id", code: "not_found", detail }],
  });
}

/** The oldest where none is named. @throws 409 where there is none that takes payments */
async function connectionFor(tx: Tx, named: Connection | undefined): Promise<string> {
  const known = named === undefined ? await tx.beyondScope(() => listConnections(tx, "stripe")) : [named];
  const found = known.find(({ status, allows }) => status === "active" && allows.includes("payments"));
  if (found !== undefined) return found.id;
  throw noConnection(
    named === undefined
      ? "No active connection takes payments through Stripe."
      : "The connection is paused, or does not allow payments.",
  );
}

async function recordArrived(tx: Tx, id: string, receivedMinor: number): Promise<void> {
  const facts = [{ kind: "payment", status: "succeeded", receivedMinor } as const];
  await takeInFacts(tx, await lockWithOrder(tx, id), { facts, source: "finance", sourceId: null }, false);
}

function fieldMistake(name: string, detail: string): Error {
  return invalidInput('One field is not as it should be; see "errors".', {
    errors: [{ pointer: `/${name}`, code: "not_applicable", detail }],
  });
}
