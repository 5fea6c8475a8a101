import {
  country,
  currency,
  defineResource,
  integer,
  many,
  money,
  one,
  oneOf,
  reference,
  text,
} from "#platform/resource";
import { paymentMethods } from "./payment-method.ts";

/** A key of the ERP is the organization's own: it tells how customers are counted and sorted there. */
const externalReference = text({
  describe: "The object's name in another system; unique, so that an import repeated doubles nothing.",
  example: "ALFKI",
  max: 100,
  optional: true,
  see: "customers:see_internal",
});

const internalNote = (describe: string, example: string) =>
  text({ describe, example, max: 5_000, optional: true, see: "customers:see_internal" });

export const customer = defineResource({
  name: "customer",
  path: "customers",
  table: "customers",
  describe: "A company that buys from you.",
  read: "customers:read",
  belongs: { scope: "id" },
  write: "customers:write",
  fields: {
    name: text({ describe: "The company's name.", example: "Alfreds Futterkiste" }),
    status: oneOf(["active", "on_hold", "archived"], {
      describe: "Only active customers can place orders.",
      default: "active",
    }),
    tax_id: text({ describe: "VAT or tax number.", example: "DE123456789", max: 50, optional: true }),
    country: country({ describe: "Where the company is; decides the tax rate." }),
    currency: currency({ describe: "The currency that the company usually buys in." }),
    payment_method: oneOf(paymentMethods, {
      describe:
        "How the company's orders are paid unless they say otherwise: `prepaid` before they are confirmed, `on_account` by invoice, within its credit limit.",
      default: "prepaid",
    }),
    payment_terms_days: integer({
      describe: "Days until an invoice is due.",
      min: 0,
      max: 365,
      default: 30,
      example: 30,
    }),
    credit_limit_minor: money({
      describe:
        "How much of orders on account may be open at a time, in minor units of the customer's currency; null is no limit. An order that does not fit waits for a person.",
      min: 0,
      optional: true,
      example: 500_000,
      // how far one is trusted is not for the one who is
      see: "customers:see_internal",
    }),
    internal_note: internalNote(
      "What staff should know of the company; it never sees it itself.",
      "Pays late in summer; call before shipping.",
    ),
    external_reference: externalReference,
  },
  relations: {
    contacts: many("contact", { by: "customer_id", orderBy: "name", describe: "The people there." }),
    addresses: many("address", {
      by: "customer_id",
      orderBy: "id",
      describe: "Where to send goods and invoices.",
    }),
  },
  filter: ["name", "status", "country", "created_at", "external_reference"],
  sort: ["name", "created_at"],
  search: ["name", "tax_id", "external_reference"],
  unique: ["external_reference"],
  naturalKey: "external_reference",
});

export const contact = defineResource({
  name: "contact",
  path: "contacts",
  table: "contacts",
  describe: "A person at a customer.",
  read: "customers:read",
  belongs: { scope: "customer_id" },
  write: "customers:write",
  fields: {
    customer_id: reference("customer", {
      describe: "The company that the person works for.",
      immutable: true,
    }),
    name: text({ describe: "The person's name.", example: "Maria Anders", personal: true }),
    job_title: text({
      describe: "What they do there.",
      example: "Sales Representative",
      optional: true,
      personal: true,
    }),
    email: text({
      describe: "E-mail address.",
      example: "maria.anders@example.com",
      max: 254,
      pattern: "^[^\\s@]+@[^\\s@]+$",
      optional: true,
      personal: true,
    }),
    phone: text({
      describe: "Telephone number.",
      example: "030-0074321",
      max: 50,
      optional: true,
      personal: true,
    }),
    external_reference: externalReference,
  },
  relations: { customer: one("customer", { by: "customer_id", describe: "The company." }) },
  filter: ["customer_id", "email", "name", "external_reference"],
  sort: ["name"],
  unique: ["external_reference"],
  naturalKey: "external_reference",
});

export const address = defineResource({
  name: "address",
  path: "addresses",
  table: "addresses",
  describe: "Where a customer receives goods or invoices.",
  read: "customers:read",
  belongs: { scope: "customer_id" },
  write: "customers:write",
  fields: {
    customer_id: reference("customer", { describe: "The company that receives there.", immutable: true }),
    kind: oneOf(["billing", "shipping"], { describe: "What the address is for." }),
    recipient: text({
      describe: "Name on the label, when it is not the customer's.",
      example: "Alfreds Futterkiste, Tor 3",
      optional: true,
      personal: true,
    }),
    // who works from home has a company where they live; the town alone names nobody, a postal code may name one house
    line1: text({ describe: "Street and number.", example: "Obere Str. 57", personal: true }),
    line2: text({
      describe: "More of the street address.",
      example: "2. Stock",
      optional: true,
      personal: true,
    }),
    city: text({ describe: "Town or city.", example: "Berlin" }),
    region: text({ describe: "State or region.", example: "RJ", optional: true }),
    postal_code: text({
      describe: "Postal code.",
      example: "12209",
      max: 20,
      optional: true,
      personal: true,
    }),
    country: country({ describe: "Country of the address." }),
    external_reference: externalReference,
  },
  relations: { customer: one("customer", { by: "customer_id", describe: "The company." }) },
  filter: ["customer_id", "kind", "country", "external_reference"],
  unique: ["external_reference"],
  naturalKey: "external_reference",
});
