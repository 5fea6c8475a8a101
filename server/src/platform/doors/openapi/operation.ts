/** One operation of the document, before it takes its place under its path. */
import type { Query } from "#platform/action";
import type { JsonSchema } from "./json-schema.ts";

export type Parameter = {
  name: string;
  in: "query" | "path" | "header";
  required?: true;
  description: string;
  style?: "form";
  explode?: false;
  schema: JsonSchema;
  /** Of what must be sent. */
  example?: unknown;
  examples?: Record<string, Offered>;
};

/** The reference shows it, and leaves it out of the request that it offers to copy. */
type Offered = { value: unknown; "x-disabled": true };

export type Reference = { $ref: string };

export type Response = {
  description: string;
  headers?: Record<string, Reference>;
  content?: Record<string, { schema: JsonSchema; example?: unknown; examples?: Record<string, Reference> }>;
};

/** The names of a body's examples; the one that is chosen also chooses among a parameter's. */
export const usual = "usual";
export const everything = "everything";

/**
 * The example of a parameter that may be left out. A plain `example` would be part of every request that is
 * copied from the reference: all filters at once, and one Idempotency-Key for everybody.
 */
export const offered = (value: unknown, names: string[] = [usual]): Pick<Parameter, "examples"> => ({
  examples: Object.fromEntries(names.map((name) => [name, { value, "x-disabled": true }])),
});

/** By their names. */
export type BodyExamples = Record<string, { summary: string; value: unknown }>;

export type RequestBody = {
  description?: string;
  required: boolean;
  content: Record<string, { schema: JsonSchema; examples: BodyExamples }>;
};

export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: (Parameter | Reference)[];
  requestBody?: RequestBody;
  responses: Record<string, Response | Reference>;
  /** Empty for what needs no credential; absent is the document's own. */
  security?: object[];
  "x-permission"?: string;
};

/** Who may ask, as the document says it. */
export function accessOf({ audience, permission }: Pick<Query, "audience" | "permission">) {
  if (audience === "public") return { security: [] };
  if (audience === "person") return { security: [{ access_token: [] }, { session: [] }] };
  return permission === undefined ? {} : { "x-permission": permission };
}

export type Placed = {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  operation: Operation;
};

export const schemaOf = (name: string): Reference => ({ $ref: `#/components/schemas/${name}` });
export const parameterOf = (name: string): Reference => ({ $ref: `#/components/parameters/${name}` });
export const headerOf = (name: string): Reference => ({ $ref: `#/components/headers/${name}` });
