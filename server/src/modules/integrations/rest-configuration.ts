/**
 * What a connection to any ERP with a REST interface is configured by: addresses, and which of their fields is made of
 * which of ours. It is data: nothing of it is executed.
 */
import Type, { type Static, type TProperties } from "typebox";

const closed = <Properties extends TProperties>(properties: Properties, description: string) =>
  Type.Object(properties, { additionalProperties: false, description });

const place = (description: string, example: string) =>
  Type.String({ pattern: "^(/([^~/]|~[01])+)*$", maxLength: 200, description, examples: [example] });
const path = (example: string) =>
  Type.String({
    pattern: "^/[^\\s?#\\\\]*$",
    maxLength: 500,
    description: "Path behind the base address; {id} is your id, {external_id} theirs.",
    examples: [example],
  });
const query = Type.Record(
  Type.String({ pattern: "^[A-Za-z0-9_.$\\[\\]-]{1,100}$" }),
  Type.String({ maxLength: 500 }),
  {
    description:
      "Parameters; {id} is your id, {since} the version since which changes are asked for, itself included.",
    maxProperties: 50,
  },
);
const scalar = Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean(), Type.Null()]);

const value = {
  to: place("Where it stands in their object (JSON Pointer).", "/customer/name"),
  from: Type.Optional(place("Where it stands in yours.", "/name")),
  constant: Type.Optional(Type.Union([scalar], { description: "Always this, instead of `from`." })),
  names: Type.Optional(
    Type.Enum(["customers", "products", "orders"], {
      description: "It is the id of one of these: theirs is written, and the object is pushed before.",
    }),
  ),
  lookup: Type.Optional(
    Type.Record(Type.String({ maxLength: 200 }), scalar, {
      description: "Your values and theirs.",
      examples: [{ active: "A", archived: "X" }],
      maxProperties: 500,
    }),
  ),
  otherwise: Type.Optional(
    Type.Union([scalar], { description: "For what `lookup` does not name; absent refuses it." }),
  ),
  format: Type.Optional(
    Type.Enum(["text", "number", "amount", "amount_text", "date_time"], {
      description:
        "How it is written: `amount` makes minor units a decimal number of the object's currency, `amount_text` the same as text, `date_time` a day its first moment in UTC.",
    }),
  ),
};

export const RestValue = closed(value, "One value.");
export type RestValue = Static<typeof RestValue>;

export const RestField = closed(
  {
    ...value,
    each: Type.Optional(place("A list of yours: `fields` makes an entry of each of its entries.", "/lines")),
    fields: Type.Optional(Type.Array(RestValue, { minItems: 1, maxItems: 100 })),
  },
  "One of their fields, and what it is made of.",
);
export type RestField = Static<typeof RestField>;

const Paging = Type.Union(
  [
    closed({ kind: Type.Literal("none") }, "Everything in one answer."),
    closed(
      {
        kind: Type.Literal("page"),
        parameter: Type.String({ minLength: 1, maxLength: 100 }),
        first: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })),
        size_parameter: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
        size: Type.Integer({ minimum: 1, maximum: 500 }),
      },
      "Pages are numbered. The list is sorted by version, oldest first.",
    ),
    closed(
      {
        kind: Type.Literal("offset"),
        parameter: Type.String({ minLength: 1, maxLength: 100 }),
        size_parameter: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
        size: Type.Integer({ minimum: 1, maximum: 500 }),
      },
      "Objects are counted. The list is sorted by version, oldest first.",
    ),
    closed(
      {
        kind: Type.Literal("cursor"),
        parameter: Type.String({ minLength: 1, maxLength: 100 }),
        next: place("Where an answer names the next cursor; null or absent at the end.", "/next_cursor"),
      },
      "An answer names the cursor of the next.",
    ),
    closed({ kind: Type.Literal("link") }, "The header Link names the next page (RFC 8288)."),
  ],
  { description: "How a list is read to its end." },
);
export type Paging = Static<typeof Paging>;

