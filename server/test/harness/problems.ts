/** Refusals as a caller meets them. */
import assert from "node:assert/strict";
import type { Answer } from "./app.ts";

/**
 * Asserts that the answer is this problem, in the one form that problems have.
 * @param errors pointer and code of every mistake, in any sequence; absent: not looked at
 */
export function assertProblem(
  answer: Answer,
  status: number,
  code: string,
  errors?: Record<string, string>,
): void {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
  const { json } = answer;
  assert.equal(json.code, code, answer.text);
  assert.equal(json.status, status);
  assert.equal(json.type, `/errors/${code}`);
  assert.equal(json.request_id, answer.headers.get("x-request-id"));
  assert.ok(json.title.length > 3 && json.detail.length > 3);
  if (errors === undefined) return;
  const found = (json.errors ?? []) as { pointer: string; code: string }[];
  assert.deepEqual(Object.fromEntries(found.map((one) => [one.pointer, one.code])), errors, answer.text);
  assert.equal(found.length, Object.keys(errors).length);
}

/** The answer without what differs between any two requests. */
export function withoutRequestId({ status, text }: Answer): string {
  return `${status} ${text.replace(/"request_id":"[^"]*"/, "")}`;
}
