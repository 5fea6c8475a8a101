import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answered, recovery } from "./recovery.ts";

/** One each 10 ms for two seconds after 5,000, answered within 20 ms unless `other` says otherwise. */
function answers(other: (ms: number) => Partial<Answered> | undefined): Answered[] {
  return Array.from({ length: 200 }, (_, i) => ({
    dueAt: 5_000 + i * 10,
    ...{ ms: 20, kind: "right" as const },
    ...other(i * 10),
  }));
}

test("it is over when nobody is turned away and nine of ten are answered soon; one that is slow later is no overload", () => {
  assert.equal(
    recovery(
      answers(() => undefined),
      5_000,
    ),
    0,
  );
  assert.equal(
    recovery(
      answers((ms) => (ms < 300 ? { ms: 400 } : undefined)),
      5_000,
    ),
    250,
  );
  assert.equal(
    recovery(
      answers((ms) => (ms === 1_900 ? { ms: 400 } : undefined)),
      5_000,
    ),
    0,
  );
  assert.equal(
    recovery(
      answers((ms) => (ms === 300 ? { kind: "turned away" } : undefined)),
      5_000,
    ),
    350,
  );
  assert.equal(
    recovery(
      answers((ms) => (ms % 50 === 0 ? { ms: 101 } : undefined)),
      5_000,
    ),
    undefined,
  );
  assert.equal(recovery([], 5_000), undefined);
});
