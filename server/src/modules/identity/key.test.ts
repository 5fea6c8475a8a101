import assert from "node:assert/strict";
import { test } from "node:test";
import { hashKey, keyPattern, newKey, prefixOf } from "./key.ts";

test("a new key is of the alphabet, and no two are alike", () => {
  const keys = Array.from({ length: 1_000 }, newKey);
  assert.equal(new Set(keys).size, 1_000);
  for (const key of keys) assert.match(key, /^plk_[A-Za-z0-9]{32}$/);
  assert.ok(keys.every((key) => keyPattern.test(key)));
});

test("every character of the alphabet is as likely as another", () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 5_000; i++)
    for (const character of newKey().slice(4)) counts.set(character, (counts.get(character) ?? 0) + 1);
  assert.equal(counts.size, 62);
  // 160,000 draws, 2,581 expected: 15 % are over seven standard deviations
  for (const [character, count] of counts) assert.ok(Math.abs(count - 2_581) < 390, `${character}: ${count}`);
});

test("what is kept of a key is a hash and how it begins", () => {
  const key = newKey();
  assert.equal(hashKey(key).length, 32);
  assert.notDeepEqual(hashKey(key), hashKey(newKey()));
  assert.equal(prefixOf(key), key.slice(0, 8));
});

for (const key of [
  "plk_short",
  "sk_aaaaaaaaaaaaaaaaaaaaaaaa",
  "plk_aaaaaaaaaaaaaaaaaaa-aaaa",
  " plk_aaaaaaaaaaaaaaaaaaaaaaaa",
]) {
  test(`"${key}" is no key`, () => assert.ok(!keyPattern.test(key)));
}
