/** The two reads of a noun: its list and one object. */

import { noOrganization } from "#platform/action";
import {
  forbidden,
  internalError,
  malformedRequest,
  notFound,
  overloaded,
  unauthenticated,
  unavailable,
  unknownParameter,
} from "#platform/errors";
import { rateLimited } from "#platform/limits";
import { orderedFields, type Registry, type Resource } from "#platform/resource";
import { exampleOf, jsonSchemaOf } from "./json-schema.ts";
import { headerOf, offered, type Parameter, type Placed, parameterOf, schemaOf } from "./operation.ts";
import { filterParameters, pathParameters } from "./parameters.ts";
import { problemResponses } from "./problem-responses.ts";
import { objectExample } from "./resource-schemas.ts";
import { needs, spoken } from "./words.ts";

const problems = [
  malformedRequest,
  unknownParameter,
  unauthenticated,
  forbidden,
  noOrganization,
  rateLimited,
  internalError,
  unavailable,
  overloaded,
].map(({ kind }) => kind);

export function readOperations(registry: Registry, resource: Resource): Placed[] {
  const { path } = resource;
  return path === undefined ? [] : [list(registry, resource, path), get(registry, resource, path)];
}

function list(registry: Registry, resource: Resource, path: string): Placed {
  return {
    method: "get",
    path: `/v1/${path}`,
    operation: {
      operationId: `${path}.list`,
      tags: [path],
      summary: `List ${spoken(path)}`,
      description: `A page of ${spoken(path)}, newest first unless \`sort\` says otherwise. ${needs(readers(resource))}`,
      parameters: [
        parameterOf("limit"),
        parameterOf("after"),
        sort(resource),
        fields(resource),
        ...expand(resource),
        ...search(resource),
        parameterOf("count"),
        ...filterParameters(resource),
      ],
      responses: {
        "200": {
          description: `The page. \`next_cursor\` is null on the last one.`,
          content: {
            "application/json": {
              schema: schemaOf(`${resource.name}_list`),
              example: { data: [objectExample(registry, resource)], next_cursor: null },
            },
          },
        },
        ...problemResponses(problems),
      },
      "x-permission": resource.read,
    },
  };
}

const readers = ({ read }: Resource) => ({ audience: "organization", permission: read }) as const;

function get(registry: Registry, resource: Resource, path: string): Placed {
  return {
    method: "get",
    path: `/v1/${path}/{id}`,
    operation: {
      operationId: `${path}.get`,
      tags: [path],
      summary: `Get ${spoken(resource.name)}`,
      description: `One ${spoken(resource.name)}. ${needs(readers(resource))}`,
      parameters: [
        ...pathParameters("{id}", resource.name),
        fields(resource),
        ...expand(resource),
        parameterOf("if_none_match"),
      ],
      responses: {
        "200": {
          description: `The ${spoken(resource.name)}.`,
          headers: { ETag: headerOf("ETag") },
          content: {
            "application/json": {
              schema: schemaOf(resource.name),
              example: objectExample(registry, resource),
            },
          },
        },
        "304": {
          description: "The answer would be the one that you have already.",
          headers: { ETag: headerOf("ETag") },
        },
        ...problemResponses([...problems, notFound.kind]),
      },
      "x-permission": resource.read,
    },
  };
}

function sort(resource: Resource): Parameter {
  const keys = [...new Set([...resource.sort, "id"])];
  return {
    name: "sort",
    in: "query",
    description:
      "By which fields, at most two and then `id`, separated by commas; `-` in front turns the direction.",
    style: "form",
    explode: false,
    schema: {
      type: "array",
      items: { type: "string", enum: keys.flatMap((key) => [key, `-${key}`]) },
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      default: ["-id"],
    },
    ...offered([`-${keys[0]}`]),
  };
}

function fields(resource: Resource): Parameter {
  const always = Object.keys(resource.relations).filter((name) => resource.relations[name]?.always);
  const names = [...Object.keys(orderedFields(resource)), ...Object.keys(resource.children), ...always];
  return {
    name: "fields",
    in: "query",
    description: "Only these fields, separated by commas; `id` always comes along.",
    style: "form",
    explode: false,
    schema: { type: "array", items: { type: "string", enum: names }, minItems: 1 },
    ...offered(names.slice(0, 2)),
  };
}

function expand(resource: Resource): Parameter[] {
  const relations = Object.entries(resource.relations);
  if (relations.length === 0) return [];
  const exist = relations.map(([name, { to }]) => `\`${name}\` (${spoken(to)})`).join(", ");
  return [
    {
      name: "expand",
      in: "query",
      description: `Relations to embed, separated by commas, each with the permission to read what it leads to: ${exist}. A dot goes on to the relations of what is embedded, at most 3 deep.`,
      style: "form",
      explode: false,
      schema: {
        type: "array",
        items: { type: "string", pattern: "^[a-z0-9_]+(\\.[a-z0-9_]+){0,2}$" },
        minItems: 1,
      },
      ...offered([relations[0]?.[0]]),
    },
  ];
}

function search(resource: Resource): Parameter[] {
  const [first] = resource.search;
  if (first === undefined) return [];
  const field = resource.fields[first];
  const example =
    field === undefined ? "text" : (field.example ?? exampleOf(jsonSchemaOf(field.schema), true));
  return [
    {
      name: "q",
      in: "query",
      description: `Only where one of these contains the text, whatever the case: ${resource.search.map((name) => `\`${name}\``).join(", ")}.`,
      schema: { type: "string", minLength: 2, maxLength: 100 },
      ...offered(String(example).slice(0, 20)),
    },
  ];
}
