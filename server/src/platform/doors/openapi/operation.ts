/** One operation of the document, before it takes its place under its path. */
import type { JsonSchema } from "./json-schema.ts";

export type Parameter = {
  name: string;
  in: "query" | "path" | "header";
  required?: true;
  description: string;
  style?: "form";
  explode?: false;
  schema: JsonSchema;
  example: unknown;
};

export type Reference = { $ref: string };

export type Response = {
  description: string;
  headers?: Record<string, Reference>;
  content?: Record<string, { schema: JsonSchema; example?: unknown; examples?: Record<string, Reference> }>;
};

type Example = { summary: string; value: unknown };

export type RequestBody = {
  description: string;
  required: boolean;
  content: Record<string, { schema: JsonSchema; examples: Record<string, Example> }>;
};

export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: (Parameter | Reference)[];
  requestBody?: RequestBody;
  responses: Record<string, Response | Reference>;
  "x-permission"?: string;
};

export type Placed = {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  operation: Operation;
};

export const schemaOf = (name: string): Reference => ({ $ref: `#/components/schemas/${name}` });
export const parameterOf = (name: string): Reference => ({ $ref: `#/components/parameters/${name}` });
export const headerOf = (name: string): Reference => ({ $ref: `#/components/headers/${name}` });
