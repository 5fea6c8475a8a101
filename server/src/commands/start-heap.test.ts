// alone: it measures what its process holds
import assert from "node:assert/strict";
import { test } from "node:test";
import { giveBackHeap } from "./start-heap.ts";

test("what was thrown away is given back to the machine", () => {
  let thrownAway: object[] | undefined = Array.from({ length: 500_000 }, (_, i) => ({
    i,
    text: `so much ${i}`,
  }));
  const { heapTotal: before } = process.memoryUsage();
  assert.equal(thrownAway.length, 500_000);
  thrownAway = undefined;
  giveBackHeap();
  const { heapTotal: after, heapUsed } = process.memoryUsage();
  assert.ok(after < before / 2, `${before} → ${after} bytes`);
  assert.ok(after < heapUsed + 16e6, `${after} bytes for ${heapUsed}`);
});
