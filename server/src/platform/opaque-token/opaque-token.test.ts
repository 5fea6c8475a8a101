import assert from "node:assert/strict";
import { test } from "node:test";
import { hashToken, isToken, newToken, type TokenKind } from "./opaque-token.ts";

const kinds: TokenKind[] = ["verification", "reset", "invitation", "mfa", "session", "device"];

test("a new token is one word of its kind, and no two are alike", () => {
  const tokens = Array.from({ length: 1_000 }, () => newToken("verification"));
  assert.equal(new Set(tokens).size, 1_000);
  for (const token of tokens) assert.match(token, /^plv_[0-9A-Za-z]{43}$/);
});

test("a token of one kind is none of another", () => {
  for (const kind of kinds)
    for (const other of kinds) assert.equal(isToken(other, newToken(kind)), kind === other);
});

test("its bits are spread over all of it", () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 4_000; i++)
    // the first character carries only the few bits that are left over
    for (const character of newToken("session").slice(5))
      counts.set(character, (counts.get(character) ?? 0) + 1);
  assert.equal(counts.size, 62);
  // 168,000 draws, 2,710 expected: 370 is seven standard deviations
  for (const [character, count] of counts) assert.ok(Math.abs(count - 2_710) < 370, `${character}: ${count}`);
});

test("what looks otherwise is no token", () => {
  const token = newToken("reset");
  for (const text of [
    "",
    "plp_",
    token.slice(0, -1),
    `${token}0`,
    ` ${token}`,
    `${token}\n`,
    token.slice(4),
    `${token.slice(0, -1)}-`,
    token.toUpperCase(),
  ])
    assert.equal(isToken("reset", text), false, JSON.stringify(text));
});

test("what is kept is a hash", () => {
  const token = newToken("device");
  assert.equal(hashToken(token).length, 32);
  assert.deepEqual(hashToken(token), hashToken(token));
  assert.notDeepEqual(hashToken(token), hashToken(newToken("device")));
});
