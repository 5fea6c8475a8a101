import assert from "node:assert/strict";
import { test } from "node:test";
import { amountIn, amountText } from "./index.ts";

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

const written: [locale: string, minor: number | bigint, currency: string, text: string][] = [
  ["en", 129_900, "EUR", "€1,299.00"],
  ["de", 129_900, "EUR", "1.299,00 €"],
  ["de", -5, "JPY", "-5 ¥"],
  ["en", Number.MAX_SAFE_INTEGER, "EUR", "€90,071,992,547,409.91"],
];
for (const [locale, minor, currency, text] of written)
  test(`${minor} in ${currency} is written ${text} in ${locale}`, () =>
    assert.equal(amountIn(locale, minor, currency).replaceAll("\u00a0", " "), text));
