import Type from "typebox";
import { checkVersion, defineOutsideAction, refuse } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { isUnderWay } from "../payment.ts";
import { findPayment, markCancelRequested } from "../queries.ts";
import { payment } from "../resource.ts";
import { type Reached, reachStripe } from "../stripe-access.ts";
import { cancelAtStripe, type Names } from "../stripe-calls.ts";
import { whyUnsent } from "../stripe-failure.ts";
import type { Reading } from "../stripe-reading.ts";
import { lockWithOrder, takeInFacts } from "./take-in-facts.ts";
import { takeInReading } from "./take-in-reading.ts";

type Begun = { id: string; connectionId: string };

type Outcome =
  | { unsent: string }
  | { reached: Pick<Reached, "connection" | "livemode" | "accountId">; readings: Reading[] };

/** Give a payment up that is under way: its amount is open again. What has arrived meanwhile has arrived. */
export const cancelPayment = defineOutsideAction({
  name: "payments.cancel",
  door: "POST /v1/payments/{id}/cancel",
  permission: "payments:pay",
  describe:
    "Give up a payment that is under way, so that its amount is open again. Refused with 409 when the money arrived in the meantime.",
  input: Type.Object({}, { additionalProperties: false }),
  output: payment,
  leaves: { status: "cancelled", cancel_requested_at: "2026-11-21T08:10:04.819123Z" },
  fails: [invalidState],
  async intent(_context, tx, { id, ifMatch }): Promise<Begun> {
    if ((await findPayment(tx, id)) === undefined) throw notFound("There is no payment with this id.");
    const { payment: found } = await lockWithOrder(tx, id);
    checkVersion(found.version, ifMatch);
    if (!isUnderWay(found.status) || found.connectionId === null)
      throw invalidState(`The payment is ${found.status}; only one that is under way can be cancelled.`);
    if (!found.cancelRequested) {
      await markCancelRequested(tx, id);
      noteChanges(tx, id, { cancel_requested_at: { before: null } });
    }
    return { id, connectionId: found.connectionId };
  },
  async call(context, { id, connectionId }, services): Promise<Outcome> {
    const reached = await reachStripe(context, connectionId, services);
    const { connection, livemode, accountId } = reached;
    const known = await findPayment({ ...reached.ask, within: null }, id);
    const names: Names = { intentId: known?.intentId ?? null, sessionId: known?.sessionId ?? null };
    const unheard = names.intentId === null && names.sessionId === null;
    try {
      const readings = unheard ? [] : await cancelAtStripe(reached, names);
      return { reached: { connection, livemode, accountId }, readings };
    } catch (error) {
      const unsent = whyUnsent(error);
      if (unsent === undefined) throw error;
      return { unsent };
    }
  },
  async outcome(_context, tx, _input, { id }, outcome) {
    // the customer's page may still be open: the payment stays under way
    if ("unsent" in outcome) return refuse(invalidState(`${outcome.unsent} The payment is not cancelled.`));
    const { reached, readings } = outcome;
    for (const reading of readings)
      await takeInReading(tx, { ...reached, source: "call", ownDeed: true }, reading);
    if (readings.length === 0) {
      // Stripe never heard of it, or we do not know by which name: nobody has been sent anywhere to pay it
      const facts = [{ kind: "payment", status: "cancelled", receivedMinor: 0 } as const];
      await takeInFacts(tx, await lockWithOrder(tx, id), { facts, source: "call", sourceId: null }, false);
    }
    const { payment: now } = await lockWithOrder(tx, id);
    if (now.status === "succeeded") return refuse(invalidState("The money arrived in the meantime."));
    if (now.status !== "cancelled")
      return refuse(invalidState(`Stripe does not cancel it at the moment: it is ${now.status}.`));
    return id;
  },
});
