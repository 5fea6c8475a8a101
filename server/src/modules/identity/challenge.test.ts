import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeyRing } from "#platform/secrets";
import { type Asked, challengeMs, newChallenge, openChallenge } from "./challenge.ts";

const keyRing = createKeyRing(["a secret of this test, long enough to be one"]);
const now = new Date("2026-11-21T08:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const ada: Asked = { purpose: "register", userId: "ada", sessionId: "one" };

test("a challenge opens for what it was asked for, until it runs out", () => {
  const { token, challenge } = newChallenge(keyRing, now, ada);
  assert.deepEqual(openChallenge(keyRing, token, later(challengeMs - 1), ada), challenge);
  assert.equal(openChallenge(keyRing, token, later(challengeMs), ada), undefined);
  assert.equal(Buffer.from(challenge.challenge, "base64url").length, 32);
  assert.ok(!token.includes(challenge.challenge));
});

test("it opens for nothing and nobody else", () => {
  const others: Asked[] = [
    { purpose: "login" },
    { ...ada, purpose: "step_up" },
    { ...ada, userId: "bob" },
    { ...ada, sessionId: "two" },
    { purpose: "register", userId: "ada" },
    { purpose: "register" },
  ];
  const all = [ada, ...others];
  for (const made of all) {
    const { token } = newChallenge(keyRing, now, made);
    const opens = all.filter((asked) => openChallenge(keyRing, token, now, asked) !== undefined);
    assert.deepEqual(opens, [made]);
  }
});

test("what we did not seal for this is no challenge", () => {
  const { token } = newChallenge(keyRing, now, ada);
  const ofOthers = newChallenge(
    createKeyRing(["another secret, that is long enough as well"]),
    now,
    ada,
  ).token;
  const forgeries = [
    "",
    ".",
    token.slice(0, -2),
    `${token}AA`,
    ofOthers,
    keyRing.seal("totp", JSON.stringify(ada)),
  ];
  for (const text of forgeries) assert.equal(openChallenge(keyRing, text, now, ada), undefined, text);
});
