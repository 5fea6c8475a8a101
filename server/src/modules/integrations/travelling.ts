/** Which objects travel to an ERP. Pure. */
import type { OurObject } from "./contract.ts";

/**
 * `make`: it is to be there. `follow`: where it is there already, it is changed, and never made: a cancelled order.
 * `stay`: it does not travel, or not yet.
 */
export function wayOf(object: OurObject): "make" | "follow" | "stay" {
  if (object.kind !== "orders") return "make";
  if (["confirmed", "shipped", "returned"].includes(object.status)) return "make";
  return object.status === "cancelled" ? "follow" : "stay";
}
