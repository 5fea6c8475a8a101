import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createPatience } from "./patience.ts";

/** Its clock stands until it is turned. */
function watched() {
  let now = 1_000;
  const said: [unknown, number][] = [];
  const patience = createPatience(
    (error, failures) => void said.push([error, failures]),
    () => now,
  );
  const turn = (ms: number) => {
    now += ms;
  };
  return { ...patience, said, turn };
}

describe("what keeps failing", () => {
  test("is tried ever more rarely, up to half a minute, and at once again when it has worked", () => {
    const { failed, worked } = watched();
    const pauses = Array.from({ length: 1_200 }, () => failed("down"));
    assert.deepEqual(pauses.slice(0, 9), [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    assert.equal(pauses.at(-1), 30_000);
    worked();
    assert.equal(failed("down"), 250);
  });

  test("is said the first time and then once a minute, with how often it failed meanwhile", () => {
    const { failed, said, turn } = watched();
    for (const error of ["first", "second", "third"]) failed(error);
    turn(59_999);
    failed("fourth");
    assert.deepEqual(said, [["first", 1]]);
    turn(1);
    failed("fifth");
    assert.deepEqual(said, [
      ["first", 1],
      ["fifth", 4],
    ]);
  });

  test("is said no more often when it works in between", () => {
    const { failed, worked, said, turn } = watched();
    for (let i = 0; i < 100; i++) {
      failed("now and then");
      worked();
      turn(1_000);
    }
    assert.deepEqual(
      said.map(([, failures]) => failures),
      [1, 60],
    );
  });
});
