/**
 * What a reader of the document would stumble over. Tests hold the document of the whole application to it:
 * a field without a description or an example that breaks its own schema is found here, not by a caller.
 */
import { Check } from "typebox/schema";
import type { OpenApiDocument } from "./document.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { Operation, Parameter, Response } from "./operation.ts";
import { problemMedia } from "./problem-responses.ts";

type Json = { [name: string]: unknown };

/** @returns one sentence per flaw; none means that every part is described, exemplified and resolves. */
export function documentComplaints(document: OpenApiDocument): string[] {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
  return [
    ...leaks(document, "#"),
    ...references(document)
      .filter((ref) => resolve(document, ref) === undefined)
      .map((ref) => `${ref} leads nowhere`),
    ...doubles(operations.map(({ operation }) => operation.operationId)).map(
      (id) => `the operationId ${id} is used twice`,
    ),
    ...operations.flatMap(({ path, name, operation }) =>
      operationComplaints(document, path, name, operation),
    ),
    ...Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      schemaComplaints(document, name, schema),
    ),
  ];
}

/** What is no JSON, and what the schema library keeps for itself. */
function leaks(value: unknown, at: string): string[] {
  if (value === undefined || typeof value === "function") return [`${at} is ${typeof value}`];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key.startsWith("~") ? [`${at} shows the internal key ${key}`] : leaks(part, `${at}/${key}`),
  );
}

function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key === "$ref" ? [String(part)] : references(part)));
}

function resolve(document: OpenApiDocument, ref: string): Json | undefined {
  let at: unknown = document;
  for (const name of ref.split("/").slice(1)) at = (at as Json | undefined)?.[name];
  // every target in the document is an object
  return at as Json | undefined;
}

const doubles = (names: string[]) => names.filter((name, i) => names.indexOf(name) < i);

function operationComplaints(
  document: OpenApiDocument,
  path: string,
  name: string,
  operation: Operation,
): string[] {
  const whole = <Part extends object>(part: Part | { $ref: string }): Part =>
    "$ref" in part ? ((resolve(document, part.$ref) as Part | undefined) ?? (part as Part)) : part;
  const parameters = operation.parameters.map((parameter) => whole<Parameter>(parameter));
  const responses = Object.entries(operation.responses).map(
    ([status, response]) => [status, whole<Response>(response)] as const,
  );
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
  const declared = parameters
    .filter((parameter) => parameter.in === "path")
    .map((parameter) => parameter.name);
  const media = [
    ...Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema, examples }) =>
      Object.values(examples).map(({ value }) => ({ schema, value })),
    ),
    ...responses.flatMap(([, { content = {} }]) =>
      Object.values(content).flatMap(({ schema, example }) =>
        example === undefined ? [] : [{ schema, value: example }],
      ),
    ),
  ];
  return [
    ...(operation.summary.length < 3 || operation.description.length < 10
      ? [`${name} has no description`]
      : []),
    ...("401" in operation.responses || operation.security?.length === 0
      ? []
      : [`${name} asks for no credential`]),
    ...(responses.some(([status, { content = {} }]) => status.startsWith("4") && problemMedia in content)
      ? []
      : [`${name} lists no problem`]),
    ...(inPath.sort().join() === declared.sort().join()
      ? []
      : [`${name} declares the path's parameters as "${declared}"`]),
    ...doubles(parameters.map((parameter) => `${parameter.in} ${parameter.name}`)).map(
      (twice) => `${name} has two of ${twice}`,
    ),
    ...parameters.flatMap((parameter) => parameterComplaints(document, name, parameter)),
    ...media.flatMap(({ schema, value }) =>
      fits(document, schema, value)
        ? []
        : [`${name}: an example breaks its schema: ${JSON.stringify(value)}`],
    ),
    ...media.flatMap(({ schema }) => ("$ref" in schema ? [] : schemaComplaints(document, name, schema))),
  ];
}

function parameterComplaints(document: OpenApiDocument, operation: string, parameter: Parameter): string[] {
  const { name, description, example, examples, schema } = parameter;
  const values = examples === undefined ? [example] : Object.values(examples).map(({ value }) => value);
  return [
    ...(description ? [] : [`${operation}: the parameter ${name} has no description`]),
    ...values
      .filter((value) => !fits(document, schema, value))
      .map((value) => `${operation}: the example ${JSON.stringify(value)} of ${name} breaks its schema`),
  ];
}

/** Every property is described; every scalar that could be anything has an example that fits. */
function schemaComplaints(document: OpenApiDocument, at: string, schema: JsonSchema): string[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const place = `${at}.${name}`;
    if (property.$ref !== undefined) return [];
    return [
      ...(property.description ? [] : [`${place} has no description`]),
      ...(isOpen(property) && property.examples === undefined ? [`${place} has no example`] : []),
      ...(property.examples ?? [])
        .filter((example) => !fits(document, property, example))
        .map((example) => `${place}: the example ${JSON.stringify(example)} breaks its schema`),
      ...schemaComplaints(document, place, property),
    ];
  });
  const parts = [...(schema.anyOf ?? []), ...(schema.items === undefined ? [] : [schema.items])];
  return [...below, ...parts.flatMap((part) => schemaComplaints(document, at, part))];
}

function isOpen({ type, enum: values, const: only }: JsonSchema): boolean {
  const first = Array.isArray(type) ? type[0] : type;
  return values === undefined && only === undefined && ["string", "integer", "number"].includes(first ?? "");
}

function fits({ components }: OpenApiDocument, schema: JsonSchema, value: unknown): boolean {
  // the components travel along, so that references into them resolve
  return Check({ ...schema, components: { schemas: components.schemas } }, value);
}
