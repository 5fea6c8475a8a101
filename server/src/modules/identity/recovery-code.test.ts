import assert from "node:assert/strict";
import { test } from "node:test";
import { hashRecoveryCode, newRecoveryCodes } from "./recovery-code.ts";

test("ten codes of 80 bits, in groups, without letters that look like digits, no two alike", () => {
  const all = Array.from({ length: 100 }, newRecoveryCodes);
  for (const codes of all) {
    assert.equal(codes.length, 10);
    for (const code of codes) assert.match(code, /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  }
  assert.equal(new Set(all.flat()).size, 1_000);
});

test("every character is as likely as another", () => {
  const counts = new Map<string, number>();
  for (const character of Array.from({ length: 200 }, newRecoveryCodes).flat().join("").replaceAll("-", ""))
    counts.set(character, (counts.get(character) ?? 0) + 1);
  assert.equal(counts.size, 32);
  // 32,000 draws, 1,000 expected: 220 is seven standard deviations
  for (const [character, count] of counts) assert.ok(Math.abs(count - 1_000) < 220, `${character}: ${count}`);
});

for (const typed of [
  "701k-9xqd-v0ht-2c8w",
  "701K-9XQD-V0HT-2C8W",
  "701k9xqdv0ht2c8w",
  " 701k 9xqd  v0ht\t2c8w\n",
  "7OIk-9xqd-vOht-2c8w",
  "7oLk-9xqd-voht-2c8w",
  "701k–9xqd—v0ht‑2c8w",
  "７０１ｋ-9xqd-v0ht-2c8w",
]) {
  test(`${JSON.stringify(typed)} is the code`, () =>
    assert.deepEqual(hashRecoveryCode(typed), hashRecoveryCode("701k-9xqd-v0ht-2c8w")));
}

for (const typed of [
  "",
  "701k-9xqd-v0ht-2c8",
  "701k-9xqd-v0ht-2c8wx",
  "u01k-9xqd-v0ht-2c8w",
  "701k_9xqd_v0ht_2c8w",
]) {
  test(`"${typed}" is another, or none`, () => {
    assert.equal(hashRecoveryCode(typed).length, 32);
    assert.notDeepEqual(hashRecoveryCode(typed), hashRecoveryCode("701k-9xqd-v0ht-2c8w"));
  });
}

test("what is kept says nothing of the code", () => {
  const [code = ""] = newRecoveryCodes();
  const kept = hashRecoveryCode(code);
  assert.equal(kept.length, 32);
  assert.ok(!kept.toString("latin1").includes(code.slice(0, 4)));
});
