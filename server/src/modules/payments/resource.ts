import {
  currency,
  date,
  defineResource,
  many,
  money,
  one,
  oneOf,
  reference,
  text,
  time,
} from "#platform/resource";
import { accounts } from "./ledger.ts";
import { paymentMethods, paymentStates, refundStates } from "./payment.ts";

const actor = (describe: string) =>
  text({
    describe,
    example: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    readOnly: true,
    see: "payments:see_internal",
  });

export const payment = defineResource({
  name: "payment",
  path: "payments",
  table: "payments",
  describe: "Money for an order: asked for, on its way, or arrived. An order may have several.",
  read: "payments:read",
  belongs: { scope: "customer_id" },
  fields: {
    order_id: reference("order", { describe: "The order that it pays.", readOnly: true }),
    customer_id: reference("customer", { describe: "Who pays.", readOnly: true }),
    connection_id: reference("connection", {
      describe: "The system that takes it; null for a bank transfer.",
      optional: true,
      readOnly: true,
    }),
    method: oneOf(paymentMethods, { describe: "How it is paid.", readOnly: true }),
    status: oneOf(paymentStates, {
      describe:
        "How it stands. `failed`: the last try failed, and it can be tried again where it was begun. `cancelled`: nothing is waited for any more. What is known of a payment only grows: money that arrived is stronger than any word against it.",
      readOnly: true,
    }),
    currency: currency({ describe: "Currency of its amounts: the order's.", readOnly: true }),
    amount_minor: money({ describe: "What was asked for, in minor units.", readOnly: true, min: 1 }),
    received_minor: money({
      describe: "What arrived: nothing, or all of it, in minor units.",
      readOnly: true,
      min: 0,
    }),
    refunded_minor: money({
      describe: "What went back of it, in minor units.",
      readOnly: true,
      min: 0,
      example: 0,
    }),
    reference: text({
      describe: "What is written on the bank's statement.",
      example: "SO-2026-000123 Alfreds",
      optional: true,
      readOnly: true,
    }),
    value_on: date({ describe: "The day that the bank counts it from.", optional: true, readOnly: true }),
    intent_id: text({
      describe: "Stripe's payment intent.",
      example: "pi_3Pl1nTh",
      optional: true,
      readOnly: true,
    }),
    session_id: text({
      describe: "Stripe's checkout session.",
      example: "cs_test_a1Pl1nTh",
      optional: true,
      readOnly: true,
    }),
    started_by: actor("The actor that began or recorded it."),
    succeeded_at: time({ describe: "When it was known to have arrived.", optional: true, readOnly: true }),
    cancel_requested_at: time({
      describe: "When somebody asked to cancel it.",
      optional: true,
      readOnly: true,
    }),
    refused_because: text({
      max: 500,
      describe: "Why the provider would not have it.",
      example: "Stripe refused it: amount_too_small.",
      optional: true,
      readOnly: true,
    }),
  },
  relations: {
    order: one("order", { by: "order_id", describe: "The order that it pays." }),
    customer: one("customer", { by: "customer_id", describe: "Who pays." }),
    connection: one("connection", { by: "connection_id", describe: "The system that takes it." }),
    refunds: many("refund", {
      by: "payment_id",
      orderBy: "created_at",
      describe: "What went back, or is to.",
    }),
    postings: many("payment_posting", { by: "payment_id", orderBy: "entry", describe: "How it is booked." }),
  },
  filter: ["order_id", "customer_id", "status", "connection_id", "amount_minor", "created_at"],
  sort: ["created_at", "amount_minor"],
});

export const refund = defineResource({
  name: "refund",
  path: "refunds",
  table: "refunds",
  describe: "Part of a payment, or all of it, on its way back to whoever paid.",
  read: "payments:read",
  belongs: { scope: "customer_id" },
  fields: {
    payment_id: reference("payment", { describe: "Of which payment.", readOnly: true }),
    customer_id: reference("customer", { describe: "Who gets it back.", readOnly: true }),
    status: oneOf(refundStates, {
      describe:
        "How it stands. `started`: the provider has not heard of it yet. `cancelled`: nothing was given back. `failed`: it came back, which may be days after it had succeeded.",
      readOnly: true,
    }),
    currency: currency({ describe: "The payment's currency.", readOnly: true }),
    amount_minor: money({ describe: "How much, in minor units.", readOnly: true, min: 1 }),
    reason: text({
      describe: "Why; whoever paid reads it too.",
      example: "Two boxes arrived broken.",
      max: 500,
      optional: true,
      readOnly: true,
    }),
    external_id: text({
      describe: "The provider's name for it.",
      example: "re_3Pl1nTh",
      optional: true,
      readOnly: true,
    }),
    reference: text({
      describe: "Of a transfer, what is written on the bank's statement.",
      example: "Refund SO-2026-000123",
      optional: true,
      readOnly: true,
    }),
    asked_by: actor("The actor that asked for it."),
    succeeded_at: time({
      describe: "When it was known to have reached them.",
      optional: true,
      readOnly: true,
    }),
    refused_because: text({
      max: 500,
      describe: "Why the provider would not have it.",
      example: "Stripe refused it: charge_already_refunded.",
      optional: true,
      readOnly: true,
    }),
  },
  relations: {
    payment: one("payment", { by: "payment_id", describe: "Of which payment." }),
    customer: one("customer", { by: "customer_id", describe: "Who gets it back." }),
  },
  filter: ["payment_id", "customer_id", "status", "amount_minor", "created_at"],
  sort: ["created_at", "amount_minor"],
});

/** Reached through its payment only. */
export const paymentPosting = defineResource({
  name: "payment_posting",
  part: true,
  table: "payment_postings",
  describe: "An entry of the ledger: from one account to another, never changed.",
  read: "payments:see_ledger",
  belongs: "hidden",
  fields: {
    payment_id: reference("payment", { describe: "Of which payment.", readOnly: true }),
    refund_id: reference("refund", {
      describe: "Of which refund; null where the payment itself is booked.",
      optional: true,
      readOnly: true,
    }),
    entry: text({
      describe: "Names it within its payment: it is booked once.",
      example: "received",
      readOnly: true,
    }),
    debit_account: oneOf(accounts, { describe: "What grows by it.", readOnly: true, example: "stripe" }),
    credit_account: oneOf(accounts, {
      describe: "What shrinks by it.",
      readOnly: true,
      example: "receivables",
    }),
    amount_minor: money({ describe: "How much, in minor units.", readOnly: true, min: 1 }),
    currency: currency({ describe: "The payment's currency.", readOnly: true }),
  },
});
