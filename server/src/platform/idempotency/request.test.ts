import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Problem } from "#platform/errors";
import { fingerprintOf, parseIdempotencyKey } from "./request.ts";

const none = new Map<string, string>();
const of = (body: unknown, method = "POST", path = "/v1/things", query = none) =>
  fingerprintOf(method, path, query, body);

/** The same value with the keys of every object in another sequence. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, part]) => [name, turned(part)]),
  );
}

test("the sequence of keys and of query parameters makes no other request", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      assert.equal(of(turned(body)), of(body));
    }),
  );
  const query = [
    ["a", "1"],
    ["b", "2"],
  ] as const;
  assert.equal(of({}, "POST", "/", new Map(query)), of({}, "POST", "/", new Map([...query].reverse())));
});

test("two bodies that differ as JSON are two requests", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      assert.equal(of(a) === of(b), same);
    }),
  );
  function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    // an empty object is no empty list
    return { object: parts.map(([name, part]) => [name, sorted(part)]) };
  }
});

const different: [words: string, one: string, other: string][] = [
  ["the sequence of a list", of([1, 2]), of([2, 1])],
  ["a number and its text", of({ a: 1 }), of({ a: "1" })],
  ["null and absent", of({ a: null }), of({})],
  ["a list and an object", of([]), of({})],
  ["the method", of({}, "POST"), of({}, "PATCH")],
  ["the path", of({}, "POST", "/v1/things"), of({}, "POST", "/v1/things/")],
  ["the query", of({}, "POST", "/", new Map([["a", "1"]])), of({}, "POST", "/")],
  [
    "what the query and the path share",
    of({}, "POST", "/a", new Map([["b", "1"]])),
    of({}, "POST", "/ab", new Map([["", "1"]])),
  ],
];
for (const [words, one, other] of different) {
  test(`${words} makes another request`, () => assert.notEqual(one, other));
}

test("1 to 255 visible ASCII characters are a key; anything else is 400", () => {
  assert.equal(parseIdempotencyKey(undefined), undefined);
  for (const good of ["a", "x".repeat(255), "~!{}", "0199f3c2-7d1e"])
    assert.equal(parseIdempotencyKey(good), good);
  for (const bad of ["", " ", "a b", "x".repeat(256), "ü", "a\tb", ["a", "b"]]) {
    assert.throws(
      () => parseIdempotencyKey(bad),
      (error) => error instanceof Problem && error.kind.status === 400,
    );
  }
});
