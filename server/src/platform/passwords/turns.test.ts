import assert from "node:assert/strict";
import { describe, test } from "node:test";
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
  const turns = createTurns({ mostWaiting: 10 });
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
    const turns = createTurns({ mostWaiting: 10 });
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
  const turns = createTurns({ mostWaiting: 2 });
  const [first, second, third] = [piece(), piece(), piece()];
  const served = [first, second, third].map(({ work }) => turns.take(work));
  await assert.rejects(
    turns.take(async () => {}),
    (error) =>
      error instanceof Problem &&
      error.kind.code === "overloaded" &&
      Number(error.headers["retry-after"]) > 0,
  );
  for (const each of [first, second, third]) each.end();
  await Promise.all(served);
  await turns.take(async () => {});
});

describe("a crowd from one place", () => {
  const room = { mostWaiting: 8, forKnown: 2, share: 2 };
  const from = (name: string, known = false) => ({ name, known });

  /** Somebody works, and behind them wait as many as are named, in this order. */
  async function crowd(places: ReturnType<typeof from>[]) {
    const turns = createTurns(room);
    const first = piece();
    const served: string[] = [];
    const working = turns.take(first.work);
    const ask = (place: ReturnType<typeof from>) =>
      turns
        .take(async () => void served.push(place.name), place)
        .then(
          () => 200,
          (error) => (error instanceof Problem ? error.kind.status : Promise.reject(error)),
        );
    const asked = places.map(ask);
    const end = async () => {
      first.end();
      await working;
      return await Promise.all(asked);
    };
    return { ask, end, served };
  }
  const times = (count: number, name: string) => Array.from({ length: count }, () => from(name));

  test("waits like anybody while there is room", async () => {
    const { end } = await crowd(times(6, "office"));
    assert.deepEqual(await end(), [200, 200, 200, 200, 200, 200]);
  });

  test("503: gives its last places up to others, down to its share", async () => {
    const { ask, end, served } = await crowd(times(9, "flood"));
    const others = ["one", "two", "three", "four"].map((name) => ask(from(name)));
    assert.equal(await ask(from("five")), 503);
    assert.deepEqual(await end(), [200, 200, 503, 503, 503, 503, 503, 503, 503]);
    assert.deepEqual(await Promise.all(others), [200, 200, 200, 200]);
    assert.deepEqual(served, ["flood", "flood", "one", "two", "three", "four"]);
  });

  test("of strangers from everywhere leaves room for those who are known", async () => {
    const { ask, end } = await crowd(["a", "b", "c", "d", "e", "f"].map((name) => from(name)));
    assert.equal(await ask(from("g")), 503);
    const known = [ask(from("ada", true)), ask(from("eve", true))];
    assert.equal(await ask(from("joe", true)), 503);
    assert.deepEqual(await end(), [200, 200, 200, 200, 200, 200]);
    assert.deepEqual(await Promise.all(known), [200, 200]);
  });

  test("503: of one who is known gives way too", async () => {
    const { ask, end } = await crowd(times(8, "eve").map(({ name }) => from(name, true)));
    const ada = ask(from("ada", true));
    assert.deepEqual(await end(), [200, 200, 200, 200, 200, 200, 200, 503]);
    assert.equal(await ada, 200);
  });
});
