/** The JSON schemas of a noun, made from its fields: as it is read, made and changed. */
import Type, { type TObject, type TSchema } from "typebox";
import { childrenSchema, describedSchema } from "./children.ts";
import { mostExpanded, type Resource } from "./define-resource.ts";
import type { Registry } from "./registry.ts";

/** As it is answered. Only `id` is required: roles and `?fields=` may drop the rest. */
export function readSchema(registry: Registry, resource: Resource): TObject {
  const properties: Record<string, TSchema> = {};
  for (const [name, field] of Object.entries(orderedFields(resource))) {
    const schema = describedSchema(field);
    properties[name] = name === "id" ? schema : Type.Optional(schema);
  }
  for (const [name, children] of Object.entries(resource.children)) {
    properties[name] = Type.Optional(childrenSchema(children));
  }
  for (const [name, relation] of Object.entries(resource.relations)) {
    const other = Type.Unsafe<unknown>({ $ref: `#/components/schemas/${registry.get(relation.to).name}` });
    const bound =
      relation.kind === "many" ? `, at most ${mostExpanded} of them: their own list has the rest` : "";
    const description = relation.always
      ? relation.describe
      : `${relation.describe} Present when expanded${bound}.`;
    properties[name] = Type.Optional(
      relation.kind === "many"
        ? Type.Array(other, { description })
        : Type.Union([other, Type.Null()], { description }),
    );
  }
  return Type.Object(properties, { additionalProperties: false, description: resource.describe });
}

/** As it is made: what the caller may give; required unless optional or with a default. */
export function createSchema(resource: Resource): TObject {
  return writable(
    resource,
    (schema, needed) => (needed ? schema : Type.Optional(schema)),
    () => true,
  );
}

/** As it is changed (JSON Merge Patch, RFC 7396): every field may be absent. */
export function patchSchema(resource: Resource): TObject {
  return writable(
    resource,
    (schema) => Type.Optional(schema),
    (immutable) => !immutable,
  );
}

const last = ["version", "created_at", "updated_at"];

/** `id` first, then the noun's own fields, then version and times. */
export function orderedFields(resource: Resource): Resource["fields"] {
  const place = (name: string) => (name === "id" ? 0 : last.includes(name) ? 2 : 1);
  return Object.fromEntries(Object.entries(resource.fields).sort(([a], [b]) => place(a) - place(b)));
}

function writable(
  resource: Resource,
  presence: (schema: TSchema, needed: boolean) => TSchema,
  admit: (immutable: boolean) => boolean,
): TObject {
  const properties: Record<string, TSchema> = {};
  for (const [name, field] of Object.entries(resource.fields)) {
    if (field.readOnly || !admit(field.immutable === true)) continue;
    const described = describedSchema(
      field.see === undefined
        ? field
        : { ...field, describe: `${field.describe} Needs the permission "${field.see}".` },
    );
    const schema = field.default === undefined ? described : Type.With(described, { default: field.default });
    properties[name] = presence(schema, !field.optional && field.default === undefined);
  }
  for (const [name, children] of Object.entries(resource.children)) {
    if (!children.readOnly) properties[name] = Type.Optional(childrenSchema(children));
  }
  return Type.Object(properties, { additionalProperties: false });
}
