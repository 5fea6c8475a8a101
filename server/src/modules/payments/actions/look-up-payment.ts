import Type from "typebox";
import { asking } from "#modules/connections";
import { defineAction } from "#platform/action";
import { invalidState, notFound, outsideUnavailable } from "#platform/errors";
import { OutboundFailure } from "#platform/outbound";
import { findPayment } from "../queries.ts";
import { payment } from "../resource.ts";
import { reachStripe } from "../stripe-access.ts";
import { lookUpAtStripe } from "../stripe-calls.ts";
import { takeInReading } from "./take-in-reading.ts";

/** Ask the provider how a payment stands: what it says now is taken in as if it had told us by itself. */
export const lookUpPayment = defineAction({
  name: "payments.look_up",
  title: "Ask how a payment stands",
  door: "POST /v1/payments/{id}/look_up",
  permission: "payments:write",
  describe: "Ask the provider how a payment and its refunds stand now, and take in what it says.",
  input: Type.Object({}, { additionalProperties: false }),
  output: payment,
  dryRun: false,
  fails: [invalidState, outsideUnavailable],
  async prepare(context, { id }, services) {
    const within = context.scope === "all" ? null : context.scope;
    const found = await findPayment({ ...asking(services.read, context), within }, id);
    if (found === undefined) throw notFound("There is no payment with this id.");
    if (found.connectionId === null) throw invalidState("Nobody knows of a bank transfer but the bank.");
    const reached = await reachStripe(context, found.connectionId, services);
    const readings = await lookUpAtStripe(reached, found).catch((error: unknown) => {
      if (error instanceof OutboundFailure && error.retryable)
        throw outsideUnavailable(error.detail, { retryAfterSeconds: 5, cause: error });
      throw error;
    });
    return { reached, readings };
  },
  async run(_context, tx, { id }, { reached, readings }) {
    const { connection, livemode, accountId } = reached;
    for (const reading of readings)
      await takeInReading(tx, { connection, livemode, accountId, source: "look_up", ownDeed: true }, reading);
    return id;
  },
});
