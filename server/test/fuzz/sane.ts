/** Values that a schema takes, made so that a verb may well do what it is asked: known ids, texts that are new. */
import type { Learned } from "./learned.ts";
import { nobodys } from "./learned.ts";
import type { Resolve, Schema } from "./operations.ts";
import type { Random } from "./random.ts";

export type Maker = { resolve: Resolve; learned: Learned; random: Random };

/** A body of this schema: one of its examples with other ids and texts, or one from the schema alone. */
export function saneBody(maker: Maker, schema: Schema, examples: unknown[]): unknown {
  const { random } = maker;
  if (examples.length > 0 && random.chance(0.6))
    return varied(maker, schema, structuredClone(random.pick(examples)), "");
  return saneValue(maker, schema, "");
}

/** @param name of the field or parameter: it says whose id is meant */
export function saneValue(maker: Maker, schema: Schema, name: string): unknown {
  const { random, learned } = maker;
  const one = branchOf(maker, schema);
  if (one.const !== undefined) return one.const;
  if (one.enum !== undefined) return random.pick(one.enum);
  switch (typeOf(one, random)) {
    case "object":
      return objectOf(maker, one);
    case "array":
      return arrayOf(maker, one, name);
    case "string":
      return textOf(maker, one, name);
    case "integer":
    case "number":
      return numberOf(one, random);
    case "boolean":
      return random.chance(0.5);
    case "null":
      return null;
    default:
      return one.examples?.[0] ?? learned.anyId(random);
  }
}

/** The example as it is, but for ids and texts. */
function varied(maker: Maker, schema: Schema, value: unknown, name: string): unknown {
  const one = branchOf(maker, schema);
  if (typeof value === "string") return one.enum === undefined ? variedText(maker, one, value, name) : value;
  if (Array.isArray(value)) return value.map((item) => varied(maker, one.items ?? {}, item, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      varied(maker, one.properties?.[key] ?? {}, item, nameIn(value, key)),
    ]),
  );
}

function variedText({ learned, random }: Maker, schema: Schema, text: string, name: string): string {
  if (schema.format === "uuid") return learned.idFor(name, random) ?? text;
  if (text.includes("@")) return `fuzz.${random.whole(10_000)}@example.com`;
  const most = Number(schema.maxLength ?? 200);
  return isFree(schema) && most > 20 && random.chance(0.7)
    ? `${text.slice(0, most - 10)} ${random.whole(1e8)}`
    : text;
}

function objectOf(maker: Maker, { properties = {}, required = [] }: Schema): object {
  const chosen = Object.keys(properties).filter((key) => required.includes(key) || maker.random.chance(0.4));
  return Object.fromEntries(chosen.map((key) => [key, saneValue(maker, properties[key] ?? {}, key)]));
}

function arrayOf(maker: Maker, { items, minItems, maxItems }: Schema, name: string): unknown[] {
  const [least, most] = [Number(minItems ?? 0), Math.min(Number(maxItems ?? 3), 3)];
  const length = Math.max(least, 1 + maker.random.whole(Math.max(most, 1)));
  return Array.from({ length }, () => saneValue(maker, items ?? {}, name));
}

function textOf(maker: Maker, schema: Schema, name: string): string {
  const { learned, random } = maker;
  const example = schema.examples?.[0] ?? schema.default;
  switch (schema.format) {
    case "uuid":
      return learned.idFor(name, random) ?? (random.chance(0.5) ? learned.anyId(random) : nobodys);
    case "date":
      return day(random);
    case "date-time":
      return `${day(random)}T0${random.whole(10)}:30:00Z`;
  }
  if (random.chance(0.2)) return learned.word(name, random) ?? String(example ?? "text");
  return example === undefined ? "text" : variedText(maker, schema, String(example), name);
}

function numberOf({ type, minimum, maximum, examples }: Schema, random: Random): number {
  if (examples !== undefined && random.chance(0.6)) return Number(examples[0]);
  const least = Number(minimum ?? 0);
  const whole = least + random.whole(Math.min(Number(maximum ?? 1_000) - least, 1_000) + 1);
  return type === "number" && random.chance(0.3) ? whole + 0.125 : whole;
}

/** Of several forms one, and references followed. */
function branchOf(maker: Maker, schema: Schema): Schema {
  const one = maker.resolve(schema);
  return one.anyOf === undefined ? one : branchOf(maker, maker.random.pick(one.anyOf));
}

/** Of "or null" seldom null. */
function typeOf({ type }: Schema, random: Random): string | undefined {
  if (!Array.isArray(type)) return type;
  return random.chance(0.1) ? type.at(-1) : type[0];
}

/** A subject's id is of the noun that stands beside it. */
function nameIn(object: object, key: string): string {
  const { subject_type: type } = object as { subject_type?: unknown };
  return key === "subject_id" && typeof type === "string" ? `${type}_id` : key;
}

const isFree = ({ format, pattern, enum: values }: Schema) =>
  format === undefined && pattern === undefined && values === undefined;

function day(random: Random): string {
  return new Date(Date.UTC(2020, 0, 1 + random.whole(4_000))).toISOString().slice(0, 10);
}
