import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tx } from "#platform/db";
import { changesBetween, noteChanges, notedOf, personal } from "./changes.ts";

const none = new Set<string>();

test("changes are field by field, of what was given, and only where it differs; nothing and null are the same", () => {
  const before = { name: "A", limit: 5, tags: ["x"], other: 1 };
  const after = { name: "B", limit: 5, tags: ["y"], note: null, due_on: "2026-11-21" };
  assert.deepEqual(changesBetween(before, after, none), {
    name: { before: "A", after: "B" },
    tags: { before: ["x"], after: ["y"] },
    due_on: { before: null, after: "2026-11-21" },
  });
});

test("what is about a person is marked as such", () => {
  assert.deepEqual(changesBetween({ email: "a@b" }, { email: "c@d", name: "N" }, new Set(["email"])), {
    email: personal("a@b", "c@d"),
    name: { before: null, after: "N" },
  });
});

test("what is noted of one object in one deed is one set of changes, and nobody else's", () => {
  // the notes hang on the transaction as an object; nothing of it is called
  const [tx, other] = [{} as Tx, {} as Tx];
  noteChanges(tx, "1", { a: { after: 1 } });
  noteChanges(tx, "1", { b: { after: 2 } }, 7);
  noteChanges(tx, "2", { c: { after: 3 } });
  assert.deepEqual(notedOf(tx, "1"), { changes: { a: { after: 1 }, b: { after: 2 } }, version: 7 });
  assert.deepEqual(notedOf(tx, "2"), { changes: { c: { after: 3 } }, version: undefined });
  assert.deepEqual(notedOf(tx, "3").changes, {});
  assert.deepEqual(notedOf(other, "1").changes, {});
});
