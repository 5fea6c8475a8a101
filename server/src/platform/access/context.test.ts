import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Problem } from "#platform/errors";
import { actorText, authorize, createContext, definePermission, may, permissions } from "./index.ts";

const given = {
  organizationId: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
  actor: { kind: "api_key", id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a61", name: "A key" },
  permissions: new Set(["things:read"]),
  scope: "all",
  requestId: "r-1",
  door: "test",
} as const;

describe("a context", () => {
  test("never has an empty scope: nothing must not read as everything", () => {
    assert.throws(() => createContext({ ...given, scope: [] }), /may not be empty/);
    assert.deepEqual(createContext({ ...given, scope: ["a"] }).scope, ["a"]);
  });

  test("takes its moment from its clock, and counts from nothing", () => {
    const now = new Date("2026-11-21T08:10:04Z");
    const context = createContext({
      ...given,
      clock: { now: () => now, forDatabase: () => now.toISOString() },
    });
    assert.equal(context.now, now);
    assert.deepEqual(context.sql, { count: 0, ms: 0 });
    assert.notEqual(createContext(given).sql, createContext(given).sql);
  });

  test("names its actor as it is kept", () =>
    assert.equal(actorText(given.actor), `api_key:${given.actor.id}`));
});

describe("permissions", () => {
  test("403 names the one that is missing", () => {
    const context = createContext(given);
    authorize(may(context, "things:read"));
    assert.throws(
      () => authorize(may(context, "things:write")),
      (error) =>
        error instanceof Problem && error.kind.status === 403 && /"things:write"/.test(error.message),
    );
  });

  test("have the form plural:verb and are listed once, sorted", () => {
    for (const name of ["things", "things:", "Things:read", "things:read:all", "things read", "*:read", ""])
      assert.throws(() => definePermission(name, "Something."), /plural:verb/, name);
    definePermission("zebras:read", "Read zebras.");
    definePermission("aardvarks:read", "Read aardvarks.");
    definePermission("zebras:read", "Read zebras.");
    const names = permissions().map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)].sort());
    assert.ok(names.includes("zebras:read"));
  });
});
