import assert from "node:assert/strict";
import { test } from "node:test";
import { waysToProve } from "./proof.ts";

const cases = [
  { has: {}, ways: [] },
  { has: { password: true }, ways: ["password"] },
  { has: { passkeys: 2 }, ways: ["passkey"] },
  { has: { password: true, passkeys: 1 }, ways: ["passkey", "password"] },
  { has: { password: true, totp: true }, ways: ["totp", "recovery_code"] },
  { has: { totp: true }, ways: ["totp", "recovery_code"] },
  { has: { password: true, totp: true, passkeys: 1 }, ways: ["passkey", "totp", "recovery_code"] },
];

for (const { has, ways } of cases) {
  const words = Object.keys(has).join(" and ") || "nothing";
  test(`an account with ${words} is proven by ${ways.join(" or ") || "nothing"}`, () => {
    assert.deepEqual(waysToProve({ password: false, totp: false, passkeys: 0, ...has }), ways);
  });
}
