/**
 * JSON Schema as the document shows it, made from the TypeBox schemas that also check bodies: nothing but
 * plain keywords, "or null" as a list of types, every value with an example.
 */
import type { TSchema } from "typebox";

export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  [keyword: string]: unknown;
};

/** @returns a copy without TypeBox's own marks. */
export function jsonSchemaOf(schema: TSchema): JsonSchema {
  return tidied(JSON.parse(JSON.stringify(schema)) as JsonSchema);
}

function tidied(schema: JsonSchema): JsonSchema {
  const { properties, items, anyOf, ...rest } = schema;
  const whole: JsonSchema = {
    ...rest,
    ...(properties === undefined ? {} : { properties: mapped(properties, tidied) }),
    ...(items === undefined ? {} : { items: tidied(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(tidied) }),
  };
  return exampled(typed(orNull(whole)));
}

/** `{anyOf: [{type: "string"}, {type: "null"}]}` is shorter and reads better as `{type: ["string", "null"]}`. */
function orNull(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  const [value, nothing, ...more] = anyOf ?? [];
  if (nothing?.type !== "null" || more.length > 0 || typeof value?.type !== "string") return schema;
  const { type, ...keywords } = value;
  const values = keywords.enum === undefined ? {} : { enum: [...keywords.enum, null] };
  return { type: [type, "null"], ...keywords, ...values, ...rest };
}

/** An enum of texts says that it is text, so that generators need not guess. */
function typed(schema: JsonSchema): JsonSchema {
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  if (schema.type !== undefined || values.length === 0) return schema;
  return values.every((value) => typeof value === "string") ? { type: "string", ...schema } : schema;
}

const formatExamples: Record<string, string> = {
  uuid: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
  date: "2026-11-21",
  "date-time": "2026-11-21T08:10:04.819123Z",
};

/** Where the format says it all, nobody needs to declare an example. */
function exampled(schema: JsonSchema): JsonSchema {
  const example = formatExamples[String(schema.format)];
  return example === undefined || schema.examples !== undefined ? schema : { ...schema, examples: [example] };
}

/**
 * A value as one would write it.
 * @param complete with the properties that may be left out, too
 */
export function exampleOf(schema: JsonSchema, complete: boolean): unknown {
  const { examples, items, properties, required = [] } = schema;
  if (examples !== undefined) return examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (properties !== undefined) {
    const shown = Object.keys(properties).filter((name) => complete || required.includes(name));
    return Object.fromEntries(shown.map((name) => [name, exampleOf(properties[name] ?? {}, complete)]));
  }
  if (items !== undefined) return items.$ref === undefined ? [exampleOf(items, complete)] : [];
  return exampleOfType(Array.isArray(schema.type) ? schema.type[0] : schema.type);
}

function exampleOfType(type: string | undefined): unknown {
  switch (type) {
    case "string":
      return "text";
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "object":
      return {};
    case "array":
      return [];
    default:
      return null;
  }
}

export function mapped<From, To>(
  record: Record<string, From>,
  change: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
