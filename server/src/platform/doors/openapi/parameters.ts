/** The parameters that many operations share, and the filters that a noun declares. */
import { type Field, operatorsOf, type Resource } from "#platform/resource";
import { exampleOf, type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import { everything, offered, type Parameter, usual } from "./operation.ts";
import { spoken } from "./words.ts";

const etag = '"7.k3x9a1bQ"';

/** `components.parameters`. */
export const sharedParameters: Record<string, Parameter> = {
  limit: {
    name: "limit",
    in: "query",
    description: "How many objects a page holds.",
    schema: { type: "integer", minimum: 1, maximum: 200, default: 25 },
    ...offered(25),
  },
  after: {
    name: "after",
    in: "query",
    description:
      "The `next_cursor` of the page before, unchanged and with the same `sort`. Absent: the first page.",
    schema: { type: "string", minLength: 1 },
    ...offered("WyItaWQiLCIwMTk5ZjNjMiJd"),
  },
  count: {
    name: "count",
    in: "query",
    description:
      "`exact` adds `total`, the number of all objects that match. It costs a second look at the data.",
    schema: { type: "string", enum: ["exact"] },
    ...offered("exact"),
  },
  dry_run: {
    name: "dry_run",
    in: "query",
    description:
      "`true` runs everything, verdicts and rules included, and then undoes it: the answer is 200 with what would have happened.",
    schema: { type: "boolean", default: false },
    ...offered(true, [usual, everything]),
  },
  idempotency_key: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "Any text of your own that names this wish. The same request with the same key is done once: within 24 hours the first answer is given again, with `Idempotent-Replayed: true`.",
    schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
    ...offered("8c1f0f5e-2f3b-4f0a-9a53-1de6c3f0a7b2", [usual, everything]),
  },
  if_match: {
    name: "If-Match",
    in: "header",
    description:
      'Only if the object is still at this version: the ETag as it was read, or the version alone (`"7"`).',
    schema: { type: "string" },
    ...offered(etag, [usual, everything]),
  },
  if_match_required: {
    name: "If-Match",
    in: "header",
    required: true,
    description:
      'The ETag of the object as it was read, or its version alone (`"7"`), so that nobody\'s work is overwritten.',
    schema: { type: "string" },
    example: etag,
  },
  if_none_match: {
    name: "If-None-Match",
    in: "header",
    description: "The ETag of the answer that you have already: 304 when it would be the same.",
    schema: { type: "string" },
    ...offered(etag),
  },
};

/** The path's parameters: `{id}` is the object's id, others are described by the input. */
export function pathParameters(path: string, noun: string, input?: JsonSchema): Parameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]): Parameter => {
    const schema = input?.properties?.[name] ?? {
      type: "string",
      ...(name === "id" ? { format: "uuid" } : {}),
    };
    const description = schema.description ?? `The ${spoken(noun)}'s ${spoken(name)}.`;
    const example = name === "id" ? "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60" : exampleOf(schema, true);
    return { name, in: "path", required: true, description, schema, example };
  });
}

/** One parameter per declared filter and operator, by the same rule as the door reads them. */
export function filterParameters(resource: Resource): Parameter[] {
  return resource.filter.flatMap((name) => {
    const field = resource.fields[name];
    return field === undefined
      ? []
      : operatorsOf(resource, name).map((operator) => filter(name, field, operator));
  });
}

const meanings: Record<string, string> = {
  ne: "is anything but this",
  gt: "is greater than this",
  gte: "is this or greater",
  lt: "is less than this",
  lte: "is this or less",
  like: "is like this pattern, whatever the case: `%` stands for any text, `_` for any character",
};

function filter(name: string, field: Field, operator: string): Parameter {
  const words = `${field.describe}${field.see === undefined ? "" : ` Needs the permission \`${field.see}\`.`}`;
  const value = filterSchema(field);
  const example = field.example ?? exampleOf(jsonSchemaOf(field.schema), true);
  if (operator === "eq") {
    return {
      name,
      in: "query",
      description: `Only where \`${name}\` is ${field.words}: one value, or any of several separated by commas. ${words}`,
      style: "form",
      explode: false,
      schema: { type: "array", items: value, minItems: 1, maxItems: 100 },
      ...offered([example]),
    };
  }
  const parameter = `${name}[${operator}]`;
  if (operator === "null") {
    return {
      name: parameter,
      in: "query",
      description: `\`true\`: only where \`${name}\` is null; \`false\`: only where it is not. ${words}`,
      schema: { type: "boolean" },
      ...offered(true),
    };
  }
  return {
    name: parameter,
    in: "query",
    description: `Only where \`${name}\` ${meanings[operator] ?? operator} (${field.words}). ${words}`,
    schema: operator === "like" ? { type: "string", minLength: 2, maxLength: 100 } : value,
    ...offered(operator === "like" ? `%${String(example).slice(0, 5)}%` : example),
  };
}

/** What a filter takes is wider than what the field holds: no bounds, and a bare date for a time. */
function filterSchema({ kind, schema }: Field): JsonSchema {
  const {
    minLength: _least,
    maxLength: _most,
    minimum: _from,
    maximum: _to,
    examples: _shownByTheParameter,
    format,
    ...plain
  } = jsonSchemaOf(schema);
  return format === undefined || kind === "time" ? plain : { ...plain, format };
}