export const RestKind = closed(
  {
    fields: Type.Array(RestField, { minItems: 1, maxItems: 200 }),
    our_id: place("Their field that holds your id; unique there.", "/external_reference"),
    item: Type.Optional(place("Where an answer has the object; absent is the answer itself.", "/data")),
    id: place("Where the object has its id.", "/id"),
    number: Type.Optional(place("Where it has the number that people call it by.", "/number")),
    status: Type.Optional(place("Where it has its status.", "/status")),
    version: Type.Optional(
      place("Where it has what differs whenever it does: a version, a moment.", "/updated_at"),
    ),
    create: closed(
      { method: Type.Optional(Type.Enum(["POST", "PUT"])), path: path("/customers") },
      "How an object is made; by POST unless said otherwise.",
    ),
    update: closed(
      {
        method: Type.Enum(["PATCH", "PUT"]),
        path: path("/customers/{external_id}"),
        if_match: Type.Optional(
          Type.Boolean({
            description: "Send the version as If-Match, which they answer by 412 when it is stale.",
          }),
        ),
      },
      "How it is changed: PATCH sends what changed, PUT the whole object.",
    ),
    get: Type.Optional(closed({ path: path("/customers/{external_id}") }, "How one is read whole.")),
    find: closed(
      {
        path: path("/customers"),
        query,
        items: Type.Optional(place("Where the answer has the list.", "/data")),
      },
      "How it is found by your id.",
    ),
    list: Type.Optional(
      closed(
        {
          path: path("/customers"),
          query,
          items: Type.Optional(place("Where the answer has the list.", "/data")),
          paging: Paging,
          begin: Type.Optional(
            Type.String({
              maxLength: 100,
              description: "The first {since}; 1970-01-01T00:00:00Z unless given.",
            }),
          ),
        },
        "How changes are asked for.",
      ),
    ),
  },
  "How one kind of objects is called there.",
);
export type RestKind = Static<typeof RestKind>;

export const RestConfiguration = closed(
  {
    base_url: Type.String({
      pattern: "^https?://[^\\s?#@]+$",
      maxLength: 300,
      description: "What every address begins with.",
      examples: ["https://erp.example.com/api/v2"],
    }),
    auth: closed(
      {
        kind: Type.Enum(["bearer", "basic", "header"]),
        name: Type.Optional(
          Type.String({
            pattern: "^[A-Za-z0-9-]{1,60}$",
            description: "Of `header`: its name.",
            examples: ["X-Api-Key"],
          }),
        ),
      },
      "How the credentials are shown: never in an address.",
    ),
    headers: Type.Optional(
      Type.Record(
        Type.String({ pattern: "^[A-Za-z0-9-]{1,60}$" }),
        Type.String({ pattern: "^[ -~]{0,300}$" }),
        {
          description: "Headers that every request carries.",
          examples: [{ "Accept-Language": "en" }],
          maxProperties: 20,
        },
      ),
    ),
    timeout_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
    request_limit_seconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 900,
        description:
          "How long they work on a request at most; 120 unless given. After a call without an answer this is waited out before it is looked whether it was done.",
      }),
    ),
    kinds: closed(
      {
        customers: Type.Optional(RestKind),
        products: Type.Optional(RestKind),
        orders: Type.Optional(RestKind),
        payments: Type.Optional(RestKind),
      },
      "The kinds of objects that it takes.",
    ),
  },
  "An ERP with a REST interface and how things are called there.",
);
export type RestConfiguration = Static<typeof RestConfiguration>;

export const RestCredentials = closed(
  {
    secret: Type.String({
      minLength: 1,
      maxLength: 2_000,
      pattern: "^[ -~]+$",
      description: "Token, key or password.",
    }),
    username: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: "^[ -9;-~]+$",
        description: "Of `basic`: the user.",
      }),
    ),
  },
  "How you are known there.",
);
