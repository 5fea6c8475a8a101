import assert from "node:assert/strict";
import { test } from "node:test";
import { fromStripe, toStripe } from "./stripe-amount.ts";

const cases: [currency: string, ours: number, theirs: number | undefined][] = [
  ["EUR", 1_999, 1_999],
  ["JPY", 500, 500],
  ["KWD", 1_230, 1_230],
  ["ISK", 500, 50_000],
  ["UGX", 7, 700],
  ["MGA", 500, 5],
  ["MGA", 501, undefined],
];
for (const [currency, ours, theirs] of cases)
  test(`${ours} of ${currency} are ${theirs ?? "not to be said"} at Stripe`, () => {
    assert.equal(toStripe(ours, currency), theirs);
    if (theirs !== undefined) assert.equal(fromStripe(theirs, currency), ours);
  });

test("what came back in parts of our unit is no amount", () =>
  assert.equal(fromStripe(50, "ISK"), undefined));
