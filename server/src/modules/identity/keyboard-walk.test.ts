import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutRuns } from "./keyboard-walk.ts";

for (const [text, left] of [
  ["", ""],
  ["a", "a"],
  ["aaa", "aaa"],
  ["aaaa", "a"],
  ["aaaaaaaab", "ab"],
  ["123", "123"],
  ["1234", "1"],
  ["xx9876pp", "xx9pp"],
  ["abcdefgxyz", "axyz"],
  ["qwertzuiop", "q"],
  ["qwertyuiop", "q"],
  ["azertyuiop", "a"],
  ["1q2w3e4r5t", "1"],
  ["1qaz2wsx3edc", "13"],
  ["!qaz@wsx", "!"],
  ["poiuytrewq", "p"],
  ["369258147", "369258147"],
  ["horse battery", "horse battery"],
  ["😀😀😀😀😀x", "😀x"],
] as const) {
  test(`"${text}" counts as "${left}"`, () => assert.equal(withoutRuns(text), left));
}
