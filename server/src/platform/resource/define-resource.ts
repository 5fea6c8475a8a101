/** A noun: declared once as data; every door, the documents and the permissions are derived from it. */
import { definePermission } from "#platform/access";
import { aboutComplaints, declareSubject } from "./about.ts";
import type { Children } from "./children.ts";
import { declareConcern } from "./concerns.ts";
import { type Field, identifier, integer } from "./field.ts";
import { time } from "./time-field.ts";

/** An expanded relation to many shows at most this many objects; their own list has the rest. */
export const mostExpanded = 100;

export type Relation = {
  kind: "one" | "many";
  /** Name of the resource at the other end. */
  to: string;
  /** Column that carries the id: ours for `one`, theirs for `many`. */
  by: string;
  describe: string;
  /** Part of every answer, not only when expanded. */
  always?: boolean;
  /** Column of theirs that orders a `many`. */
  orderBy?: string;
};

export const one = (to: string, options: { by: string; describe: string }): Relation => ({
  kind: "one",
  to,
  ...options,
});
export const many = (
  to: string,
  options: { by: string; describe: string; always?: boolean; orderBy: string },
): Relation => ({ kind: "many", to, ...options });

/**
 * How a noun belongs to a customer, and so what a scoped actor (a buyer, a limited salesperson) sees of it: the
 * objects whose column names one of theirs, what they see of the parent, everything (a catalog), or nothing.
 */
export type Belonging =
  | { scope: string }
  | { parent: string; by: string }
  /** Of one human: the column names who alone sees it, as a member or buyer. */
  | { person: string }
  | "shared"
  | "hidden";

export type Write = "create" | "update" | "delete";

export type ResourceDefinition = {
  /** Singular, as in `order`; also the subject's type in events and the audit trail. */
  name: string;
  /** A part of another object: without path, version and times of its own; changing it changes the whole. */
  part?: true;
  /** Plural, as in `/v1/orders`. Absent: the noun is only reached through another. */
  path?: string;
  table: string;
  /**
   * The noun is only those rows that have this value in this column: `dead_letter` is of `job` what is `dead`. Its
   * objects have the ids of the noun that is all of them, and its history.
   */
  only?: { of: string; column: string; is: string };
  /**
   * It is about another object, named by `subject_type` and `subject_id`: seen only by those who may read that noun. Its
   * events carry `subject_type`.
   */
  about?: true;
  /** Is read also while the server is overloaded: it shows operators what stands still, or whom to shut out. */
  whileOverloaded?: true;
  /** One sentence for whoever reads the API reference. */
  describe: string;
  /** The permission to read, and what it allows in words. */
  read: string;
  /** Written into every statement, beside the row policies that say the same. */
  belongs: Belonging;
  /** The permission to create, update and delete from this declaration alone; documents have verbs instead. */
  write?: string;
  writes?: Write[];
  fields: Record<string, Field>;
  children?: Record<string, Children>;
  relations?: Record<string, Relation>;
  filter?: string[];
  sort?: string[];
  /** Text fields searched by `?q=`, through `plinth.search_<plural>`. */
  search?: string[];
  /** Fields whose value only one object of the organization may have; each has a unique constraint. */
  unique?: string[];
  /** The unique field that names the object in outside systems: an import that repeats it doubles nothing. */
  naturalKey?: string;
};

export type Resource = Omit<
  ResourceDefinition,
  "writes" | "children" | "relations" | "filter" | "sort" | "search" | "unique"
> & {
  writes: Write[];
  children: Record<string, Children>;
  relations: Record<string, Relation>;
  filter: string[];
  sort: string[];
  search: string[];
  unique: string[];
};

/** Every object has these; `id` opens and the others close its JSON. */
export const commonFields = {
  id: identifier({ describe: "Identifies the object, forever (UUIDv7).", readOnly: true }),
  version: integer({
    describe: "Grows by one with every change; the first part of the ETag.",
    readOnly: true,
    min: 1,
  }),
  created_at: time({ describe: "When the object was made.", readOnly: true }),
  updated_at: time({ describe: "When the object last changed.", readOnly: true }),
} satisfies Record<string, Field>;

/**
 * Checks the declaration and fills in what is absent.
 * @throws at start-up when a description is missing or a name is used that is not declared.
 */
export function defineResource(definition: ResourceDefinition): Resource {
  const { name, path, fields } = definition;
  const resource: Resource = {
    children: {},
    relations: {},
    filter: [],
    sort: [],
    search: [],
    unique: [],
    ...definition,
    writes: definition.write === undefined ? [] : (definition.writes ?? ["create", "update", "delete"]),
    fields: { ...fields, ...(definition.part ? { id: commonFields.id } : commonFields) } as Record<
      string,
      Field
    >,
  };
  const nouns = path ?? definition.table;
  definePermission(resource.read, `Read ${nouns.replaceAll("_", " ")}.`);
  if (resource.write !== undefined) {
    definePermission(resource.write, `Create, change and remove ${nouns.replaceAll("_", " ")}.`);
  }
  complain(name, [
    ...(definition.describe.length < 10 ? ["has no description"] : []),
    ...Object.entries(resource.fields).flatMap(([field, { describe, see }]) => {
      if (see !== undefined) definePermission(see, toSee(field, nouns));
      return describe.length < 5 ? [`field "${field}" has no description`] : [];
    }),
    ...unknown("filter", resource.filter, resource.fields),
    ...unknown("sort", resource.sort, resource.fields),
    ...unknown("search", resource.search, resource.fields),
    ...unknown("unique", resource.unique, resource.fields),
    ...(resource.naturalKey === undefined || resource.unique.includes(resource.naturalKey)
      ? []
      : ["has a natural key that is not unique"]),
    ...resource.sort
      .filter((key) => resource.fields[key]?.optional)
      .map((key) => `sort "${key}" may be null, so pages could not continue behind it`),
    ...aboutComplaints(resource),
    ...("string" !== typeof resource.belongs && "scope" in resource.belongs
      ? unknown("belongs", [resource.belongs.scope], resource.fields)
      : []),
    ...Object.entries(resource.children).flatMap(([name, { describe, fields, key }]) => {
      for (const [field, { see }] of Object.entries(fields))
        if (see !== undefined) definePermission(see, toSee(field, `${name} of ${nouns}`));
      return [
        ...(describe.length < 5 ? ["has children without description"] : []),
        // their order would tell it
        ...key
          .filter((column) => fields[column]?.see !== undefined)
          .map((column) => `sorts its ${name} by "${column}", which not everybody may see`),
      ];
    }),
    ...Object.values(resource.relations).flatMap(({ kind, by }) =>
      kind === "one" && resource.fields[by] === undefined ? [`relation by "${by}" names no field`] : [],
    ),
  ]);
  declareConcern(resource);
  declareSubject(resource);
  return resource;
}

const toSee = (field: string, nouns: string) =>
  `See ${field.replaceAll("_", " ")} of ${nouns.replaceAll("_", " ")}.`;

function unknown(what: string, names: string[], fields: Record<string, Field>): string[] {
  return names.filter((name) => fields[name] === undefined).map((name) => `${what} "${name}" is not a field`);
}

function complain(name: string, complaints: string[]): void {
  if (complaints.length > 0) throw new Error(`resource "${name}": ${complaints.join("; ")}`);
}
