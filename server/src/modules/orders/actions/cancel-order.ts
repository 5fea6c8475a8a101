import Type from "typebox";
import { openStock, releaseAll } from "#modules/inventory";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { settle } from "#platform/inbox";
import { orderCancelled } from "../events.ts";
import { holdEnds } from "../hold.ts";
import { incidentKey } from "../incident.ts";
import { mayBecome } from "../order.ts";
import { mayCancelItself } from "../policy.ts";
import { findOrder, lockOrder, markCancelled } from "../queries.ts";
import { order } from "../resource.ts";

/** Cancel an order: its stock is given back to the warehouses that it was taken from, once. */
export const cancelOrder = defineAction({
  name: "orders.cancel",
  door: "POST /v1/orders/{id}/cancel",
  permission: "orders:cancel",
  allows: "Cancel orders that are not shipped.",
  describe:
    "Cancel an order that is not shipped. Its stock goes back to the warehouses that it was taken from.",
  input: Type.Object({}, { additionalProperties: false }),
  output: order,
  leaves: {
    status: "cancelled",
    cancelled_at: "2026-11-21T08:10:04.819123Z",
    cancelled_by: "api_key:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    held_because: null,
    held_at: null,
  },
  fails: [invalidState],
  policy: mayCancelItself,
  async run(context, tx, { id, ifMatch }) {
    const found = await findOrder(tx, id);
    if (found === undefined) throw notFound("There is no order with this id.");
    authorize(mayCancelItself(context));
    await openStock(tx, found.productIds); // stock before document, like placing: no deadlock
    const locked = await lockOrder(tx, id);
    const { status, version } = locked;
    checkVersion(version, ifMatch);
    if (!mayBecome(status, "cancelled"))
      throw invalidState(`The order is ${status}; only placed or confirmed orders can be cancelled.`);

    await releaseAll(tx, found.lineIds);
    await markCancelled(tx, id);
    await settle(tx, context.organizationId, incidentKey(id), "The order was cancelled.");
    noteChanges(tx, id, {
      status: { before: status },
      cancelled_at: { before: null },
      cancelled_by: { before: null },
      ...holdEnds(locked),
    });
    orderCancelled.emit(tx, context, { id, version: version + 1 }, { customer_id: found.customerId });
    return id;
  },
});
