/** What the verbs of payments take. */
import Type from "typebox";
import { date, text, textSchema } from "#platform/resource";
import { paymentMethods } from "./payment.ts";

/** What is more is a slip of the hand; thousands of these still add up to what a number carries. */
const largestAmount = 1_000_000_000_000;
const amount = (description: string, example: number) =>
  Type.Integer({ minimum: 1, maximum: largestAmount, description, examples: [example] });

const reference = (describe: string, example: string) => textSchema(text({ describe, example }));

export const PayOrder = Type.Object(
  {
    method: Type.Enum([...paymentMethods], {
      description:
        "`stripe_checkout` answers a page to send the customer to, `stripe_payment_intent` a secret for a page of your own; `bank_transfer` records what has arrived.",
      examples: ["stripe_checkout"],
    }),
    amount_minor: Type.Optional(amount("How much, in minor units; absent is all that is open.", 129_900)),
    connection_id: Type.Optional(
      Type.String({
        format: "uuid",
        description:
          "The connection to Stripe; absent is the oldest active one. Who sees some customers only leaves it out.",
        examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      }),
    ),
    reference: Type.Optional(
      reference("Of a bank transfer: what is written on the statement.", "SO-2026-000123 Alfreds"),
    ),
    value_on: Type.Optional(
      textSchema(
        date({
          describe: "Of a bank transfer: the day that the bank counts it from.",
          example: "2026-11-20",
        }),
      ),
    ),
  },
  {
    additionalProperties: false,
    examples: [
      { method: "stripe_checkout" },
      { method: "stripe_payment_intent", amount_minor: 50_000 },
      {
        method: "bank_transfer",
        amount_minor: 129_900,
        reference: "SO-2026-000123 Alfreds",
        value_on: "2026-11-20",
      },
    ],
  },
);

export const RefundPayment = Type.Object(
  {
    amount_minor: Type.Optional(amount("How much, in minor units; absent is all that is left of it.", 5_000)),
    reason: Type.String({
      minLength: 1,
      maxLength: 500,
      description: "Why; whoever paid reads it too.",
      examples: ["Two boxes arrived broken."],
    }),
    reference: Type.Optional(
      reference("Of a bank transfer: what is written on the statement.", "Refund SO-2026-000123"),
    ),
  },
  { additionalProperties: false },
);
