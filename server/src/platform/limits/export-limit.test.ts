import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { Problem } from "#platform/errors";
import { createExportLimit } from "./export-limit.ts";

const isRefusal = (error: unknown) =>
  error instanceof Problem && error.kind.code === "rate_limited" && error.headers["retry-after"] === "10";

describe("exports of an organization", () => {
  test("so many at once and no more, and another organization's are not among them", () => {
    const limit = createExportLimit({ atOnce: 2 });
    const callers = [new AbortController(), new AbortController()];
    for (const { signal } of callers) assert.equal(limit.begin("a", signal).aborted, false);
    const another = new AbortController();
    assert.throws(() => limit.begin("a", another.signal), isRefusal);
    assert.equal(limit.begin("b", another.signal).aborted, false);
  });

  test("one that ends makes room for one, however often it ends", () => {
    const limit = createExportLimit({ atOnce: 1 });
    const first = new AbortController();
    const begun = limit.begin("a", first.signal);
    first.abort();
    first.abort();
    assert.ok(begun.aborted);
    const second = new AbortController();
    assert.equal(limit.begin("a", second.signal).aborted, false);
    assert.throws(() => limit.begin("a", new AbortController().signal), isRefusal);
  });

  test("whoever has gone before it begins holds nothing", () => {
    const limit = createExportLimit({ atOnce: 1 });
    assert.ok(limit.begin("a", AbortSignal.abort()).aborted);
    assert.equal(limit.begin("a", new AbortController().signal).aborted, false);
  });

  test("ten minutes, and not a moment longer, whatever its caller does", (t) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    t.after(() => mock.timers.reset());
    const limit = createExportLimit({ atOnce: 1 });
    const caller = new AbortController();
    const begun = limit.begin("a", caller.signal);
    mock.timers.tick(599_999);
    assert.equal(begun.aborted, false);
    mock.timers.tick(1);
    assert.ok(begun.aborted);
    const next = limit.begin("a", new AbortController().signal);
    caller.abort();
    assert.equal(next.aborted, false, "the one that is over takes no other with it");
    assert.throws(() => limit.begin("a", new AbortController().signal), isRefusal, "and makes room once");
  });
});
