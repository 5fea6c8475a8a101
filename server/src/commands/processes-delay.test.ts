import assert from "node:assert/strict";
import { test } from "node:test";
import { createReplacementDelay } from "./processes-delay.ts";

test("who dies is replaced at once; where one after the other dies young, later and later, and never not", () => {
  const delay = createReplacementDelay();
  const young = Array.from({ length: 9 }, () => delay("SIGKILL", 29_999));
  assert.deepEqual(young, [0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  assert.equal(delay("SIGKILL", 30_000), 0, "one that has served makes good for all of them");
  assert.deepEqual([delay("SIGKILL", 5), delay("exit code 1", 5)], [0, 1_000]);
});

test("who was asked to go has not died young; who never listened has, however long it took and however it ended", () => {
  const delay = createReplacementDelay();
  assert.deepEqual([delay("exit code 0", 5), delay("exit code 0", 5), delay("exit code 0", 5)], [0, 0, 0]);
  assert.deepEqual([delay("SIGKILL", undefined), delay("exit code 0", undefined)], [0, 1_000]);
});
