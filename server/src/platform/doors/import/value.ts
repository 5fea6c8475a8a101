/** A rule for a value, compiled: from the cells of a row to the text of a field. */

import { Mistake } from "./complaint.ts";
import { countryCode } from "./countries.ts";
import { dateReader } from "./dates.ts";
import { decimalOf, rounded, shortestFloat32 } from "./decimals.ts";
import type { Cleaning, ValueOrColumn, ValueRule } from "./mapping.ts";
import { cell, type Row } from "./row.ts";

export type TextValue = {
  /** The columns that it is made from; none for a constant. */
  columns: string[];
  /** The text, or undefined when it is empty. @throws Mistake */
  read(row: Row): string | undefined;
};

type Step = (text: string, column: string) => string;

/**
 * @param day whether the field takes a day and not a moment
 * @throws Error in words when the rule itself is not sound.
 */
export function compileValue(given: ValueOrColumn, day: boolean): TextValue {
  const rule: ValueRule = typeof given === "string" ? { column: given } : given;
  const { columns, text } = sourceOf(rule);
  const shown = columns.join(" + ") || "(constant)";
  const clean = compileCleaning(rule);
  const steps = [...amountSteps(rule), ...codeSteps(rule), ...dateSteps(rule, day)];
  return {
    columns,
    read(row) {
      const raw = clean(text(row), shown);
      if (raw === "") return rule.default === "" ? undefined : rule.default;
      if (rule.whenFilled !== undefined) return rule.whenFilled;
      return steps.reduce((value, step) => step(value, shown), raw);
    },
  };
}

/** What is done to a cell before anything else reads it. @throws Error when an expression is not sound. */
export function compileCleaning(rule: Cleaning): Step {
  const steps: Step[] = [];
  if (rule.extract !== undefined) steps.push(extracting(new RegExp(rule.extract)));
  const { values } = rule;
  if (values !== undefined) steps.push((text) => (Object.hasOwn(values, text) ? (values[text] ?? "") : text));
  if (rule.case !== undefined)
    steps.push((text) => (rule.case === "upper" ? text.toUpperCase() : text.toLowerCase()));
  if (rule.float32) steps.push((text, column) => shortestFloat32(numberIn(text, column)).toFixed());
  const { places } = rule;
  if (places !== undefined) steps.push((text, column) => rounded(numberIn(text, column), places).toFixed());

  return (raw, column) => {
    let text = rule.trim === false ? raw : raw.trim();
    for (const step of steps) if (text !== "") text = step(text, column);
    return text;
  };
}

function sourceOf({ column, constant, template }: ValueRule): {
  columns: string[];
  text: (row: Row) => string;
} {
  const given = [column, constant, template].filter((source) => source !== undefined);
  if (given.length !== 1) throw new Error('a value has exactly one of "column", "constant" and "template"');
  if (column !== undefined) return { columns: [column], text: (row) => cell(row, column) };
  if (constant !== undefined) return { columns: [], text: () => constant };
  const parts = (template ?? "").split(/\{([^{}]+)\}/);
  const columns = parts.filter((_, i) => i % 2 === 1);
  return {
    columns,
    text: (row) => {
      const filled = parts.map((part, i) => (i % 2 === 1 ? cell(row, part).trim() : part));
      return columns.some((name) => cell(row, name).trim() === "") ? "" : filled.join("");
    },
  };
}

function extracting(pattern: RegExp): Step {
  return (text, column) => {
    const found = pattern.exec(text);
    if (found === null)
      throw new Mistake("not_as_expected", column, text, `does not look like ${pattern.source}`);
    return found[1] ?? found[0];
  };
}

function numberIn(text: string, column: string) {
  const number = decimalOf(text);
  if (number === undefined)
    throw new Mistake(
      "not_a_number",
      column,
      text,
      "is not a number; decimals have a point and no thousands separators",
    );
  return number;
}

function amountSteps({ percent, minor }: ValueRule): Step[] {
  const steps: Step[] = [];
  if (percent !== undefined) steps.push((text, column) => numberIn(text, column).times(100).toFixed());
  if (minor !== undefined) {
    steps.push((text, column) => {
      const units = numberIn(text, column).times(10 ** minor);
      if (!units.isInteger())
        throw new Mistake("too_many_decimals", column, text, `has more than ${minor} decimals`);
      return units.toFixed();
    });
  }
  return steps;
}

function codeSteps({ list }: ValueRule): Step[] {
  if (list === undefined) return [];
  return [
    (text, column) => {
      const code = countryCode(text);
      if (code === undefined) {
        throw new Mistake(
          "unknown_country",
          column,
          text,
          'is not an English name of a country; say its code under "values" in the mapping',
        );
      }
      return code;
    },
  ];
}

function dateSteps({ date }: ValueRule, day: boolean): Step[] {
  if (date === undefined) return [];
  const read = dateReader(date.format, date.zone);
  return [
    (text, column) => {
      const found = read(text);
      if (found === undefined)
        throw new Mistake("not_a_date", column, text, `is no date written as ${date.format}`);
      return day ? found.day : found.time;
    },
  ];
}
