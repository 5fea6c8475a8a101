/** The schemas of a noun under `components.schemas`, and an object of it as an example. */
import {
  commonFields,
  type Field,
  orderedFields,
  type Registry,
  type Resource,
  readSchema,
} from "#platform/resource";
import { exampleOf, type JsonSchema, jsonSchemaOf, mapped } from "./json-schema.ts";
import { schemaOf } from "./operation.ts";
import { spoken } from "./words.ts";

/** The noun itself under its name, its page under `<name>_list` where it has a path. */
export function resourceSchemas(registry: Registry, resource: Resource): Record<string, JsonSchema> {
  return {
    [resource.name]: objectSchema(registry, resource),
    ...(resource.path === undefined ? {} : { [`${resource.name}_list`]: listSchema(resource) }),
  };
}

/** Several objects at once, as a batch answers them. */
export function severalSchema(item: JsonSchema, description: string): JsonSchema {
  return {
    type: "object",
    description,
    required: ["data"],
    properties: { data: { type: "array", description: "In the sequence of the items.", items: item } },
  };
}

/** An object as a caller with every permission reads it; relations only where they always come along. */
export function objectExample(registry: Registry, resource: Resource): Record<string, unknown> {
  const always = Object.entries(resource.relations).filter(([, relation]) => relation.always);
  const fields = mapped(orderedFields(resource), (field, name) =>
    hasNotHappened(resource, name, field) ? null : exampleOf(fieldSchema(field), true),
  );
  const closing = Object.entries(fields).filter(([name]) => name !== "id" && name in commonFields);
  return {
    ...Object.fromEntries(
      Object.entries(fields).filter(([name]) => name === "id" || !(name in commonFields)),
    ),
    ...mapped(resource.children, ({ fields }) => [
      mapped(fields, (field) => exampleOf(fieldSchema(field), true)),
    ]),
    ...Object.fromEntries(
      always.map(([name, { kind, to }]) => {
        const other = objectExample(registry, { ...registry.get(to), relations: {} });
        return [name, kind === "many" ? [other] : other];
      }),
    ),
    ...Object.fromEntries(closing),
  };
}

/**
 * Null in an example: what nobody gave an example of, and the moments and objects that only come with time, and
 * who did it then (`confirmed_by` beside `confirmed_at`). An object that was accepted, revoked and replaced all at once
 * does not exist.
 */
function hasNotHappened(
  { fields }: Resource,
  name: string,
  { example, optional, kind, readOnly }: Field,
): boolean {
  if (!optional) return false;
  const whose = name.endsWith("_by") && fields[name.replace(/_by$/, "_at")]?.optional === true;
  return example === undefined || kind === "time" || whose || (kind === "reference" && readOnly === true);
}

/** A field's value, described; without null. */
export function fieldSchema({ schema, describe, example }: Field): JsonSchema {
  return {
    ...jsonSchemaOf(schema),
    description: describe,
    ...(example === undefined ? {} : { examples: [example] }),
  };
}

/** As the caller reads it; a field that not everyone sees says who does. */
export function objectSchema(registry: Registry, resource: Resource): JsonSchema {
  const schema = jsonSchemaOf(readSchema(registry, resource));
  const properties = mapped(schema.properties ?? {}, (property, name) => {
    const see = resource.fields[name]?.see;
    if (see === undefined) return property;
    return {
      ...property,
      description: `${property.description} Only with the permission \`${see}\`.`,
      "x-permission": see,
    };
  });
  return { ...schema, properties };
}

function listSchema({ name, path = name }: Resource): JsonSchema {
  return {
    type: "object",
    description: `A page of ${spoken(path)}.`,
    required: ["data", "next_cursor"],
    properties: {
      data: { type: "array", description: "The objects of this page.", items: schemaOf(name) },
      next_cursor: {
        type: ["string", "null"],
        description: "Pass it as `after` for the next page; null on the last one.",
        examples: ["WyItaWQiLCIwMTk5ZjNjMiJd"],
      },
      total: {
        type: "integer",
        minimum: 0,
        description: "How many objects match; only with `count=exact`.",
        examples: [240],
      },
    },
  };
}
