import assert from "node:assert/strict";
import { test } from "node:test";
import { isCommonPassword } from "./common-passwords.ts";

test("passwords of 10 characters and more are on the list as they are, in any case", () => {
  for (const known of ["1234567890", "qwertyuiop", "Password123", "1QAZ2WSX3EDC", "leavemealone"])
    assert.ok(isCommonPassword(known), known);
});

test("of shorter ones the word is on the list", () => {
  for (const known of ["password", "DRAGON", "letmein", "monkey", "qwerty"])
    assert.ok(isCommonPassword(known), known);
});

test("others are not: no part of one, no two of them, no line of the licence", () => {
  for (const other of [
    "",
    "\n",
    "ragon",
    "dragon\nmonkey",
    "dragonmonkeyletmein",
    "correct horse battery",
    "Dan Wheeler",
    "zürich",
  ])
    assert.ok(!isCommonPassword(other), other);
});
