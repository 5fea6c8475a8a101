/** Whether an object of Stripe's belongs to a connection and to a payment at all, before its figures are read. Pure. */
import type { Mismatch } from "./stripe-judge.ts";
import type { Reading } from "./stripe-reading.ts";

/** Whose word it is. */
export type Speaker = {
  organizationId: string;
  connectionId: string;
  /** Whether the connection is to real money. */
  livemode: boolean;
  /** The only account whose objects it takes in; undefined is any. */
  accountId: string | undefined;
  /** Of an event, what it says beside its object. */
  event?: { account: string | undefined; livemode: boolean | undefined };
};

/** What is known of the payment. */
export type Named = { connectionId: string | null; intentId: string | null; sessionId: string | null };

/** @returns why it does not belong; undefined when it does */
export function strangeness(
  { organizationId, connectionId, livemode, accountId, event }: Speaker,
  reading: Reading,
  payment: Named | undefined,
): Mismatch | undefined {
  const { externalId } = reading;
  if (accountId !== undefined && event?.account !== undefined && event.account !== accountId)
    return { code: "wrong_account", because: `${externalId} belongs to another account at Stripe.` };
  // an event and its object say it each: one that disagrees is enough
  const others = [event?.livemode, reading.livemode].filter(
    (said) => said !== undefined && said !== livemode,
  );
  if (others.length > 0)
    return {
      code: "wrong_mode",
      because: `${externalId} is in ${livemode ? "test" : "live"} mode, and the connection is not.`,
    };
  if (reading.organizationId !== undefined && reading.organizationId !== organizationId)
    return { code: "wrong_account", because: `${externalId} was made for another organization.` };
  if (payment === undefined)
    return { code: "unknown_payment", because: `Nobody here knows the payment that ${externalId} is about.` };
  if (payment.connectionId !== connectionId)
    return { code: "wrong_account", because: `${externalId} came by another connection than its payment's.` };
  if (isAnother(payment, reading))
    return {
      code: "wrong_account",
      because: `${externalId} says that it is of a payment which has another name at Stripe.`,
    };
  return undefined;
}

/** Two objects that both say to be one payment: only one of them is what we asked for. */
function isAnother({ intentId, sessionId }: Named, reading: Reading): boolean {
  if (reading.object === "checkout_session" && sessionId !== null && sessionId !== reading.externalId)
    return true;
  return intentId !== null && reading.intentId !== undefined && intentId !== reading.intentId;
}
