/** Writes the confirmation of an order, once for ever: the row that says so commits with the job. */
import Type from "typebox";
import { defineJob } from "#platform/jobs";
import { composeConfirmation } from "./actions/compose-confirmation.ts";
import { writeConfirmation } from "./actions/write-confirmation.ts";
import { confirmsByMail } from "./settings.ts";

export const sendConfirmation = defineJob({
  name: "order.send-confirmation",
  describe: "Writes the mail that tells a customer that an order of theirs is confirmed, and lets it leave.",
  input: Type.Object({ order_id: Type.String({ format: "uuid" }) }, { additionalProperties: false }),
  queue: "mail",
  subject: ({ order_id }) => ({ type: "order", id: order_id }),
  prepare: async (context, { order_id }, services) =>
    confirmsByMail.of(context) ? await composeConfirmation(context, services, order_id) : undefined,
  async run(context, tx, { order_id }, composed) {
    if (composed !== undefined) await writeConfirmation(context, tx, order_id, composed, null);
  },
});
