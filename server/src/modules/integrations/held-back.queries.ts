/** A payment travels with its order: as long as that does not, the payment has nothing to name there. */
import type { Asking } from "#modules/connections";
import type { OurObject } from "./contract.ts";
import { findObject } from "./object.queries.ts";
import { listLinks } from "./queries.ts";
import { wayOf } from "./travelling.ts";

/** Whether it is a payment of an order that is not confirmed, or was cancelled before the ERP ever had it. */
export async function isHeldBack(asked: Asking, connectionId: string, object: OurObject): Promise<boolean> {
  if (object.kind !== "payments") return false;
  const reference = { kind: "orders", id: object.order_id } as const;
  const order = await findObject(asked, reference);
  if (order !== undefined && wayOf(order) === "make") return false;
  const [link] = await listLinks(asked, connectionId, [reference]);
  return link?.externalId === undefined;
}
