import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { failureOf, retryAfterMs } from "./failure-of.ts";

const said = (status: number, headers: Record<string, string> = {}) =>
  failureOf({ status, headers: new Headers(headers) });

test("successes and what has not changed are no failures", () => {
  for (const status of [200, 201, 204, 226, 304]) assert.equal(said(status), undefined, String(status));
});

test("408, 425, 429 and 5xx may be tried again, other 4xx may not", () => {
  for (const status of [408, 425, 429, 500, 502, 503, 504, 599]) assert.equal(said(status)?.retryable, true);
  for (const status of [400, 401, 403, 404, 409, 410, 422, 451]) assert.equal(said(status)?.retryable, false);
  assert.deepEqual([said(503)?.code, said(503)?.detail], ["bad_answer", "It answered 503."]);
});

test("only what may be tried again says when", () => {
  assert.equal(said(429, { "retry-after": "7" })?.retryAfterMs, 7_000);
  assert.equal(said(404, { "retry-after": "7" })?.retryAfterMs, undefined);
  assert.equal(said(503)?.retryAfterMs, undefined);
});

describe("Retry-After", () => {
  const now = new Date("2026-11-21T10:00:00Z");
  const day = 86_400_000;
  const cases: [text: string | null, ms: number | undefined][] = [
    [null, undefined],
    ["0", 0],
    [" 120 ", 120_000],
    ["86400", day],
    ["999999999999999", day],
    ["Sat, 21 Nov 2026 10:00:30 GMT", 30_000],
    ["Sat, 21 Nov 2026 09:00:00 GMT", 0],
    ["Fri, 21 Nov 2036 10:00:00 GMT", day],
    ["-5", undefined],
    ["1.5", undefined],
    ["1e9", undefined],
    ["99999999999999999999", undefined],
    ["tomorrow", undefined],
    ["2026-11-21", undefined],
    ["Sat, 99 Foo 2026 10:00:30 GMT", undefined],
    ["", undefined],
  ];
  for (const [text, ms] of cases)
    test(`${text === null ? "absent" : `"${text}"`} is ${ms === undefined ? "nothing" : `${ms} ms`}`, () => {
      assert.equal(retryAfterMs(text, now), ms);
    });
});
