import assert from "node:assert/strict";
import { test } from "node:test";
import { headerOf } from "./row.ts";
import { createTally } from "./tally.ts";

const header = headerOf("rows", "a.csv", ["quantity", "price", "discount"]);
const row = (...cells: string[]) => ({ header, line: 2, cells });

test("sums are exact: a thousand times ten cents is a hundred", () => {
  const tally = createTally({ amount: { multiply: ["quantity", "price"] } });
  for (let i = 0; i < 1_000; i++) tally.reads(row("1", "0.1", ""));
  assert.equal(tally.read.sums.amount?.toFixed(), "100");
});

test("a discount is taken off before the row is rounded half away from zero", () => {
  const tally = createTally({
    amount: { multiply: ["quantity", "price"], lessFraction: "discount", places: 2 },
  });
  tally.reads(row("3", "2.55", "0.15")); // 6.5025
  tally.reads(row("-1", "0.1", "0.05")); // -0.095
  assert.equal(tally.read.sums.amount?.toFixed(), "6.4");
});

test("a row without a number is counted, left out of the sum, and said", () => {
  const tally = createTally({ amount: { multiply: ["quantity", "price"] } });
  tally.reads(row("many", "1", ""));
  tally.settle(row("many", "1", ""), "set_aside:not_a_number");
  assert.equal(tally.read.rows, 1);
  assert.deepEqual(tally.unreadable, { amount: 1 });
  assert.equal(tally.by.get("set_aside:not_a_number")?.rows, 1);
});
