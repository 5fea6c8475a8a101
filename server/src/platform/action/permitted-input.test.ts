import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { organizationContext } from "#harness/contexts";
import { Problem } from "#platform/errors";
import { createRegistry, defineResource, embedded, integer, reference, text } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { masterDataActions } from "./master-data.ts";
import { refuseForbiddenInput } from "./permitted-input.ts";

const house = defineResource({
  name: "house",
  path: "houses",
  table: "houses",
  describe: "Somewhere to live.",
  read: "houses:read",
  write: "houses:write",
  belongs: { scope: "id" },
  fields: { sign: text({ describe: "What is written on it.", optional: true }) },
  unique: ["sign"],
});
const room = defineResource({
  name: "room",
  path: "rooms",
  table: "rooms",
  describe: "A part of a house.",
  read: "rooms:read",
  write: "rooms:write",
  belongs: { parent: "house", by: "house_id" },
  fields: {
    house_id: reference("house", { describe: "The house." }),
    name: text({ describe: "What it is called." }),
    door_sign: text({ describe: "What is written on its door.", optional: true }),
    rent: integer({ describe: "What it costs.", optional: true, see: "rooms:see_rent" }),
  },
  children: {
    beds: embedded({
      describe: "Where one sleeps there.",
      table: "beds",
      parentKey: "room_id",
      key: ["place"],
      fields: {
        place: integer({ describe: "Which one." }),
        cost: integer({ describe: "What it cost.", optional: true, see: "rooms:see_cost" }),
      },
    }),
  },
  unique: ["door_sign"],
});
const colour = defineResource({
  name: "colour",
  path: "colours",
  table: "colours",
  describe: "What walls can have.",
  read: "colours:read",
  write: "colours:write",
  belongs: "shared",
  fields: { code: text({ describe: "Its code." }) },
  unique: ["code"],
});
const registry = createRegistry([house, room, colour]);
const actions = [house, room, colour].flatMap((noun) => masterDataActions(registry, noun));

const all = ["rooms:see_rent", "rooms:see_cost"];
const contextOf = (held: string[], scope: "all" | string[] = "all") =>
  organizationContext(uuidv7(), { permissions: new Set(held), scope });
const refusalOf = (verb: string, given: object[], context: ReturnType<typeof contextOf>) => {
  const action = actions.find(({ name }) => name === verb);
  assert.ok(action);
  try {
    refuseForbiddenInput(
      action,
      context,
      given.map((one) => ({ given: one, id: "" })),
    );
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Problem && error.kind.status === 403);
    return error.message;
  }
};

describe("what a caller does not see they do not write", () => {
  for (const [words, given, held, refused] of [
    ["a plain field is for everybody", [{ name: "A" }], [], undefined],
    ["a hidden one is for those who see it", [{ rent: 1 }], all, undefined],
    ["and for nobody else", [{ rent: 1 }], ["rooms:see_cost"], /"rent".*"rooms:see_rent"/],
    ["nor is it emptied", [{ rent: null }], [], /"rent"/],
    ["nor given by one of many", [{ name: "A" }, { name: "B", rent: 1 }], [], /"rent"/],
    ["rows that are replaced whole are seen whole", [{ beds: [] }], ["rooms:see_rent"], /"beds".*see_cost/],
    ["by whoever replaces them", [{ beds: [{ place: 1 }] }], all, undefined],
    ["what an object inherits is not given", [Object.create({ rent: 1 })], [], undefined],
  ] as const)
    test(words, () => {
      for (const verb of ["rooms.create", "rooms.update"]) {
        const told = refusalOf(verb, [...given], contextOf([...held]));
        if (refused === undefined) assert.equal(told, undefined);
        else assert.match(String(told), refused);
      }
    });
});

describe("whoever sees a part does not write what is unique in the whole", () => {
  const scope = [uuidv7()];
  for (const [verb, given, seeing, refused] of [
    ["houses.create", { sign: "1" }, scope, true],
    ["houses.update", { sign: null }, scope, true],
    ["rooms.create", { name: "A", door_sign: "1" }, scope, true],
    ["rooms.create", { name: "A" }, scope, false],
    ["rooms.create", { name: "A", door_sign: "1" }, "all", false],
    ["colours.create", { code: "1" }, scope, false],
  ] as const)
    test(`${verb} ${JSON.stringify(given)}, seeing ${seeing === "all" ? "all" : "some"}: ${refused ? "403" : "free"}`, () => {
      const told = refusalOf(verb, [given], contextOf(all, seeing === "all" ? "all" : [...seeing]));
      if (refused) assert.match(String(told), /is unique in the whole organization/);
      else assert.equal(told, undefined);
    });
});
