import assert from "node:assert/strict";
import { test } from "node:test";
import { amountText } from "./index.ts";

const cases: [number | bigint, string, string][] = [
  [11_900, "EUR", "119.00 EUR"],
  [5, "EUR", "0.05 EUR"],
  [0, "EUR", "0.00 EUR"],
  [-5, "EUR", "-0.05 EUR"],
  [120, "JPY", "120 JPY"],
  [1_234n, "KWD", "1.234 KWD"],
  [Number.MAX_SAFE_INTEGER, "EUR", "90071992547409.91 EUR"],
];
for (const [minor, currency, text] of cases)
  test(`${minor} in ${currency} is ${text}`, () => assert.equal(amountText(minor, currency), text));
