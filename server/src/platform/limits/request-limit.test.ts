import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createRequestLimit, type RequestAllowance } from "./request-limit.ts";

/** A limit whose clock stands until it is turned. Who asks is somebody new each time, unless they are named. */
function watched(everybodys: number) {
  let now = 1_000;
  let people = 0;
  const limit = createRequestLimit(everybodys, { nowMs: () => now });
  const take = (organization = "a", own: number | null = null, actor = `${++people}`) =>
    limit.take(organization, actor, own);
  return {
    take,
    /** How many of `count` came in. */
    admitted(count: number, organization = "a", own: number | null = null, actor?: string): number {
      const asked = Array.from({ length: count }, () => take(organization, own, actor));
      return asked.filter((one) => one === undefined || one.retryAfterSeconds === null).length;
    },
    turn: (ms: number) => {
      now += ms;
    },
  };
}

const words = (allowance: RequestAllowance | undefined) => [
  allowance?.policy,
  allowance?.left,
  allowance?.retryAfterSeconds,
];

describe("requests of an organization", () => {
  test("a minute's worth may come at once, and then one as each is made good", () => {
    const { admitted, turn } = watched(120);
    assert.equal(admitted(500), 120);
    turn(499);
    assert.equal(admitted(5), 0);
    turn(1);
    assert.equal(admitted(5), 1);
    turn(5_000);
    assert.equal(admitted(50), 10);
    turn(3_600_000);
    assert.equal(admitted(500), 120, "an hour of silence is a minute's worth and no more");
  });

  test("each answer says how many there are, how many are left where less is left, and when all are there again", () => {
    const { take, turn, admitted } = watched(120);
    const policy = '"organization";q=120;w=60, "actor";q=60;w=60';
    assert.deepEqual(words(take("a", null, "ada")), [policy, '"actor";r=59;t=1', null]);
    admitted(69);
    assert.deepEqual(words(take("a", null, "ada")), [policy, '"organization";r=49;t=36', null]);
    admitted(49);
    assert.deepEqual(words(take("a", null, "ada")), [policy, '"organization";r=0;t=60', 1]);
    turn(30_000);
    assert.deepEqual(words(take("a", null, "bob")), [policy, '"organization";r=59;t=31', null]);
    assert.deepEqual(words(take("a", null, "ada")), [policy, '"organization";r=58;t=31', null]);
  });

  test("who is turned away is told when to come again, and then comes in", () => {
    for (const perMinute of [1, 2, 7, 60, 12_000]) {
      const { take, admitted, turn } = watched(perMinute);
      admitted(perMinute);
      const seconds = take()?.retryAfterSeconds ?? Number.NaN;
      assert.ok(seconds >= 1 && seconds <= 60, `${perMinute}: ${seconds}`);
      turn(seconds * 1_000);
      assert.equal(take()?.retryAfterSeconds, null, `${perMinute} a minute, after ${seconds} s`);
    }
  });

  test("being turned away costs nothing: who keeps asking waits no longer", () => {
    const { admitted, turn } = watched(60);
    admitted(60);
    admitted(10_000);
    turn(1_000);
    assert.equal(admitted(10), 1);
  });

  test("one actor sends half of them at most: its colleagues still come in, each of them for as much", () => {
    const { admitted, take, turn } = watched(100);
    assert.equal(admitted(10_000, "a", null, "ada"), 50);
    const refused = take("a", null, "ada");
    assert.deepEqual(
      [refused?.by, refused?.left, refused?.retryAfterSeconds],
      ["actor", '"actor";r=0;t=60', 2],
    );
    assert.equal(admitted(20, "a", null, "bob"), 20, "whoever was turned away has cost the others nothing");
    assert.equal(admitted(100, "a", null, "eve"), 30);
    assert.equal(take("a", null, "eve")?.by, "organization");
    turn(60_000);
    assert.equal(admitted(100, "a", null, "ada"), 50);
    assert.equal(admitted(10, "b", null, "ada"), 10, "elsewhere they have spent nothing");
    const three = watched(3);
    assert.deepEqual([three.admitted(9, "a", null, "ada"), three.admitted(9, "a", null, "bob")], [2, 1]);
    assert.equal(watched(1).admitted(9, "a", null, "ada"), 1);
  });

  test("one organization's are not another's", () => {
    const { admitted } = watched(10);
    assert.equal(admitted(50, "a"), 10);
    assert.equal(admitted(50, "b"), 10);
  });

  test("the operator's number for one organization holds instead of everybody's, at once and back again", () => {
    const { admitted, take } = watched(10);
    assert.equal(admitted(8), 8);
    assert.equal(admitted(200, "a", 100), 92, "what was spent stays spent");
    assert.equal(take("a", 100)?.left, '"organization";r=0;t=60');
    assert.equal(take("a", null)?.retryAfterSeconds, 6);
    assert.equal(take("a", null)?.policy, '"organization";q=10;w=60, "actor";q=5;w=60');
  });

  test("0 is no limit, for whom nothing else was said", () => {
    const { take, admitted } = watched(0);
    assert.equal(take(), undefined);
    assert.equal(admitted(50, "b", 10), 10);
  });

  test("the memory is bounded: after ten thousand others the first begins anew, and of actors after forty thousand", () => {
    const { admitted } = watched(2);
    assert.equal(admitted(5, "first"), 2);
    for (let i = 0; i < 10_000; i++) admitted(1, `other ${i}`);
    assert.equal(admitted(5, "first"), 2);
    assert.equal(admitted(5, "a", 10, "ada"), 5);
    for (let i = 0; i < 40_000; i++) admitted(1, "b", 1, `other ${i}`);
    assert.equal(admitted(6, "a", 10, "ada"), 5);
  });
});
