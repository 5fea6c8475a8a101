import assert from "node:assert/strict";
import { test } from "node:test";
import { delayAfter } from "./retry.ts";

const hourMs = 3_600_000;

test("waiting doubles from five seconds to six hours", () => {
  const waits = [1, 2, 3, 12, 13, 14, 19].map((attempt) => delayAfter(attempt, 0.5));
  assert.deepEqual(waits, [5_000, 10_000, 20_000, 10_240_000, 20_480_000, 6 * hourMs, 6 * hourMs]);
});

test("a mail is given up after about two days", () => {
  let total = 0;
  let attempt = 1;
  for (; delayAfter(attempt, 0.5) !== undefined; attempt++) total += delayAfter(attempt, 0.5) ?? 0;
  assert.ok(total > 40 * hourMs && total < 56 * hourMs, `${total / hourMs} hours in ${attempt} attempts`);
});

test("mails that failed together come back spread by a quarter to both sides", () => {
  assert.equal(delayAfter(1, 0), 3_750);
  assert.equal(delayAfter(1, 1), 6_250);
  assert.notEqual(delayAfter(5), delayAfter(5));
});
