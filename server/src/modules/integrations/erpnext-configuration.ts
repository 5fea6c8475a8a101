/** What a connection to ERPNext is configured by. */
import Type, { type Static } from "typebox";

const name = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 140, description, examples: [example] });

export const ErpnextConfiguration = Type.Object(
  {
    url: Type.String({
      pattern: "^https?://[^\\s/?#@]+$",
      maxLength: 300,
      description: "Where the site is reached: scheme and host, without a path.",
      examples: ["https://erp.example.com"],
    }),
    company: name("The company in ERPNext that sells.", "Plinth GmbH"),
    customer_group: Type.Optional(
      name("The group of new customers; `Commercial` unless given.", "Commercial"),
    ),
    territory: Type.Optional(
      name("The territory of new customers; `All Territories` unless given.", "Germany"),
    ),
    item_group: Type.Optional(name("The group of new items; `Products` unless given.", "Products")),
    units: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 50 }), name("Their unit of measure.", "Nos"), {
        description:
          "Your units and what ERPNext calls them; those that are not named have the same name there.",
        examples: [{ piece: "Nos" }],
        maxProperties: 100,
      }),
    ),
    price_list: Type.Optional(
      name("The price list that orders name; `Standard Selling` unless given.", "Standard Selling"),
    ),
    warehouse: Type.Optional(name("Where ordered goods are delivered from.", "Stores - P")),
    tax_account: Type.Optional(
      name("The account of the tax on orders, where its rate has none of its own.", "VAT - P"),
    ),
    tax_accounts: Type.Optional(
      Type.Record(
        Type.String({ pattern: "^\\d{1,3}(\\.\\d{1,4})?$" }),
        name("The account of that rate.", "VAT 19% - P"),
        {
          description: "Accounts by tax rate in percent.",
          examples: [{ "19": "VAT 19% - P" }],
          maxProperties: 50,
        },
      ),
    ),
    bank_accounts: Type.Optional(
      Type.Record(
        Type.String({ pattern: "^[A-Z]{3}$" }),
        name("The account that receives it.", "Bank EUR - P"),
        {
          description: "The accounts that payments arrive on, by currency.",
          examples: [{ EUR: "Bank EUR - P" }],
          maxProperties: 50,
        },
      ),
    ),
    delivery_days: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 365,
        description: "ERPNext wants a day of delivery: this many days after the order; 0 unless given.",
      }),
    ),
    timeout_seconds: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 60, description: "How long an answer may take; 20 unless given." }),
    ),
    request_limit_seconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 900,
        description:
          "How long the site works on a request at most (its web server's own limit); 120 unless given. After a call without an answer this is waited out before it is looked whether it was done.",
      }),
    ),
  },
  { additionalProperties: false, description: "A site of ERPNext and how things are called there." },
);
export type ErpnextConfiguration = Static<typeof ErpnextConfiguration>;

export const ErpnextCredentials = Type.Object(
  {
    api_key: Type.String({ minLength: 1, maxLength: 200, description: "API key of a user of its own." }),
    api_secret: Type.String({ minLength: 1, maxLength: 200, description: "Its API secret." }),
  },
  { additionalProperties: false },
);

/** What a schema cannot see. */
export function mistakesIn({ url }: ErpnextConfiguration): { pointer: string; detail: string }[] {
  return URL.canParse(url) ? [] : [{ pointer: "/url", detail: "is no address" }];
}
