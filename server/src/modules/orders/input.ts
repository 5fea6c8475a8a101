/** What callers send: the schemas of the verbs' inputs. */
import Type, { type TSchema } from "typebox";
import { paymentMethods } from "#modules/customers";
import { currency, text, textSchema, time, unitPricePattern } from "#platform/resource";
import { orderStates } from "./order.ts";

const mostLines = 500; // one order locks at most this many stock rows

const uuid = (description: string) =>
  Type.String({ format: "uuid", description, examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"] });
const decimals = (places: number, max: number, options: object) => {
  const pattern = new RegExp(`^\\d+(\\.\\d{1,${places}})?$`);
  return Type.Refine(
    Type.Number({ minimum: 0, maximum: max, ...options }),
    (value) => pattern.test(String(value)),
    () => `must have at most ${places} decimals`,
  );
};
const quantity = Type.Refine(
  decimals(3, 999_999_999, { description: "How many; up to 3 decimals.", examples: [5] }),
  (value) => value > 0,
  () => "must be more than 0",
);
const unitPrice = (description: string) =>
  Type.String({ pattern: unitPricePattern, description, examples: ["12.50"] });
const discount = (description: string) => decimals(4, 100, { description, examples: [5] });
const reference = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 100, description, examples: [example] });
const orderCurrency = textSchema(currency({ describe: "Currency of the order (ISO 4217)." }));
/** What the resource says of it, and what the verbs take. */
export const internalNote = {
  describe: "What staff should know of the order; its customer never sees it.",
  example: "Promised on the phone: before Friday.",
  max: 5_000,
};
const note = textSchema(
  text({
    ...internalNote,
    describe: `${internalNote.describe} Needs the permission "orders:see_internal".`,
  }),
);
const lines = <Line extends TSchema>(line: Line) =>
  Type.Array(line, { minItems: 1, maxItems: mostLines, description: "What is ordered." });

export const PlaceOrder = Type.Object(
  {
    customer_id: uuid("Who buys."),
    currency: orderCurrency,
    payment_method: Type.Optional(
      Type.Enum([...paymentMethods], {
        description:
          "How it is paid; absent is how the customer pays. `prepaid` is always possible, `on_account` only where the customer was granted it.",
        examples: ["prepaid"],
      }),
    ),
    customer_reference: Type.Optional(reference("The customer's own number for it.", "PO 4711")),
    internal_note: Type.Optional(note),
    lines: lines(
      Type.Object(
        {
          product_id: uuid("What is ordered."),
          quantity,
          unit_price: Type.Optional(
            unitPrice(
              'Net price of one, instead of the catalog\'s; needs the permission "orders:set_price".',
            ),
          ),
          discount_percent: Type.Optional(
            discount('Percent taken off; needs the permission "orders:set_price".'),
          ),
        },
        { additionalProperties: false, description: "A product and how much of it." },
      ),
    ),
  },
  { additionalProperties: false },
);

export const RecordOrder = Type.Object(
  {
    number: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: "Its number; absent takes `external_reference`.",
        examples: ["10248"],
      }),
    ),
    external_reference: Type.Optional(
      reference("Its name in the system that it comes from; unique.", "10248"),
    ),
    customer_id: uuid("Who bought."),
    currency: orderCurrency,
    status: Type.Enum([...orderStates], { description: "Where it stands.", examples: ["shipped"] }),
    placed_at: textSchema(time({ describe: "When it was placed.", example: "1996-07-04T00:00:00Z" })),
    customer_reference: Type.Optional(reference("The customer's own number for it.", "PO 4711")),
    internal_note: Type.Optional(note),
    lines: lines(
      Type.Object(
        {
          product_id: uuid("What was ordered."),
          quantity,
          unit_price: unitPrice("Net price of one, as it was."),
          discount_percent: Type.Optional(discount("Percent that was taken off.")),
          tax_rate_percent: Type.Optional(
            decimals(4, 100, {
              description: "Tax rate that applied; absent is 0.",
              examples: [19],
              default: 0,
            }),
          ),
        },
        { additionalProperties: false, description: "A product, how much of it, and what it cost." },
      ),
    ),
  },
  { additionalProperties: false },
);

export const AnnotateOrder = Type.Object(
  {
    internal_note: Type.Union([note, Type.Null()], {
      description: `${internalNote.describe} Null empties it.`,
      examples: [internalNote.example],
    }),
  },
  { additionalProperties: false },
);
