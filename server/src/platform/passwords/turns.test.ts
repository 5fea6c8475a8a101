import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "#platform/errors";
import { createTurns } from "./turns.ts";

/** A piece of work that ends when it is told to. */
function piece() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let begun = false;
  const work = () => {
    begun = true;
    return promise;
  };
  return { work, end: resolve, fail: reject, begun: () => begun };
}

/** Lets everything happen that needs no further event. */
const settle = () => new Promise<void>((resolve) => void setImmediate(resolve));

test("one at a time, in the order of arrival, also when one fails", async () => {
  const turns = createTurns(10);
  const [first, second, third] = [piece(), piece(), piece()];
  const [one, two, three] = [first, second, third].map(({ work }) => turns.take(work));
  await settle();
  assert.deepEqual(
    [first, second, third].map((each) => each.begun()),
    [true, false, false],
  );
  first.fail(new Error("broken"));
  await assert.rejects(async () => await one, /broken/);
  await settle();
  assert.deepEqual(
    [first, second, third].map((each) => each.begun()),
    [true, true, false],
  );
  second.end();
  await two;
  await settle();
  assert.ok(third.begun());
  third.end();
  await three;
  assert.equal(await turns.take(async () => 7), 7);
});

test("whoever comes at any moment of the handing on waits too", async () => {
  for (let moments = 0; moments < 10; moments++) {
    const turns = createTurns(10);
    const first = piece();
    let [now, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++now);
      await settle();
      now--;
    };
    const one = turns.take(first.work);
    const two = turns.take(work);
    first.end();
    for (let moment = 0; moment < moments; moment++) await undefined;
    await Promise.all([one, two, turns.take(work)]);
    assert.equal(most, 1, `after ${moments} moments`);
  }
});

test("503: when too many wait, the next is told when to come back and the others are served", async () => {
  const turns = createTurns(2);
  const [first, second, third] = [piece(), piece(), piece()];
  const served = [first, second, third].map(({ work }) => turns.take(work));
  await assert.rejects(
    turns.take(async () => {}),
    (error) =>
      error instanceof Problem &&
      error.kind.code === "unavailable" &&
      Number(error.headers["retry-after"]) > 0,
  );
  for (const each of [first, second, third]) each.end();
  await Promise.all(served);
  await turns.take(async () => {});
});
