/** What lies where, and what of it is promised. */
import type { Module } from "#platform/module";
import { recordMovement } from "./actions/record-movement.ts";
import { inventoryInvariants } from "./invariants.ts";
import { stockLevel, stockMovement, warehouse } from "./resource.ts";

export { seedWarehouse } from "./actions/seed-warehouse.ts";
export { outOfStock } from "./errors.ts";
export { mayCountStock } from "./policy.ts";
export { openStock, type Reservation, releaseAll, reservationsOf, reserveAll } from "./queries.ts";
export { type OpenStock, toMilli } from "./stock.ts";

export const inventoryModule: Module = {
  name: "inventory",
  resources: [warehouse, stockLevel, stockMovement],
  actions: [recordMovement],
  invariants: inventoryInvariants,
};
