import Type from "typebox";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { settle } from "#platform/inbox";
import { orderConfirmed } from "../events.ts";
import { holdEnds } from "../hold.ts";
import { incidentKey } from "../incident.ts";
import { mayBecome } from "../order.ts";
import { confirmedByAnother } from "../policy.ts";
import { findAndLockOrder, markConfirmed } from "../queries.ts";
import { order } from "../resource.ts";

/**
 * Confirm an order: somebody has looked at it, and the company stands by it, paid or not, within the customer's credit or
 * not. Its stock stays reserved as it is.
 */
export const confirmOrder = defineAction({
  name: "orders.confirm",
  door: "POST /v1/orders/{id}/confirm",
  permission: "orders:confirm",
  allows: "Confirm orders that were placed.",
  describe:
    "Confirm an order that was placed, also one that is held or not paid. Stock stays reserved. Where the setting `orders.second_person_confirms` is on, whoever placed it cannot confirm it.",
  input: Type.Object({}, { additionalProperties: false }),
  output: order,
  leaves: {
    status: "confirmed",
    confirmed_at: "2026-11-21T08:10:04.819123Z",
    confirmed_by: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    held_because: null,
    held_at: null,
  },
  fails: [invalidState],
  apart: confirmedByAnother,
  async run(context, tx, { id, ifMatch }) {
    const found = await findAndLockOrder(tx, id);
    if (found === undefined) throw notFound("There is no order with this id.");
    const { status, version, customerId } = found;
    checkVersion(version, ifMatch);
    if (!mayBecome(status, "confirmed"))
      throw invalidState(`The order is ${status}; only placed orders can be confirmed.`);

    await markConfirmed(tx, id);
    await settle(tx, context.organizationId, incidentKey(id), "The order was confirmed.");
    noteChanges(tx, id, {
      status: { before: status },
      confirmed_at: { before: null },
      confirmed_by: { before: null },
      ...holdEnds(found),
    });
    orderConfirmed.emit(tx, context, { id, version: version + 1 }, { customer_id: customerId });
    return id;
  },
});
