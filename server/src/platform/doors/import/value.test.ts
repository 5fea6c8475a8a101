import assert from "node:assert/strict";
import { test } from "node:test";
import { Mistake } from "./complaint.ts";
import type { ValueOrColumn } from "./mapping.ts";
import { headerOf } from "./row.ts";
import { compileValue } from "./value.ts";

function read(rule: ValueOrColumn, cells: Record<string, string>, day = false): string | undefined {
  const row = {
    header: headerOf("rows", "test.csv", Object.keys(cells)),
    line: 2,
    cells: Object.values(cells),
  };
  return compileValue(rule, day).read(row);
}

test("a value is taken, cleaned and converted in the documented order", () => {
  const cases: [rule: ValueOrColumn, cell: string, expected: string | undefined][] = [
    ["a", "  Köln ", "Köln"],
    ["a", "   ", undefined],
    [{ column: "a", trim: false }, " x ", " x "],
    [{ column: "a", extract: "^(\\d+)" }, "17850.0", "17850"],
    [{ column: "a", values: { "0": "active" } }, "0", "active"],
    [{ column: "a", values: { "n/a": "" }, default: "none" }, "n/a", "none"],
    [{ column: "a", case: "upper" }, "85123a", "85123A"],
    [{ column: "a", float32: true }, "9.80000019", "9.8"],
    [{ column: "a", places: 2 }, "2.345", "2.35"],
    [{ column: "a", float32: true, percent: "from_fraction" }, "0.150000006", "15"],
    [{ column: "a", minor: 2 }, "12.5", "1250"],
    [{ column: "a", list: "countries" }, "germany", "DE"],
    [{ column: "a", list: "countries" }, "AT", "AT"],
    [{ column: "a", values: { UK: "GB" }, list: "countries" }, "UK", "GB"],
    [{ column: "a", date: { format: "DD.MM.YYYY" } }, "04.07.1996", "1996-07-04T00:00:00Z"],
    [{ column: "a", whenFilled: "shipped", default: "placed" }, "1996-07-16", "shipped"],
    [{ column: "a", whenFilled: "shipped", default: "placed" }, "", "placed"],
    [{ constant: "USD" }, "", "USD"],
    [{ template: "{a}/contact" }, "ALFKI", "ALFKI/contact"],
    [{ template: "{a}/contact" }, "", undefined],
  ];
  for (const [rule, cell, expected] of cases)
    assert.equal(read(rule, { a: cell }), expected, JSON.stringify(rule));
  assert.equal(
    read({ column: "a", date: { format: "DD.MM.YYYY" } }, { a: "04.07.1996" }, true),
    "1996-07-04",
  );
});

test("a value that cannot be read says the column, the value and why", () => {
  const cases: [rule: ValueOrColumn, cell: string, code: string][] = [
    [{ column: "a", float32: true }, "cheap", "not_a_number"],
    [{ column: "a", extract: "^(\\d+)" }, "X1", "not_as_expected"],
    [{ column: "a", minor: 2 }, "1.234", "too_many_decimals"],
    [{ column: "a", list: "countries" }, "Atlantis", "unknown_country"],
    [{ column: "a", date: { format: "YYYY-MM-DD" } }, "yesterday", "not_a_date"],
  ];
  for (const [rule, cell, code] of cases) {
    assert.throws(
      () => read(rule, { a: cell }),
      (error: unknown) =>
        error instanceof Mistake && error.code === code && error.column === "a" && error.value === cell,
      code,
    );
  }
});

test("a withdrawn country and a group of countries are no countries", () => {
  for (const name of ["Soviet Union", "European Union", "ZZ", "DD"]) {
    assert.throws(
      () => read({ column: "a", list: "countries" }, { a: name }),
      /is not an English name/,
      name,
    );
  }
});

test("a rule with two sources or none is refused", () => {
  assert.throws(() => compileValue({ column: "a", constant: "b" }, false), /exactly one/);
  assert.throws(() => compileValue({ trim: true }, false), /exactly one/);
});
