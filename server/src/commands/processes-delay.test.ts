import assert from "node:assert/strict";
import { test } from "node:test";
import { createReplacementDelay } from "./processes-delay.ts";

test("who dies is replaced at once; where one after the other dies young, later and later, and never not", () => {
  const delay = createReplacementDelay();
  const young = Array.from({ length: 9 }, () => delay(29_999));
  assert.deepEqual(young, [0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  assert.equal(delay(30_000), 0, "one that has served makes good for all of them");
  assert.deepEqual([delay(5), delay(5)], [0, 1_000]);
});
