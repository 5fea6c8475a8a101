/** Rows that belong to an object and have no life of their own: written and read as an array inside it. */
import Type, { type TSchema, type TString } from "typebox";
import type { Field } from "./field.ts";

export type Children = {
  describe: string;
  /** Table of the rows; it has `organization_id` and `parentKey`. */
  table: string;
  parentKey: string;
  fields: Record<string, Field>;
  /** Columns that tell one child from another within its parent, and their order. */
  key: string[];
  max: number;
  readOnly?: boolean;
};

/** `prices: embedded({ table: "product_prices", … })`: replaced whole by a write. */
export function embedded(children: Omit<Children, "max"> & { max?: number }): Children {
  return { max: 100, ...children };
}

/** The JSON schema of the whole array. */
export function childrenSchema(children: Children): TSchema {
  const properties = Object.fromEntries(
    Object.entries(children.fields).map(([name, field]) => [name, describedSchema(field)]),
  );
  return Type.Array(Type.Object(properties, { additionalProperties: false }), {
    maxItems: children.max,
    description: children.describe,
  });
}

/** The value's schema with its description and example; null is allowed where the field is optional. */
export function describedSchema(field: Field): TSchema {
  const words = {
    description: field.describe,
    ...(field.example === undefined ? {} : { examples: [field.example] }),
    ...(field.readOnly ? { readOnly: true } : {}),
  };
  return field.optional ? Type.Union([field.schema, Type.Null()], words) : Type.With(field.schema, words);
}

/** The same for a field whose value is text, typed for a verb's own input. */
export function textSchema(field: Field): TString {
  // a field's schema is built by kind; those of text, times and codes are strings, refined
  return describedSchema(field) as unknown as TString;
}
