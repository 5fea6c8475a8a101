/** What cannot be asked is named, with the parameter that says it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { assertProblem } from "#harness/problems";

const t = await testApp();
const { key } = await t.tenant();
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

const unusable: [words: string, asked: Record<string, string>, pointer: string][] = [
  ["no action", {}, "action"],
  ["an action that does not exist", { action: "orders.eat" }, "action"],
  ["an object of a list", { action: "orders.list", object: nobody }, "object"],
  ["an object of a verb that makes one", { action: "orders.place", object: nobody }, "object"],
  ["an object that is no id", { action: "orders.get", object: "SO-2026-000001" }, "object"],
  ["an actor without a kind", { action: "orders.list", actor: nobody }, "actor"],
  [
    "an actor of a kind that nobody asks about",
    { action: "orders.list", actor: `system:${nobody}` },
    "actor",
  ],
  ["an actor that is no id", { action: "orders.list", actor: "member:ada" }, "actor"],
];
for (const [words, asked, pointer] of unusable)
  test(`400: ${words}`, async () => {
    const answer = await t.ask("GET", `/v1/access/explain?${new URLSearchParams(asked)}`, { key });
    assertProblem(answer, 400, "unknown_parameter");
    assert.deepEqual(
      answer.json.errors.map((error: { pointer: string; code: string }) => [error.pointer, error.code]),
      [[pointer, "unknown_parameter"]],
    );
  });
