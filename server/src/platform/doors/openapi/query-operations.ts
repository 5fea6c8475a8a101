/** Reads that are no noun's list or get: who am I, the feed. */
import type { Query } from "#platform/action";
import {
  internalError,
  malformedRequest,
  notFound,
  overloaded,
  unavailable,
  unknownParameter,
} from "#platform/errors";
import { exampleOf, jsonSchemaOf } from "./json-schema.ts";
import {
  accessOf,
  headerOf,
  offered,
  type Parameter,
  type Placed,
  parameterOf,
  type Response,
} from "./operation.ts";
import { pathParameters } from "./parameters.ts";
import { problemResponses } from "./problem-responses.ts";
import { refusalsOf } from "./refusals.ts";
import { capitalized, needs, spoken, tagOf } from "./words.ts";

export function queryOperation(query: Query): Placed {
  const path = query.door.replace("GET ", "");
  const [noun = "", verb = ""] = query.name.split(".");
  const output = jsonSchemaOf(query.output);
  return {
    method: "get",
    path,
    operation: {
      operationId: query.name,
      tags: [tagOf(path)],
      summary: query.title ?? `${capitalized(verb)} ${spoken(noun)}`,
      description: `${query.describe}\n\n${needs(query)}`,
      parameters: [
        ...pathParameters(path, query.subject ?? noun),
        ...parametersOf(query),
        ...(query.versioned ? [parameterOf("if_none_match")] : []),
      ],
      responses: {
        "200": {
          description: output.description ?? query.describe,
          ...(query.versioned ? { headers: { ETag: headerOf("ETag") } } : {}),
          content: {
            "application/json": { schema: output, example: exampleOf(output, true) },
            ...csvOf(query),
          },
        },
        ...(query.versioned ? { "304": notModified } : {}),
        ...problemResponses([...problemsOf(query), ...query.problems]),
      },
      ...accessOf(query),
    },
  };
}

const notModified = {
  description: "The answer would be the one that you have already.",
  headers: { ETag: headerOf("ETag") },
};

function csvOf({ csv }: Query): NonNullable<Response["content"]> {
  if (csv === undefined) return {};
  const description =
    "All that match, with a line of headings; `limit` and `after` are for pages and refused. An organization has two exports under way at once, each for ten minutes at most: one that is longer is cut off before the end of the answer, and asked for in parts.";
  return {
    "text/csv": { schema: { type: "string", description }, example: `${csv.header.join(",")}\r\n` },
  };
}

export function parametersOf(query: Pick<Query, "parameters">): Parameter[] {
  const { properties = {}, required = [] } = jsonSchemaOf(query.parameters);
  return Object.entries(properties).map(([name, { description = "", ...schema }]) => {
    const { examples: _offered, ...plain } = schema;
    const must = required.includes(name) ? { required: true as const } : {};
    return { name, in: "query", ...must, description, schema: plain, ...offered(exampleOf(schema, true)) };
  });
}

function problemsOf(query: Query) {
  const kinds = [malformedRequest, unknownParameter, internalError, unavailable, overloaded];
  const missing = query.door.includes("{id}") ? [notFound] : [];
  return [...kinds, ...missing, ...refusalsOf(query)].map(({ kind }) => kind);
}
