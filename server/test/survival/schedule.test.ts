import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "./random.ts";
import { kinds, schedule } from "./schedule.ts";

test("the same seed is the same run, another seed is another one", () => {
  assert.deepEqual(schedule(7, 120_000), schedule(7, 120_000));
  assert.notDeepEqual(schedule(7, 120_000), schedule(8, 120_000));
});

test("every kind strikes before one of them comes again", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const first = schedule(seed, 600_000).slice(0, kinds.length);
    assert.deepEqual(first.map(({ kind }) => kind).sort(), [...kinds].sort());
  }
});

test("a longer run begins as the shorter one did", () => {
  const short = schedule(3, 60_000);
  assert.deepEqual(schedule(3, 240_000).slice(0, short.length), short);
});

test("who throws more often changes nothing for others", () => {
  const [one, other] = [random(1, "one"), random(1, "other")];
  const apart = Array.from({ length: 5 }, () => random(1, "other")).map((again) => again.throw());
  one.shuffled(kinds);
  assert.equal(other.throw(), apart[0]);
});
