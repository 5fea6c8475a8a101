import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fadeSeconds, mostFailures, waitSeconds } from "./growing-delay.ts";

const key = { kind: "test", text: "somebody", free: 5, mostSeconds: 900 };

test("free failures cost nothing, each one after doubles the wait, up to the longest", () => {
  const waits = Array.from({ length: 18 }, (_, i) => waitSeconds(key, i + 1));
  assert.deepEqual(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
});

test("a failure that has just begun to be forgotten still counts", () => {
  assert.equal(waitSeconds(key, 5.0001), 1);
  assert.equal(waitSeconds(key, 6.9999), 2);
});

test("failures are counted up to the longest wait and not further", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 100_000 }),
      (free, mostSeconds) => {
        const most = mostFailures({ ...key, free, mostSeconds });
        assert.equal(waitSeconds({ ...key, free, mostSeconds }, most), mostSeconds);
        assert.ok(waitSeconds({ ...key, free, mostSeconds }, most - 1) < mostSeconds || mostSeconds === 1);
      },
    ),
  );
});

test("whoever guesses as soon as it is allowed is held to little more than the free ones in an hour", () => {
  let [failures, seconds, guesses] = [0, 0, 0];
  const day = 24 * 3_600;
  while (seconds < day) {
    failures = Math.min(mostFailures(key), failures + 1);
    guesses++;
    const wait = Math.max(0.1, waitSeconds(key, failures));
    seconds += wait;
    failures = Math.max(0, failures - wait / fadeSeconds(key));
  }
  assert.ok(guesses > 5 * 24 && guesses < 5 * 24 + 20, `${guesses} guesses a day`);
});
