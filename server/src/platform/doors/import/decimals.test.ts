import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decimalOf, rounded, shortestFloat32 } from "./decimals.ts";

function read(text: string) {
  const number = decimalOf(text);
  assert.ok(number !== undefined, `${text} is a number`);
  return number;
}

test("the tail of a 4-byte float goes, and only that", () => {
  const cases: [string, string][] = [
    ["9.80000019", "9.8"],
    ["0.150000006", "0.15"],
    ["123.790001", "123.79"],
    ["0.00999999978", "0.01"],
    ["45.5999985", "45.6"],
    ["-21.3500004", "-21.35"],
    ["14", "14"],
    ["0", "0"],
    ["0.1234567890123", "0.1234567890123"],
    ["19.99", "19.99"],
  ];
  for (const [text, expected] of cases) assert.equal(shortestFloat32(read(text)).toFixed(), expected, text);
});

test("every price of up to five digits survives being kept in 4 bytes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 0, max: 3 }), (digits, places) => {
      const price = read(`${digits}e-${places}`);
      const kept = Math.fround(price.toNumber()).toPrecision(9);
      assert.equal(shortestFloat32(read(kept)).toFixed(), price.toFixed());
    }),
  );
});

test("rounding is half away from zero, on the decimal text", () => {
  assert.equal(rounded(read("1.005"), 2).toFixed(), "1.01");
  assert.equal(rounded(read("-1.005"), 2).toFixed(), "-1.01");
  assert.equal(rounded(read("1.00499999999"), 2).toFixed(), "1");
});

test("what is not plainly a number is none", () => {
  for (const text of ["", "1,5", "1 000", "12x", "NaN", "Infinity", "0x10", "1e999", "--1", "."]) {
    assert.equal(decimalOf(text), undefined, text);
  }
});
