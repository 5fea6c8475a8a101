/** What is used and declared nowhere is refused at start-up: a typo would lock everybody out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { definePermission } from "#platform/access";
import { type Action, defineAction, defineQuery, type Query } from "#platform/action";
import { boolean } from "#platform/resource";
import { defineSetting } from "#platform/settings";
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
const rings = defineSetting({
  name: "planets.rings",
  field: boolean({ describe: "Whether there are rings." }),
  default: false,
});
const declared = (queries: Query[], actions: Action[], settings = [rings]) =>
  declarationsOf([{ name: "planets", resources: [], actions, queries, settings }]);

const misspelt: [what: string, queries: Query[], actions: Action[]][] = [
  ["a query's permission", [{ ...query, permission: "planets:raed" }], []],
  ["what a query needs beside its own", [{ ...query, alsoNeeds: "planets:raed" }], []],
  ["a verb's permission", [], [{ ...action, permission: "planets:raed" }]],
];
for (const [what, queries, actions] of misspelt)
  test(`${what} is declared somewhere`, () => {
    assert.throws(() => declared(queries, actions), /declared nowhere: planets:raed\b/);
  });

test("a setting is listed by a module", () => {
  // the history of settings needs it, and the verbs that declare it are not loaded here
  definePermission("settings:read", "Read settings.");
  assert.throws(() => declared([query], [action], []), /listed by no module: (.*, )?planets\.rings\b/);
});

test("what is spelt like its declaration is not complained of", () => {
  // the roles' own permissions and the modules' own settings are of modules that are not loaded here
  assert.throws(
    () => declared([query, { ...query, alsoNeeds: "planets:land" }], [action]),
    (error: Error) => {
      assert.doesNotMatch(error.message, /planets/);
      return true;
    },
  );
});
