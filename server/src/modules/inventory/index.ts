/** What lies where, and what of it is promised. */
import type { Module } from "#platform/module";
import { stockLevel, stockMovement, warehouse } from "./resource.ts";

export { seedWarehouse } from "./seed-warehouse.ts";

export const inventoryModule: Module = {
  name: "inventory",
  resources: [warehouse, stockLevel, stockMovement],
  actions: [],
};
