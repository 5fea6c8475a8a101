import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Problem } from "#platform/errors";
import { parseQueryString } from "./query-string.ts";

const refused = (raw: string) =>
  assert.throws(
    () => parseQueryString(raw),
    (error) => error instanceof Problem && error.kind.status === 400,
    raw,
  );

describe("a query string", () => {
  for (const [raw, expected] of [
    ["", {}],
    ["&&", {}],
    ["a=1&b=2", { a: "1", b: "2" }],
    ["a", { a: "" }],
    ["a=", { a: "" }],
    ["a=b=c", { a: "b=c" }],
    ["a=x+y", { a: "x y" }],
    ["a=x%2By", { a: "x+y" }],
    ["placed_at%5Bgte%5D=1", { "placed_at[gte]": "1" }],
    ["a=%F0%9F%98%80", { a: "😀" }],
    ["__proto__=1&constructor=2", null],
  ] as const)
    test(`${raw || "(nothing)"} is read`, () => {
      const parameters = parseQueryString(raw);
      if (expected === null)
        assert.deepEqual(
          [...parameters],
          [
            ["__proto__", "1"],
            ["constructor", "2"],
          ],
        );
      else assert.deepEqual(Object.fromEntries(parameters), expected);
    });

  test("400: broken escapes, NUL, a lone surrogate, or a parameter given twice", () => {
    for (const raw of [
      "a=%",
      "a=%f",
      "a=%zz",
      "%ff=1",
      "a=%c0%af",
      "a=%ed%a0%80",
      "a=%00",
      "%00=a",
      "a=1&a=1",
      "a=1&%61=2",
      "a&a",
    ])
      refused(raw);
  });

  test("is read back as it was written", () => {
    const texts = fc
      .string({ unit: "grapheme" })
      .filter((text) => !text.includes("\0") && text.isWellFormed());
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(texts, texts), { selector: ([name]) => name }), (pairs) => {
        const raw = pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
        assert.deepEqual([...parseQueryString(raw)], pairs);
      }),
    );
  });
});
