/** Companies that buy, their people and addresses. */
import type { Module } from "#platform/module";
import { address, contact, customer } from "./resource.ts";

export { type KnownContact, listContacts, lockContact } from "./contact.queries.ts";
export { type KnownCustomer, listCustomers } from "./queries.ts";

export const customersModule: Module = {
  name: "customers",
  resources: [customer, contact, address],
  actions: [],
};
