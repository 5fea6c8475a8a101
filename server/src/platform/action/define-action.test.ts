/** What a verb's declaration may not say is refused when the application starts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { defineAction } from "./define-action.ts";

const verb = {
  name: "things.seal",
  door: "POST /v1/things/{id}/seal",
  permission: "things:seal",
  allows: "Seal things for the test.",
  describe: "Seals a thing for the test.",
  input: Type.Object({}),
  apart: { from: ["things.make"], because: "Whoever made it does not seal it." },
  run: async () => "",
} as const;
const set = async () => [];

test("a verb on one object may be apart from others", () => {
  assert.deepEqual(defineAction(verb).apart?.from, ["things.make"]);
});

const faults: [words: string, declare: () => unknown, said: RegExp][] = [
  ["apart, about no object", () => defineAction({ ...verb, door: "POST /v1/things" }), /about no object/],
  ["apart, served as a batch", () => defineAction({ ...verb, batch: true }), /served as a batch/],
  ["apart, in set form", () => defineAction(Object.assign({ many: set }, verb)), /has a set form/],
  [
    "apart from nothing",
    () => defineAction({ ...verb, apart: { ...verb.apart, from: [] } }),
    /from what it is apart/,
  ],
  [
    "apart without a reason",
    () => defineAction({ ...verb, apart: { ...verb.apart, because: "So." } }),
    /or why/,
  ],
  ["without a permission", () => defineAction({ ...verb, permission: "" }), /declares no permission/],
];
for (const [words, declare, said] of faults)
  test(`refused at start-up: ${words}`, () => {
    assert.throws(declare, said);
  });
