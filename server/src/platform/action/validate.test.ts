import assert from "node:assert/strict";
import { describe, test } from "node:test";
import Type from "typebox";
import { Problem } from "#platform/errors";
import { validator } from "./validate.ts";

const tag = Type.Refine(
  Type.String({ pattern: "^[a-z]{2}$" }),
  (value) => /^[a-z]{2}$/.test(value),
  () => "must be a language",
);
const price = Type.String({ pattern: "^\\d+\\.\\d\\d$", examples: ["12.50"] });
const check = validator(
  Type.Object(
    {
      name: Type.Optional(Type.String({ minLength: 1, maxLength: 5 })),
      code: Type.Optional(Type.String({ minLength: 6 })),
      tags: Type.Optional(Type.Array(tag, { minItems: 1 })),
      price: Type.Optional(Type.Union([price, Type.Null()])),
      plain: Type.Optional(Type.String({ pattern: "^x$" })),
      count: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })),
    },
    { additionalProperties: false },
  ),
);

describe("a mistake is told in words", () => {
  for (const [value, pointer, detail] of [
    [{ name: "" }, "/name", "must not be empty"],
    [{ tags: [] }, "/tags", "must not be empty"],
    [{ code: "1" }, "/code", "must not have fewer than 6 characters"],
    [{ tags: ["en", "eng"] }, "/tags/1", "must be a language"],
    [{ price: "12" }, "/price", "must be of the form of 12.50"],
    [{ plain: "y" }, "/plain", "is not of the form that is asked for"],
    [{ count: -1 }, "/count", "must be 0 or more"],
    [{ count: 10 }, "/count", "must be 9 or less"],
    [{ "a/b": 1 }, "/a~1b", '"a/b" is not a field here.'],
    [7, "", "must be object"],
  ] as const) {
    test(`${JSON.stringify(value)}: ${detail}`, () => {
      assert.throws(
        () => check(value),
        (error) => {
          assert(error instanceof Problem);
          assert.deepEqual(
            error.errors?.map((one) => [one.pointer, one.detail]),
            [[pointer, detail]],
          );
          return true;
        },
      );
    });
  }
});

test("of many fields that do not exist a hundred are named", () => {
  const unknown = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`unknown_${i}`, 1]));
  assert.throws(
    () => check({ ...unknown, name: "" }),
    (error) => {
      assert(error instanceof Problem);
      const named = error.errors?.filter(({ code }) => code === "unknown_field") ?? [];
      assert.ok(named.length >= 99, String(named.length));
      assert.deepEqual(named[0]?.detail, '"unknown_0" is not a field here.');
      return true;
    },
  );
});
