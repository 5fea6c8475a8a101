/** The fields of a mapping, compiled: from a row to the object that a verb takes. */
import type { Registry } from "#platform/resource";
import { Mistake } from "./complaint.ts";
import { decimalOf } from "./decimals.ts";
import type { Fields, ValueOrColumn, ValueRule } from "./mapping.ts";
import type { Row } from "./row.ts";
import type { TargetField, TargetFields } from "./target.ts";
import { compileValue, type TextValue } from "./value.ts";

/** Another object, meant by the value of one of its unique fields. */
export type Reference = { resource: string; by: string };
/** The id of the object that is meant, or undefined when there is none. */
export type FindId = (reference: Reference, value: string) => string | undefined;

export type Shape = {
  columns: string[];
  /** The text of a plain field, or undefined when it is empty or the shape has no such field. @throws Mistake */
  text(row: Row, name: string): string | undefined;
  has(name: string): boolean;
  /** Which other objects the row speaks of. */
  meant(row: Row): { reference: Reference; value: string }[];
  /** The object, and everything in the row that cannot be taken. */
  build(row: Row, findId: FindId): { object: Record<string, unknown>; mistakes: Mistake[] };
  /** The columns behind a place of the object: `["prices", "0", "unit_price"]`. */
  columnsAt(path: string[]): string[];
};

type Value = { name: string; value: TextValue; field: TargetField; reference: Reference | undefined };
type Children = { name: string; shapes: Shape[] };

/**
 * @param filledElsewhere fields that something else fills (the lines)
 * @param complain hears every mistake of the mapping, in words
 */
export function compileShape(
  registry: Registry,
  fields: Fields,
  target: TargetFields,
  complain: (words: string) => void,
  filledElsewhere: string[] = [],
): Shape {
  const values: Value[] = [];
  const children: Children[] = [];
  for (const [name, given] of Object.entries(fields)) {
    const field = target.get(name);
    if (field === undefined) {
      complain(`there is no field "${name}". There is: ${[...target.keys()].join(", ")}.`);
    } else if (Array.isArray(given)) {
      if (field.items === undefined) complain(`"${name}" takes one value, not a list of children.`);
      const inside = (words: string) => complain(`in ${name}: ${words}`);
      children.push({
        name,
        shapes: given.map((child) => compileShape(registry, child, field.items ?? new Map(), inside)),
      });
    } else if (field.kind === "list") {
      complain(`"${name}" takes a list of children: [ { … } ].`);
    } else {
      try {
        values.push({
          name,
          value: compileValue(given, field.kind === "day"),
          field,
          reference: referenceOf(registry, given, field),
        });
      } catch (error) {
        complain(`in ${name}: ${(error as Error).message}`);
      }
    }
  }
  for (const [name, { required }] of target) {
    if (required && fields[name] === undefined && !filledElsewhere.includes(name))
      complain(`"${name}" is required, and nothing fills it.`);
  }
  return shapeOf(values, children);
}

/** @throws Error in words when the noun or the field does not exist or is not unique. */
function referenceOf(registry: Registry, given: ValueOrColumn, field: TargetField): Reference | undefined {
  const rule: ValueRule = typeof given === "string" ? {} : given;
  if (rule.reference === undefined) return undefined;
  const name = rule.reference.resource ?? field.references;
  const noun = registry.resources.find((resource) => resource.name === name);
  if (noun === undefined) {
    const nouns = registry.resources
      .filter(({ naturalKey }) => naturalKey !== undefined)
      .map((resource) => resource.name);
    throw new Error(`"reference" names the noun that is meant as "resource": one of ${nouns.join(", ")}`);
  }
  const by = rule.reference.by ?? noun.naturalKey;
  if (by === undefined || !noun.unique.includes(by)) {
    throw new Error(`a ${noun.name} can be meant by: ${noun.unique.join(", ") || "nothing that is unique"}`);
  }
  return { resource: noun.name, by };
}

function shapeOf(values: Value[], children: Children[]): Shape {
  const byName = new Map(values.map((each) => [each.name, each]));
  const built = (row: Row, findId: FindId, { name, value, field, reference }: Value): unknown => {
    const text = value.read(row);
    if (text === undefined) return undefined;
    const shown = value.columns.join(" + ") || "(constant)";
    if (reference === undefined) return converted(text, field, shown);
    const id = findId(reference, text);
    if (id === undefined) {
      throw new Mistake(
        "reference_not_found",
        shown,
        text,
        `is the ${reference.by} of no ${reference.resource.replaceAll("_", " ")} (field ${name})`,
      );
    }
    return id;
  };

  return {
    columns: [
      ...values.flatMap(({ value }) => value.columns),
      ...children.flatMap(({ shapes }) => shapes.flatMap(({ columns }) => columns)),
    ],
    text: (row, name) => byName.get(name)?.value.read(row),
    has: (name) => byName.has(name) || children.some((each) => each.name === name),
    meant: (row) => [
      ...values.flatMap(({ reference, value }) => {
        const text = reference === undefined ? undefined : readable(row, value);
        return reference === undefined || text === undefined ? [] : [{ reference, value: text }];
      }),
      ...children.flatMap(({ shapes }) => shapes.flatMap((shape) => shape.meant(row))),
    ],
    build(row, findId) {
      const object: Record<string, unknown> = {};
      const mistakes: Mistake[] = [];
      for (const each of values) {
        try {
          const value = built(row, findId, each);
          if (value !== undefined) object[each.name] = value;
        } catch (error) {
          if (!(error instanceof Mistake)) throw error;
          mistakes.push(error);
        }
      }
      for (const { name, shapes } of children) {
        const present = shapes
          .filter((shape) => saysSomething(shape, row))
          .map((shape) => shape.build(row, findId));
        object[name] = present.map((child) => child.object);
        mistakes.push(...present.flatMap((child) => child.mistakes));
      }
      return { object, mistakes };
    },
    columnsAt([name = "", place, ...below]) {
      const child = children.find((each) => each.name === name)?.shapes[Number(place)];
      return child === undefined ? (byName.get(name)?.value.columns ?? []) : child.columnsAt(below);
    },
  };
}

/** A child of which the row knows nothing but constants is left out: a product without a price. */
function saysSomething(shape: Shape, row: Row): boolean {
  return shape.columns.some((column) => (row.cells[row.header.at.get(column) ?? -1] ?? "").trim() !== "");
}

/** The text, or undefined also when it cannot be read: `build` will say why. */
function readable(row: Row, value: TextValue): string | undefined {
  try {
    return value.read(row);
  } catch (error) {
    if (error instanceof Mistake) return undefined;
    throw error;
  }
}

function converted(text: string, { kind }: TargetField, column: string): unknown {
  if (kind === "number") {
    const number = decimalOf(text);
    if (number === undefined)
      throw new Mistake(
        "not_a_number",
        column,
        text,
        "is not a number; decimals have a point and no thousands separators",
      );
    return number.toNumber();
  }
  if (kind === "boolean") {
    if (text !== "true" && text !== "false")
      throw new Mistake(
        "not_true_or_false",
        column,
        text,
        'is neither "true" nor "false"; say under "values" what means which',
      );
    return text === "true";
  }
  return text;
}
