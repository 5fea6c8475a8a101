/** Orders: from a basket to a promise, and back. */
import type { Module } from "#platform/module";
import { order, orderLine } from "./resource.ts";

export const ordersModule: Module = {
  name: "orders",
  resources: [order, orderLine],
  actions: [],
};
