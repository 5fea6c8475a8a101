/** The reference at /docs, as a newcomer reads it: titles are English. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { declarations } from "#app";
import { openApiDocument } from "#platform/doors/openapi";

const document = openApiDocument(declarations());
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

test("no title says a word twice or ends with the name of its group", () => {
  assert.ok(operations.length > 80);
  const titles = operations.map(({ summary }) => summary);
  assert.deepEqual(titles.filter(isClumsy), []);
  assert.deepEqual(["End session session", "End all sessions session", "Providers auth"].map(isClumsy), [
    true,
    true,
    true,
  ]);
});

test("no two operations have the same title", () => {
  const titles = operations.map(({ summary }) => summary);
  assert.deepEqual(
    titles.filter((title, i) => titles.indexOf(title) < i),
    [],
  );
});

test("a group is described as a whole, not by one of its operations", () => {
  const described = new Set(operations.map(({ description }) => description));
  for (const { name, description } of document.tags) {
    assert.ok(description.length > 20, `${name} is not described`);
    assert.ok(!described.has(description), `${name} is described by one operation`);
  }
});

/** Singular and plural are one word; articles do not count. */
function isClumsy(title: string): boolean {
  const words = (title.toLowerCase().match(/[a-z]{3,}/g) ?? []).map((word) => word.replace(/s$/, ""));
  return new Set(words).size < words.length || / (me|auth)$/.test(title);
}
