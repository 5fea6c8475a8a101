import assert from "node:assert/strict";
import { test } from "node:test";
import { createRemembered, type Known } from "./remembered.ts";

const of = (...subjects: string[]): Known => ({
  subjects,
  contextOf: () => {
    throw new Error("nobody asks");
  },
});
const row = (id: string, subject_id: string) => ({ id, subject_id });

test("a caller is remembered until a revocation concerns the key, its session, its user or its account", () => {
  for (const revoked of ["key", "user", "account"]) {
    const remembered = createRemembered();
    remembered.keep("digest", of("key", "user", "account"), remembered.turn());
    remembered.learn([row("1", "somebody else")]);
    assert.ok(remembered.get("digest"));
    remembered.learn([row("1", "somebody else"), row("2", revoked)]);
    assert.equal(remembered.get("digest"), undefined, revoked);
  }
});

test("what was looked up after a revocation is remembered, though the revocation is read again and again", () => {
  const remembered = createRemembered();
  remembered.learn([row("1", "key")]);
  remembered.keep("digest", of("key"), remembered.turn());
  for (let i = 0; i < 3; i++) remembered.learn([row("1", "key")]);
  assert.ok(remembered.get("digest"));
});

test("a second revocation of the same is another, also while the first is still read", () => {
  const remembered = createRemembered();
  remembered.learn([row("1", "key")]);
  remembered.keep("digest", of("key"), remembered.turn());
  remembered.learn([row("1", "key"), row("2", "key")]);
  assert.equal(remembered.get("digest"), undefined);
});

test("what was read before a revocation came in is not kept, however late it arrives", () => {
  const remembered = createRemembered();
  const began = remembered.turn();
  remembered.learn([row("1", "user")]);
  remembered.learn([row("1", "user")]);
  remembered.keep("late", of("key", "user"), began);
  remembered.keep("other", of("another"), began);
  assert.equal(remembered.get("late"), undefined);
  assert.ok(remembered.get("other"));
});

test("nothing survives when everything is forgotten, nor what was read before", () => {
  const remembered = createRemembered();
  const began = remembered.turn();
  remembered.keep("early", of("key"), began);
  remembered.forgetAll();
  remembered.keep("late", of("key"), began);
  assert.deepEqual([remembered.get("early"), remembered.get("late")], [undefined, undefined]);
  remembered.keep("after", of("key"), remembered.turn());
  assert.ok(remembered.get("after"));
});

test("at most ten thousand are remembered", () => {
  const remembered = createRemembered();
  for (let i = 0; i < 10_001; i++) remembered.keep(String(i), of("key"), remembered.turn());
  assert.equal(remembered.get("0"), undefined);
  assert.ok(remembered.get("10000"));
});
