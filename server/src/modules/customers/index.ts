/** Companies that buy, their people and addresses. */
import type { Module } from "#platform/module";
import { address, contact, customer } from "./resource.ts";

export { type KnownContact, listContacts, lockContact } from "./contact.queries.ts";
export { customerDocument, customerIds } from "./document.queries.ts";
export { customerToWriteTo, type PostalAddress, type WrittenTo } from "./mail.queries.ts";
export { type PaymentMethod, paymentMethods } from "./payment-method.ts";
export { creditLimits, type KnownCustomer, type LockedCredit, listCustomers, lockCredit } from "./queries.ts";

export const customersModule: Module = {
  name: "customers",
  resources: [customer, contact, address],
  actions: [],
};
