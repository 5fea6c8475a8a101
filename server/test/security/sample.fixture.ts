/** Bodies that an operation takes, made from its schema: whatever is declared tomorrow is asked tomorrow. */
import type { TSchema } from "typebox";
import type { Registry } from "#platform/resource";

/** The id to name wherever a body names an object of this noun. */
export type IdOf = (noun: string) => string;

/** A place in a body that takes an id: where, and of which noun. */
export type IdPlace = { path: (string | number)[]; noun: string };

type Schema = TSchema & {
  type?: string;
  format?: string;
  pattern?: string;
  maxLength?: number;
  enum?: unknown[];
  anyOf?: Schema[];
  examples?: unknown[];
  default?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
};

export type Sampler = {
  /** A body with every field that the schema knows. Texts and days differ from one body to the next. */
  body(schema: TSchema): Record<string, unknown>;
  /** Every place of such a body that takes an id. */
  idPlaces(schema: TSchema): IdPlace[];
  /** Every place that takes free text: no form, no list of values. */
  textPlaces(schema: TSchema): { path: (string | number)[]; maxLength: number }[];
};

/** @param first texts are numbered from here: two samplers with the same number make the same bodies. */
export function sampler(registry: Registry, idOf: IdOf, first = 0): Sampler {
  let count = first;

  const sample = (schema: Schema, name: string): unknown => {
    const one = branchOf(schema);
    // one with names of its own shows which
    if (one.type === "object" && (one.properties !== undefined || exampleOf(one) === undefined)) {
      return Object.fromEntries(
        Object.entries(one.properties ?? {}).map(([key, value]) => [key, sample(value, nameIn(one, key))]),
      );
    }
    if (isId(one)) return idOf(nounOf(registry, name));
    if (one.type === "array" && one.items !== undefined) {
      const given = exampleOf(schema);
      return Array.isArray(given) && !isId(one.items) ? given : [sample(one.items, name)];
    }
    if (one.format === "date") return dayNumber(count);
    const example = exampleOf(schema) ?? exampleOf(one);
    // free text, but for the rule that it must be an address
    if (name === "email" && one.type === "string") return `person.${count}@example.com`;
    if (isFreeText(one)) return `${String(example ?? name).slice(0, (one.maxLength ?? 200) - 8)} ${count}`;
    // a name in the form of a slug is somebody's own as well
    const slug = `${example}_${count}`;
    if (name === "name" && one.pattern !== undefined && new RegExp(one.pattern).test(slug)) return slug;
    if (example === undefined) throw new Error(`"${name}" has neither example nor default to send`);
    return example;
  };

  return {
    body(schema) {
      count++;
      return sample(schema as Schema, "") as Record<string, unknown>;
    },
    idPlaces: (schema) =>
      leaves(schema as Schema, "")
        .filter(({ leaf }) => isId(leaf))
        .map(({ path, name }) => ({ path, noun: nounOf(registry, name) })),
    textPlaces: (schema) =>
      leaves(schema as Schema, "")
        .filter(({ leaf }) => isFreeText(leaf))
        .map(({ path, leaf }) => ({ path, maxLength: leaf.maxLength ?? 200 })),
  };
}

/** The same body with another value at one place. */
export function withValue<Body>(body: Body, path: (string | number)[], value: unknown): Body {
  const copy = structuredClone(body);
  let at = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  at[path.at(-1) ?? ""] = value;
  return copy;
}

export function valueAt(body: unknown, path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, step) => (at as Record<string | number, unknown> | undefined)?.[step],
    body,
  );
}

type Leaf = { path: (string | number)[]; name: string; leaf: Schema };

function leaves(schema: Schema, name: string, path: (string | number)[] = []): Leaf[] {
  const one = branchOf(schema);
  if (one.type === "object")
    return Object.entries(one.properties ?? {}).flatMap(([key, value]) =>
      leaves(value, nameIn(one, key), [...path, key]),
    );
  // a list of words that Plinth knows (permissions) is no free text: its example is sent whole
  if (one.type === "array" && one.items !== undefined)
    return Array.isArray(exampleOf(schema)) && !isId(one.items) ? [] : leaves(one.items, name, [...path, 0]);
  return [{ path, name, leaf: one }];
}

/** What is about an object says beside the id which noun's it is. */
function nameIn({ properties = {} }: Schema, key: string): string {
  const { subject_type: type } = properties;
  return key === "subject_id" && type !== undefined ? `${exampleOf(type)}_id` : key;
}

/** Of "this or null": this. */
function branchOf(schema: Schema): Schema {
  return schema.anyOf?.find((branch) => branch.type !== "null") ?? schema;
}

function exampleOf({ examples, default: preset, enum: values }: Schema): unknown {
  return examples?.[0] ?? preset ?? values?.[0];
}

const isId = ({ type, format }: Schema) => type === "string" && format === "uuid";
/** Codes (of a country, a currency) are shorter than any free text. */
const isFreeText = ({ type, format, pattern, enum: values, maxLength = 200 }: Schema) =>
  type === "string" && format === undefined && pattern === undefined && values === undefined && maxLength > 3;

/** `product_id` and `customer_scope` name the noun that they begin with. */
function nounOf(registry: Registry, name: string): string {
  // whatever has a trail
  if (name.startsWith("subject_")) return "contact";
  // who looks after something is a member, whose id is the user's own
  if (name === "owner_user_id" || name === "mentions") return "member";
  // of the first kind that an ERP takes
  if (name === "ids") return "customer";
  const nouns = registry.resources
    .map((resource) => resource.name)
    .filter((noun) => name.startsWith(`${noun}_`));
  const [noun] = nouns.sort((a, b) => b.length - a.length);
  if (noun === undefined) throw new Error(`it is not known which noun's id "${name}" takes`);
  return noun;
}

function dayNumber(count: number): string {
  return new Date(Date.UTC(1950, 0, 1 + count)).toISOString().slice(0, 10);
}
