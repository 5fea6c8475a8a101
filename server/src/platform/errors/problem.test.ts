import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { catalogue, defineProblem, notFound, Problem } from "./index.ts";

describe("a problem", () => {
  test("is told by RFC 9457, with its places and without its cause", () => {
    const cause = new Error('select * from "secret_table"');
    const problem = notFound("There is no thing.", {
      errors: [{ pointer: "/id", code: "not_found", detail: "None." }],
      cause,
    });
    assert.deepEqual(JSON.parse(problem.body("r-1")), {
      type: "/errors/not_found",
      title: "Not found",
      status: 404,
      code: "not_found",
      detail: "There is no thing.",
      errors: [{ pointer: "/id", code: "not_found", detail: "None." }],
      request_id: "r-1",
    });
    assert.equal(problem.cause, cause);
    assert.ok(problem instanceof Problem && problem instanceof Error);
  });

  test("carries further members, which take the place of nothing that every problem has", () => {
    const members = { ticket: "t-1", status: 200, code: "fine", request_id: "r-0" };
    const told = JSON.parse(notFound("None.", { members }).body("r-1"));
    assert.deepEqual(
      [told.ticket, told.status, told.code, told.request_id],
      ["t-1", 404, "not_found", "r-1"],
    );
    assert.ok(!("errors" in told));
  });

  test("says when to come back, in a header", () => {
    assert.deepEqual(notFound("Not yet.", { retryAfterSeconds: 3, headers: { "x-a": "b" } }).headers, {
      "retry-after": "3",
      "x-a": "b",
    });
  });

  test("has a code that means one thing", () => {
    const kind = {
      code: "not_found",
      status: 404,
      title: "Again",
      describe: "The same code for something else.",
    };
    assert.throws(() => defineProblem(kind), /declared twice/);
    for (const code of ["NotFound", "not-found", "", "1st"])
      assert.throws(() => defineProblem({ ...kind, code }), /snake_case/, code);
  });
});

test("the catalogue is sorted, and every kind has a title, a meaning and an error's status", () => {
  const kinds = catalogue();
  assert.ok(kinds.length >= 15);
  assert.deepEqual(
    kinds.map(({ code }) => code),
    kinds.map(({ code }) => code).sort(),
  );
  for (const { code, status, title, describe: meaning } of kinds) {
    assert.ok(status >= 400 && status < 600, code);
    assert.ok(title.length > 3 && meaning.length > 20, code);
  }
});
