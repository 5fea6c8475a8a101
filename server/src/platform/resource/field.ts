/**
 * What a field is: how it looks in JSON, how the database holds it, how it is written and filtered.
 * One description serves reads, writes, filters, CSV import and OpenAPI.
 */
import Type, { type TSchema } from "typebox";
import { isCountry, isCurrency } from "#platform/money";

export type FieldOptions = {
  describe: string;
  example?: unknown;
  /** Set by Plinth, never by a caller. */
  readOnly?: boolean;
  /** Given when the object is made and fixed from then on. */
  immutable?: boolean;
  /** May be absent and is then null. */
  optional?: boolean;
  /** Taken when the caller gives none. */
  default?: string | number | boolean;
  /** The permission without which the field does not exist for the caller. */
  see?: string;
  /** About a person: never written in clear to the audit trail or a log. */
  personal?: boolean;
};

/** Every kind there is: doors switch on it. */
export type FieldKind =
  | "text"
  | "oneOf"
  | "identifier"
  | "reference"
  | "integer"
  | "money"
  | "unitPrice"
  | "quantity"
  | "percent"
  | "currency"
  | "country"
  | "boolean"
  | "date"
  | "time"
  | "textList"
  | "identifierList"
  | "document";

export type Field = FieldOptions & {
  kind: FieldKind;
  /** The value's JSON schema, without null. */
  schema: TSchema;
  /** The column's base type, as the database casts it. */
  sqlType: string;
  /** SQL that yields the value of `column` (qualified) as JSON text; null in, null out. */
  json(column: string): string;
  /** Reads a filter's or cursor's text as what the database takes; undefined when it is no such value. */
  parse(text: string): string | undefined;
  /** How to read the value in words, for error messages: "a whole number". */
  words: string;
  references?: string;
};

export const quoted = (column: string) => `'"' || ${column} || '"'`;
const bare = (column: string) => `${column}::text`;
const json = (column: string) => `to_json(${column}::text)::text`;
export const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);

export function text(options: FieldOptions & { max?: number; min?: number; pattern?: string }): Field {
  const { max = 200, min = 1, pattern } = options;
  return {
    ...options,
    kind: "text",
    schema: Type.Refine(
      Type.String({ minLength: min, maxLength: max, ...(pattern ? { pattern } : {}) }),
      (value) => min === 0 || value.trim() !== "",
      () => "must not be blank",
    ),
    sqlType: "text",
    json,
    parse: (value) => value,
    words: `a text of ${min} to ${max} characters`,
  };
}

export function oneOf(values: readonly string[], options: FieldOptions): Field {
  return {
    example: values[0],
    ...options,
    kind: "oneOf",
    schema: Type.Enum([...values]),
    sqlType: "text",
    json: quoted,
    parse: (value) => (values.includes(value) ? value : undefined),
    words: `one of ${values.join(", ")}`,
  };
}

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function identifier(options: FieldOptions): Field {
  return {
    example: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    ...options,
    kind: "identifier",
    schema: Type.String({ format: "uuid" }),
    sqlType: "uuid",
    json: quoted,
    parse: (value) => matching(uuidPattern)(value.toLowerCase()),
    words: "a UUID",
  };
}

/** The id of another resource's object; what the caller may not see is refused when writing. */
export function reference(resource: string, options: FieldOptions): Field {
  return { ...identifier(options), kind: "reference", references: resource };
}

export function integer(options: FieldOptions & { min?: number; max?: number }): Field {
  const { min = -2_147_483_648, max = 2_147_483_647 } = options;
  return {
    example: min > 0 ? min : 1,
    ...options,
    kind: "integer",
    schema: Type.Integer({ minimum: min, maximum: max }),
    sqlType: "integer",
    json: bare,
    parse: (value) =>
      /^-?\d{1,10}$/.test(value) && Math.abs(Number(value)) <= 2_147_483_647 ? value : undefined,
    words: `a whole number from ${min} to ${max}`,
  };
}

/** An amount in the currency's minor unit; the object carries the currency beside it. */
export function money(options: FieldOptions & { min?: number }): Field {
  return {
    example: 129_900,
    ...options,
    kind: "money",
    schema: Type.Integer({
      minimum: options.min ?? Number.MIN_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
    }),
    sqlType: "bigint",
    json: bare,
    parse: (value) => (/^-?\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value)) ? value : undefined),
    words: "a whole number of minor units (cents)",
  };
}

