import { paymentMethods } from "#modules/customers";
import {
  currency,
  defineResource,
  integer,
  many,
  money,
  one,
  oneOf,
  percent,
  quantity,
  reference,
  text,
  time,
  unitPrice,
} from "#platform/resource";
import { internalNote } from "./input.ts";
import { orderStates } from "./order.ts";
import { holds, paymentStatuses } from "./payment.ts";

export const order = defineResource({
  name: "order",
  path: "orders",
  table: "orders",
  describe: "A customer's promise to buy and yours to deliver.",
  read: "orders:read",
  belongs: { scope: "customer_id" },
  fields: {
    number: text({
      describe: "Readable number, unique in the organization.",
      example: "SO-2026-000123",
      readOnly: true,
    }),
    customer_id: reference("customer", { describe: "Who buys.", readOnly: true }),
    status: oneOf(orderStates, { describe: "Where the order stands.", readOnly: true }),
    currency: currency({ describe: "Currency of all its amounts.", readOnly: true }),
    customer_reference: text({
      describe: "The customer's own number for it.",
      example: "PO 4711",
      max: 100,
      optional: true,
      readOnly: true,
    }),
    external_reference: text({
      describe: "The order's name in another system; unique.",
      example: "10248",
      optional: true,
      readOnly: true,
      see: "orders:see_internal",
    }),
    internal_note: text({ ...internalNote, optional: true, readOnly: true, see: "orders:see_internal" }),
    subtotal_minor: money({
      describe: "Sum of the lines' net amounts, in minor units.",
      readOnly: true,
      example: 109_160,
    }),
    tax_minor: money({
      describe: "Tax, rounded once per tax rate, in minor units.",
      readOnly: true,
      example: 20_740,
    }),
    total_minor: money({
      describe: "What the customer pays: subtotal and tax, in minor units.",
      readOnly: true,
    }),
    margin_minor: money({
      describe:
        "Subtotal less what the goods cost you when they were ordered, in minor units; null where a cost is not known or the order is in another currency than yours.",
      readOnly: true,
      optional: true,
      example: 43_520,
      see: "orders:see_margin",
    }),
    payment_method: oneOf(paymentMethods, {
      describe:
        "How it is paid: `prepaid` before it is confirmed, `on_account` by invoice. Null for orders that were taken over from another system.",
      optional: true,
      readOnly: true,
    }),
    payment_status: oneOf(paymentStatuses, {
      describe:
        "What was paid of it. `not_tracked`: nobody was asked for its money here, as of orders that were taken over, until a payment is recorded. `overpaid`: more was kept than it costs. `partly_refunded`: paid in full, and a part of it given back. `refunded`: all that was paid was given back.",
      example: "unpaid",
      readOnly: true,
    }),
    paid_minor: money({
      describe: "What was received for it in total, in minor units.",
      readOnly: true,
      min: 0,
      example: 129_900,
    }),
    refunded_minor: money({
      describe: "What was given back of it, in minor units.",
      readOnly: true,
      min: 0,
      example: 0,
    }),
    paid_at: time({
      describe: "When all that it costs had been received for the first time.",
      optional: true,
      readOnly: true,
    }),
    held_because: oneOf(holds, {
      describe:
        "Why a person must confirm or cancel it: `credit_limit`: it does not fit what the customer may owe; `credit_currency`: it is not in the currency of the customer's credit limit; `second_person`: your organization has somebody else confirm. Null where nothing of that holds it.",
      optional: true,
      readOnly: true,
      // how far a customer is trusted is not for the one who is
      see: "orders:see_internal",
    }),
    held_at: time({
      describe: "Since when it waits for a person.",
      optional: true,
      readOnly: true,
      see: "orders:see_internal",
    }),
    placed_at: time({ describe: "When the customer ordered.", readOnly: true }),
    recorded_at: time({
      describe: "When it was taken over from another system; null for orders placed here.",
      optional: true,
      readOnly: true,
    }),
    confirmed_at: time({ describe: "When it was confirmed.", optional: true, readOnly: true }),
    confirmed_by: text({
      describe: "The actor that confirmed it.",
      example: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      optional: true,
      readOnly: true,
      see: "orders:see_internal",
    }),
    cancelled_at: time({ describe: "When it was cancelled.", optional: true, readOnly: true }),
    cancelled_by: text({
      describe: "The actor that cancelled it.",
      example: "api_key:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      optional: true,
      readOnly: true,
      see: "orders:see_internal",
    }),
  },
  relations: {
    lines: many("order_line", {
      by: "order_id",
      orderBy: "position",
      always: true,
      describe: "What is ordered.",
    }),
    customer: one("customer", { by: "customer_id", describe: "Who buys." }),
  },
  filter: [
    "number",
    "status",
    "customer_id",
    "payment_status",
    "payment_method",
    "held_because",
    "placed_at",
    "total_minor",
    "external_reference",
  ],
  sort: ["placed_at", "number", "total_minor"],
  search: ["number", "customer_reference"],
  unique: ["number", "external_reference"],
  naturalKey: "external_reference",
});

/** Reached through its order only. */
export const orderLine = defineResource({
  name: "order_line",
  part: true,
  table: "order_lines",
  describe: "A product, how much of it, and what it costs.",
  read: "orders:read",
  belongs: { parent: "order", by: "order_id" },
  fields: {
    position: integer({ describe: "Its place in the order, from 1.", readOnly: true, min: 1 }),
    product_id: reference("product", { describe: "What is ordered.", readOnly: true }),
    sku: text({ describe: "The product's SKU at the time.", example: "A-100", readOnly: true }),
    name: text({ describe: "The product's name at the time.", example: "Chai", readOnly: true }),
    quantity: quantity({ describe: "How many.", readOnly: true }),
    unit_price: unitPrice({ describe: "Net price of one.", readOnly: true }),
    discount_percent: percent({ describe: "Percent taken off the price.", readOnly: true, example: 5 }),
    tax_rate_percent: percent({ describe: "Tax rate on the net amount.", readOnly: true }),
    net_minor: money({
      describe: "Quantity times price less discount, in minor units of the order's currency.",
      readOnly: true,
      example: 5_864,
    }),
    unit_cost: unitPrice({
      describe: "What one cost you when it was ordered, net, in the organization's currency.",
      example: "7.25",
      readOnly: true,
      optional: true,
      see: "orders:see_margin",
    }),
  },
  relations: { product: one("product", { by: "product_id", describe: "The product as it is today." }) },
});
