import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { Check } from "typebox/schema";
import type { ProblemKind } from "#platform/errors";
import { problemExample, problemResponses, problemSchemas } from "./problem-responses.ts";

const plain: ProblemKind = { code: "closed", status: 401, title: "Closed", describe: "It is closed today." };
const ticketed: ProblemKind = {
  code: "queue",
  status: 401,
  title: "Stand in line",
  describe: "Come again with the ticket.",
  members: { ticket: Type.String({ description: "Your place in the line.", examples: ["t-7"] }) },
};
const schemas = problemSchemas([plain, ticketed]);

test("a problem that says more than all do has a schema of its own, and its members are always there", () => {
  assert.deepEqual(Object.keys(schemas), ["Problem", "Problem.queue"]);
  const own = schemas["Problem.queue"] ?? {};
  const example = problemExample(ticketed);
  assert.equal("ticket" in example ? example.ticket : undefined, "t-7");
  assert.equal(Check(own, example), true);
  const { ticket: _lost, ...without } = { ticket: "", ...example };
  for (const wrong of [without, { ...example, ticket: 7 }, { ...example, code: "closed" }])
    assert.equal(Check(own, wrong), false, JSON.stringify(wrong));
  assert.equal(Check(schemas.Problem ?? {}, problemExample(plain)), true);
});

test("an answer is one of the problems that its status can be, each by its own schema", () => {
  const schemaOf = (kinds: ProblemKind[]) => {
    const response = problemResponses(kinds)["401"];
    assert.ok(response !== undefined && "content" in response);
    return response.content?.["application/problem+json"]?.schema;
  };
  assert.deepEqual(schemaOf([plain, { ...plain, code: "shut" }]), { $ref: "#/components/schemas/Problem" });
  assert.deepEqual(schemaOf([plain, ticketed]), {
    anyOf: [{ $ref: "#/components/schemas/Problem.queue" }, { $ref: "#/components/schemas/Problem" }],
  });
});
