/** The rules that need no network, as tables of cases. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { address } from "../src/address.ts";
import { Cut, type Door } from "../src/live/door.ts";
import { HandlerFailed } from "../src/live/handler.ts";
import { createLadder } from "../src/live/ladder.ts";
import { type Message, messagesOf } from "../src/live/server-sent.ts";
import { verdictOn } from "../src/live/verdict.ts";
import { PlinthProblem, retryAfterMs } from "../src/problem.ts";
import { againAfter, backoffMs, mayHaveBeenDone, usualRetry } from "../src/retry.ts";
import { versionTag } from "../src/version-tag.ts";

test("addresses: parts are escaped, several values are separated by commas, what is not said is left out", () => {
  assert.equal(address("/v1/orders/{id}", { id: "a/b?c" }), "/v1/orders/a%2Fb%3Fc");
  const query = { status: ["placed", "confirmed"], "placed_at[gte]": "2026-01-01", q: undefined, limit: 5 };
  const [path, asked] = address("/v1/orders", {}, query).split("?");
  assert.equal(path, "/v1/orders");
  assert.deepEqual(Object.fromEntries(new URLSearchParams(asked)), {
    status: "placed,confirmed",
    "placed_at[gte]": "2026-01-01",
    limit: "5",
  });
  assert.throws(() => address("/v1/orders/{id}"), TypeError);
});

test("versions: numbers and objects become a tag, a tag stays as it is", () => {
  assert.equal(versionTag(7), '"7"');
  assert.equal(versionTag({ version: 7 }), '"7"');
  assert.equal(versionTag('"7.k3x9"'), '"7.k3x9"');
});

test("retries: only what does nothing twice is done twice", () => {
  const first = (ended: Parameters<typeof againAfter>[0], twice: boolean) =>
    againAfter(ended, twice, 1, usualRetry, () => 1);
  for (const [ended, repeatable, other] of [
    [{}, 250, undefined],
    [{ status: 502 }, 250, undefined],
    [{ status: 503, code: "outcome_unknown", retryAfterMs: 1_000 }, 1_000, undefined],
    [{ status: 503, code: "unavailable", retryAfterMs: 1_000 }, 1_000, 1_000],
    [{ status: 503, code: "overloaded", retryAfterMs: 3_000 }, 3_000, 3_000],
    [{ status: 429, code: "rate_limited", retryAfterMs: 0 }, 250, 250],
    [{ status: 429, code: "too_many_attempts", retryAfterMs: 600_000 }, undefined, undefined],
    [{ status: 409, code: "request_in_progress", retryAfterMs: 1_000 }, 1_000, 1_000],
    [{ status: 409, code: "out_of_stock" }, undefined, undefined],
    [{ status: 500, code: "internal_error" }, undefined, undefined],
    [{ status: 422, code: "invalid_input" }, undefined, undefined],
  ] as const) {
    assert.equal(first(ended, true), repeatable, JSON.stringify(ended));
    assert.equal(first(ended, false), other, JSON.stringify(ended));
  }
  assert.equal(againAfter({}, true, usualRetry.attempts, usualRetry), undefined, "attempts are counted");
});

test("retries: waits double up to the longest, half of each is chance", () => {
  const waits = [1, 2, 3, 9].map((attempt) => backoffMs(attempt, usualRetry, () => 1));
  assert.deepEqual(waits, [250, 500, 1_000, 8_000]);
  assert.equal(
    backoffMs(2, usualRetry, () => 0),
    250,
  );
});

test("what came back says whether it may have been done", () => {
  assert.ok(mayHaveBeenDone({}));
  assert.ok(mayHaveBeenDone({ status: 503, code: "outcome_unknown" }));
  assert.ok(!mayHaveBeenDone({ status: 503, code: "unavailable" }));
  assert.ok(!mayHaveBeenDone({ status: 503, code: "overloaded" }));
  assert.ok(!mayHaveBeenDone({ status: 429 }));
});

test("Retry-After is seconds or a date", () => {
  const now = Date.parse("2026-11-21T08:10:00Z");
  assert.equal(retryAfterMs("3", now), 3_000);
  assert.equal(retryAfterMs("Sat, 21 Nov 2026 08:10:05 GMT", now), 5_000);
  assert.equal(retryAfterMs("Sat, 21 Nov 2026 08:09:00 GMT", now), 0);
  assert.equal(retryAfterMs("soon", now), undefined);
  assert.equal(retryAfterMs(null, now), undefined);
});

test("server-sent events are the same however their bytes are cut", () => {
  const text = [
    "retry: 2000\nid: 4\n\n",
    ":\n\n: heartbeat\n\n",
    'id: 5\nevent: event\ndata: {"a":1}\n\n',
    "id: 6\r\ndata: one\r\ndata:two\r\n\r\n",
    "event: end\rdata: {}\r\rid: 7\n\n",
  ].join("");
  const expected: Message[] = [
    { id: "4", event: "message", data: "" },
    { id: "5", event: "event", data: '{"a":1}' },
    { id: "6", event: "message", data: "one\ntwo" },
    { id: undefined, event: "end", data: "{}" },
    { id: "7", event: "message", data: "" },
  ];
  for (let size = 1; size <= text.length; size++) {
    const read = messagesOf();
    const found: Message[] = [];
    for (let at = 0; at < text.length; at += size) found.push(...read(text.slice(at, at + size)));
    assert.deepEqual(found, expected, `in pieces of ${size}`);
  }
});

const door = (name: Door["name"]) => ({ name }) as Door;

test("the ladder: what fails is left for a while, longer each time, and forgiven once it works", () => {
  let now = 0;
  const [socket, stream, poll] = [door("socket"), door("stream"), door("poll")];
  const ladder = createLadder([socket, stream, poll], { climbMs: 60 }, () => now);
  assert.equal(ladder.door(), socket);
  assert.ok(ladder.failed(socket));
  assert.equal(ladder.door(), stream);
  assert.equal(ladder.climbsAt(stream), 60);
  assert.ok(ladder.failed(stream));
  assert.equal(ladder.door(), poll);
  now = 60;
  assert.equal(ladder.door(), socket);
  assert.ok(ladder.failed(socket));
  assert.equal(ladder.climbsAt(stream), 180, "twice as long");
  now = 180;
  ladder.steady(socket);
  assert.ok(ladder.failed(socket));
  assert.equal(ladder.climbsAt(stream), 240, "as at first");
  assert.equal(ladder.climbsAt(socket), undefined);
});

test("the ladder: when no door works the server is away, and the best is tried first again", () => {
  const [socket, poll] = [door("socket"), door("poll")];
  const ladder = createLadder([socket, poll], { climbMs: 60 }, () => 0);
  assert.ok(ladder.failed(socket));
  assert.ok(!ladder.failed(poll));
  assert.equal(ladder.door(), socket);
});

test("the ladder: a door that is cut again and again before it was steady has failed", () => {
  const [socket, poll] = [door("socket"), door("poll")];
  const ladder = createLadder([socket, poll], { climbMs: 60 }, () => 0);
  ladder.cut(socket);
  ladder.cut(socket);
  assert.equal(ladder.door(), socket);
  ladder.cut(socket);
  assert.equal(ladder.door(), poll);
});

test("what an end means", () => {
  const problem = (status: number, code?: string) =>
    new PlinthProblem({ status, ...(code === undefined ? {} : { code }) });
  for (const [error, verdict] of [
    [new Cut("gone"), "again"],
    [new Error("no such host"), "another door"],
    [new HandlerFailed("mine"), "end"],
    [problem(410, "resync_required"), "resync"],
    [problem(401, "unauthenticated"), "renew"],
    [problem(403, "forbidden"), "end"],
    [problem(400, "unknown_parameter"), "end"],
    [problem(429, "too_many_streams"), "another door"],
    [problem(429, "rate_limited"), "wait"],
    [problem(503, "unavailable"), "wait"],
    [problem(503, "overloaded"), "wait"],
    [problem(404, "not_found"), "another door"],
    [problem(403), "another door"],
    [problem(503), "another door"],
  ] as const)
    assert.equal(verdictOn(error, "stream", true), verdict, String(error));
  assert.equal(verdictOn(problem(401, "unauthenticated"), "stream", false), "end");
  assert.equal(verdictOn(problem(429, "too_many_streams"), "poll", true), "wait");
});