export const unitPricePattern = "^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,6})?$";

/** A price per unit: a decimal string, net, with up to 6 places. */
export function unitPrice(options: FieldOptions): Field {
  return {
    example: "12.345",
    ...options,
    kind: "unitPrice",
    schema: Type.String({ pattern: unitPricePattern }),
    sqlType: "numeric",
    json: (column) => `plinth.json_price(${column})`,
    parse: matching(new RegExp(unitPricePattern)),
    words: 'a decimal string with up to 6 places, such as "12.50"',
  };
}

/** A number with a bounded count of decimals, checked on its text: 0.1 + 0.2 is refused, 0.3 is not. */
function decimal(
  kind: FieldKind,
  places: number,
  options: FieldOptions & { min: number; max: number },
): Field {
  const { min, max } = options;
  const pattern = new RegExp(`^-?\\d{1,12}(\\.\\d{1,${places}})?$`);
  return {
    example: 5,
    ...options,
    kind,
    schema: Type.Refine(
      Type.Number({ minimum: min, maximum: max }),
      (value) => pattern.test(String(value)),
      () => `must have at most ${places} decimals`,
    ),
    sqlType: "numeric",
    json: (column) => `trim_scale(${column})::text`,
    parse: matching(pattern),
    words: `a number from ${min} to ${max} with at most ${places} decimals`,
  };
}

export function quantity(options: FieldOptions & { min?: number; max?: number }): Field {
  return decimal("quantity", 3, { min: 0, max: 999_999_999_999, ...options });
}

export function percent(options: FieldOptions): Field {
  return decimal("percent", 4, { example: 19, ...options, min: 0, max: 100 });
}

export function currency(options: FieldOptions): Field {
  return code("currency", isCurrency, "an ISO 4217 code in capitals, such as EUR", {
    example: "EUR",
    ...options,
  });
}

export function country(options: FieldOptions): Field {
  return code("country", isCountry, "an ISO 3166-1 alpha-2 code in capitals, such as DE", {
    example: "DE",
    ...options,
  });
}

function code(
  kind: FieldKind,
  isKnown: (code: string) => boolean,
  words: string,
  options: FieldOptions,
): Field {
  return {
    ...options,
    kind,
    schema: Type.Refine(Type.String({ minLength: 2, maxLength: 3 }), isKnown, () => `must be ${words}`),
    sqlType: "text",
    json: quoted,
    parse: (value) => (isKnown(value) ? value : undefined),
    words,
  };
}

export function boolean(options: FieldOptions): Field {
  return {
    example: true,
    ...options,
    kind: "boolean",
    schema: Type.Boolean(),
    sqlType: "boolean",
    json: bare,
    parse: matching(/^(true|false)$/),
    words: "true or false",
  };
}

/** A list of ids, held as uuid[]. */
export function identifierList(options: FieldOptions & { max?: number }): Field {
  return {
    ...options,
    kind: "identifierList",
    schema: Type.Array(Type.String({ format: "uuid" }), { minItems: 1, maxItems: options.max ?? 100 }),
    sqlType: "uuid[]",
    json: (column) => `array_to_json(${column})::text`,
    parse: () => undefined,
    words: "a list of UUIDs",
  };
}

/** A JSON object of a shape of its own, held as text with a CHECK: shown as it is, neither filtered nor sorted. */
export function document(options: FieldOptions & { schema?: TSchema }): Field {
  const { schema = Type.Object({}, { additionalProperties: true }), ...described } = options;
  return {
    example: {},
    ...described,
    kind: "document",
    schema,
    sqlType: "text",
    json: (column) => column,
    parse: () => undefined,
    words: "a JSON object",
  };
}

/** A list of short texts, held as text[]. */
export function textList(options: FieldOptions & { max?: number }): Field {
  return {
    ...options,
    kind: "textList",
    schema: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: options.max ?? 100 }),
    sqlType: "text[]",
    json: (column) => `array_to_json(${column})::text`,
    parse: () => undefined,
    words: "a list of texts",
  };
}
