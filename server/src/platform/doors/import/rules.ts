/** Rows that stay outside, and why: the rules of a mapping, compiled. */
import { decimalOf } from "./decimals.ts";
import type { RowRule } from "./mapping.ts";
import { cell, type Row } from "./row.ts";

/** Why a row stays outside; `code` is what it is counted under. */
export type Aside = { code: string; column: string; value: string; why: string };

type Test = (text: string) => boolean;

/** @returns for a row the first rule that fits, or undefined. @throws Error in words for a rule that tests nothing. */
export function compileRules(rules: RowRule[]): (row: Row) => Aside | undefined {
  const compiled = rules.map((rule) => ({ rule, fits: testOf(rule) }));
  return (row) => {
    const found = compiled.find(({ rule, fits }) => fits(cell(row, rule.column).trim()));
    if (found === undefined) return undefined;
    const { reason, column, why } = found.rule;
    return { code: reason, column, value: cell(row, column), why };
  };
}

function testOf({ reason, matches, empty, in: list, below, atMost, above }: RowRule): Test {
  const tests: Test[] = [];
  if (matches !== undefined) {
    const pattern = new RegExp(matches);
    tests.push((text) => pattern.test(text));
  }
  if (empty !== undefined) tests.push((text) => (text === "") === empty);
  if (list !== undefined) tests.push((text) => list.includes(text));
  if (below !== undefined) tests.push((text) => decimalOf(text)?.lt(below) === true);
  if (atMost !== undefined) tests.push((text) => decimalOf(text)?.lte(atMost) === true);
  if (above !== undefined) tests.push((text) => decimalOf(text)?.gt(above) === true);
  if (tests.length === 0)
    throw new Error(`the rule "${reason}" says no condition: matches, empty, in, below, atMost or above`);
  return (text) => tests.every((test) => test(text));
}
