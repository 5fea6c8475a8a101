/** What is used and declared nowhere is refused at start-up: a typo would lock everybody out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { type Action, defineAction, defineQuery, type Query } from "#platform/action";
import { declarationsOf } from "./app-declarations.ts";

const query: Query = defineQuery({
  name: "planets.list",
  door: "GET /v1/planets",
  describe: "Lists planets for the test.",
  permission: "planets:read",
  parameters: Type.Object({}),
  output: Type.Object({}),
  problems: [],
  run: async () => "{}",
});
const action: Action = defineAction({
  name: "planets.land",
  door: "POST /v1/planets/{id}/land",
  permission: "planets:land",
  allows: "Land on planets of the test.",
  describe: "Lands on a planet for the test.",
  input: Type.Object({}),
  run: async () => "",
});
const declared = (queries: Query[], actions: Action[]) =>
  declarationsOf([{ name: "planets", resources: [], actions, queries }]);

const misspelt: [what: string, queries: Query[], actions: Action[]][] = [
  ["a query's permission", [{ ...query, permission: "planets:raed" }], []],
  ["what a query needs beside its own", [{ ...query, alsoNeeds: "planets:raed" }], []],
  ["a verb's permission", [], [{ ...action, permission: "planets:raed" }]],
];
for (const [what, queries, actions] of misspelt)
  test(`${what} is declared somewhere`, () => {
    assert.throws(() => declared(queries, actions), /declared nowhere: planets:raed\b/);
  });

test("what is spelt like its declaration is not complained of", () => {
  // the roles' own permissions are declared by nouns and verbs that are not loaded here
  assert.throws(
    () => declared([query, { ...query, alsoNeeds: "planets:land" }], [action]),
    (error: Error) => {
      assert.doesNotMatch(error.message, /planets/);
      return true;
    },
  );
});
