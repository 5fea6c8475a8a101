import { type Context, may, seesAll } from "#platform/access";
import { stockLevel } from "./resource.ts";

/** How much there is, is for whoever could read it as well; others only learn whether it is enough. */
export function mayCountStock(context: Context): boolean {
  return may(context, stockLevel.read).allowed && seesAll(context).allowed;
}
