import assert from "node:assert/strict";
import { test } from "node:test";
import { invalidInput } from "#platform/errors";
import { Complaint, complaintOf } from "./complaint.ts";

const field = (pointer: string, detail: string) => ({ pointer, code: "wrong", detail });

test("each mistake is said once, and nobody is sent to a list that is not there", () => {
  const none = "There is no account with the address a@b.example.";
  const two = '2 fields are not as they should be; see "errors".';
  const cases: [Error, string][] = [
    [new Complaint("Say which."), "Say which."],
    [invalidInput("It is too late."), "It is too late."],
    [invalidInput(none, { errors: [field("/email", none)] }), none],
    [
      invalidInput(two, { errors: [field("/name", "must not be empty"), field("", "is too much")] }),
      "2 fields are not as they should be:\n  /name: must not be empty\n  is too much",
    ],
    [invalidInput("One is wrong.", { errors: [field("/x", "so")] }), "One is wrong.\n  /x: so"],
  ];
  for (const [error, words] of cases) assert.equal(complaintOf(error), words);
});

test("our own mistake is shown with its stack", () => {
  assert.match(complaintOf(new TypeError("oh")), /TypeError: oh\n +at /);
});
