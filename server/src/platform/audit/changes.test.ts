import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tx } from "#platform/db";
import { changesBetween, noteChanges, takeChanges } from "./changes.ts";

const none = new Set<string>();

test("changes are field by field, of what was given, and only where it differs", () => {
  const before = { name: "A", limit: 5, tags: ["x"], other: 1 };
  const after = { name: "B", limit: 5, tags: ["y"], note: null };
  assert.deepEqual(changesBetween(before, after, none), {
    name: { before: "A", after: "B" },
    tags: { before: ["x"], after: ["y"] },
    note: { before: null, after: null },
  });
});

test("values of masked fields are never there, neither before nor after", () => {
  const changes = changesBetween({ email: "a@b" }, { email: "c@d", name: "N" }, new Set(["email"]));
  assert.deepEqual(changes, { email: { masked: true }, name: { before: null, after: "N" } });
  assert.doesNotMatch(JSON.stringify(changes), /@/);
});

test("what is noted of one object in one deed is one set of changes, and nobody else's", () => {
  // the notes hang on the transaction as an object; nothing of it is called
  const [tx, other] = [{} as Tx, {} as Tx];
  noteChanges(tx, "1", { a: { after: 1 } });
  noteChanges(tx, "1", { b: { after: 2 } });
  noteChanges(tx, "2", { c: { after: 3 } });
  assert.deepEqual(JSON.parse(takeChanges(tx, "1")), { a: { after: 1 }, b: { after: 2 } });
  assert.deepEqual(JSON.parse(takeChanges(tx, "2")), { c: { after: 3 } });
  assert.equal(takeChanges(tx, "3"), "{}");
  assert.equal(takeChanges(other, "1"), "{}");
});
