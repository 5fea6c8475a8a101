/** The reference at /docs, as a newcomer reads it: titles are English, refusals say what helps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { declarations } from "#app";
import { openApiDocument } from "#platform/doors/openapi";
import { catalogue } from "#platform/errors";

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

test("no refusal of people or memberships is told to ask for another key or to read an object again", () => {
  const unhelped = catalogue()
    .filter(({ code, status }) => [401, 403, 409].includes(status) && !ofObjects.includes(code))
    .filter(({ remedy = "" }) => remedy.length < 40);
  assert.deepEqual(
    unhelped.map(({ code }) => code),
    [],
  );
});

test("a remedy names only doors that exist", () => {
  const doors = new Set(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    ),
  );
  const named = catalogue().flatMap(
    ({ remedy = "" }) => remedy.match(/(GET|POST|PATCH|DELETE) [^`]+/g) ?? [],
  );
  assert.ok(named.length > 10);
  assert.deepEqual(
    named.filter((door) => !doors.has(door)),
    [],
  );
});

/** Of orders and stock: to read the object and decide is what helps. */
const ofObjects = [
  "below_reserved",
  "customer_not_active",
  "invalid_state",
  "out_of_stock",
  "product_discontinued",
];

/** Singular and plural are one word; articles do not count. */
function isClumsy(title: string): boolean {
  const words = (title.toLowerCase().match(/[a-z]{3,}/g) ?? []).map((word) => word.replace(/s$/, ""));
  return new Set(words).size < words.length || / (me|auth)$/.test(title);
}
