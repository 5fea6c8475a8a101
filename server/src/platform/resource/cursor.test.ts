import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Problem } from "#platform/errors";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { defineResource } from "./define-resource.ts";
import { date, integer, money, text, time } from "./index.ts";

const noun = (name: string) =>
  defineResource({
    name,
    path: `${name}s`,
    table: `${name}s`,
    describe: "Something that is listed.",
    read: `${name}s:read`,
    belongs: "shared",
    fields: {
      title: text({ describe: "What it is called." }),
      count: integer({ describe: "How many." }),
      paid_minor: money({ describe: "How much." }),
      made_at: time({ describe: "When it was made." }),
      due_on: date({ describe: "When it is due." }),
    },
    sort: ["title", "count", "paid_minor", "made_at", "due_on"],
  });
const thing = noun("cursor_thing");
const id = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const by = (...fields: string[]) =>
  [...fields, "id"].map((field) => ({ field: field.replace("-", ""), descending: field.startsWith("-") }));

const refused = (cursor: string, sort = by("title"), resource = thing) =>
  assert.throws(
    () => decodeCursor(resource, sort, cursor),
    (error) => error instanceof Problem && error.kind.status === 400,
    cursor.slice(0, 100),
  );
const made = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");
const [order] = JSON.parse(Buffer.from(encodeCursor(thing, by("title"), []), "base64url").toString()) as [
  string,
];

describe("a cursor", () => {
  test("comes back as it went out, in the database's own text", () => {
    for (const [sort, values] of [
      [by("title"), ["ü 😀 '\"", id]],
      [by("-made_at"), ["2026-11-21 08:10:04.819123+00", id]],
      [by("made_at"), ["0001-01-01 00:00:00+00", id]],
      [by("-made_at"), ["9999-12-31 23:59:59.999999+00", id]],
      [by("due_on", "count"), ["2026-02-28", "-5", id]],
      [by("paid_minor"), ["-9007199254740991", id]],
    ] as const)
      assert.deepEqual(decodeCursor(thing, [...sort], encodeCursor(thing, [...sort], [...values])), values);
  });

  test("400: of another list, of another order, or of another direction", () => {
    const cursor = encodeCursor(thing, by("title"), ["x", id]);
    refused(cursor, by("-title"));
    refused(cursor, by("count"));
    refused(cursor, [{ field: "id", descending: false }]);
    refused(cursor, by("title"), noun("cursor_other"));
  });

  test("400: made up or tampered with", () => {
    for (const parts of [
      [],
      [order],
      [order, "x"],
      [order, "x", id, "more"],
      [order, 1, id],
      [order, null, id],
      [order, "x", "no id"],
      [order, ["x"], id],
      [order, "a\0b", id],
      [order, "\ud800", id],
      [{}, "x", id],
    ])
      refused(made(...parts));
    for (const text of [
      "",
      "x",
      "null",
      "e30",
      "=".repeat(10),
      "%00",
      "a".repeat(100_000),
      Buffer.from([0xff, 0xfe]).toString("base64url"),
    ])
      refused(text);
    for (const [sort, value] of [
      ["count", "1.5"],
      ["count", "99999999999"],
      ["paid_minor", "9007199254740992"],
      ["made_at", "2026-02-30 00:00:00+00"],
      ["made_at", "infinity"],
      ["made_at", "now"],
      ["due_on", "2026-02-30"],
      ["due_on", "x'; --"],
    ] as const)
      refused(encodeCursor(thing, by(sort), [value, id]), by(sort));
  });

  test("400 for any text at all that we did not make", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => refused(text)));
    fc.assert(fc.property(fc.json(), (json) => refused(Buffer.from(json).toString("base64url"))));
  });
});
