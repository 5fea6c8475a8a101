import assert from "node:assert/strict";
import { test } from "node:test";
import type { Revocation } from "./remembered.ts";
import { createRevocationWatch } from "./revocation-watch.ts";

/** A watch whose clocks and polls the test holds. */
function watched() {
  const at = { steady: 1_000_000, wall: 1_800_000_000_000 };
  const heard: string[] = [];
  const remembered = {
    learn: (revocations: readonly Revocation[]) => void heard.push(`learn ${revocations.length}`),
    forgetAll: () => void heard.push("forget all"),
  };
  let answer: () => Promise<Revocation[]> = async () => [];
  const watch = createRevocationWatch(remembered, () => answer(), {
    steady: () => at.steady,
    wall: () => at.wall,
  });
  return {
    watch,
    at,
    heard,
    pass(ms: number) {
      at.steady += ms;
      at.wall += ms;
    },
    answers(next: () => Promise<Revocation[]>) {
      answer = next;
    },
    async poll() {
      heard.length = 0;
      await watch.poll();
      return [...heard];
    },
  };
}

test("nothing is believed before the first good poll, and then for three quarters of a second", async () => {
  const w = watched();
  assert.equal(w.watch.trusted(), false);
  assert.deepEqual(await w.poll(), ["forget all", "learn 0"]);
  assert.equal(w.watch.trusted(), true);
  w.pass(749);
  assert.equal(w.watch.trusted(), true);
  w.pass(1);
  assert.equal(w.watch.trusted(), false);
  assert.deepEqual(await w.poll(), ["learn 0"]);
  assert.equal(w.watch.trusted(), true);
});

test("a poll counts from its beginning: what was revoked while it ran may not be in it", async () => {
  const w = watched();
  await w.poll();
  const gate = Promise.withResolvers<Revocation[]>();
  w.answers(() => gate.promise);
  w.pass(250);
  const polling = w.watch.poll();
  w.pass(740);
  gate.resolve([]);
  await polling;
  assert.equal(w.watch.trusted(), true);
  w.pass(10);
  assert.equal(w.watch.trusted(), false);
});

test("a poll that fails is no good poll", async () => {
  const w = watched();
  await w.poll();
  w.answers(() => Promise.reject(new Error("away")));
  w.pass(750);
  await assert.rejects(w.poll(), /away/);
  assert.equal(w.watch.trusted(), false);
  assert.deepEqual(w.heard, []);
});

test("after half a minute without a good poll everything is forgotten: revocations may have been missed", async () => {
  const w = watched();
  await w.poll();
  w.pass(30_000);
  assert.deepEqual(await w.poll(), ["learn 0"]);
  w.pass(30_001);
  assert.deepEqual(await w.poll(), ["forget all", "learn 0"]);
});

test("a machine that slept is noticed by the clock that went on, and a clock that was set by the other", async () => {
  const w = watched();
  await w.poll();
  w.at.wall += 60_000; // suspended: the steady clock stood still
  assert.deepEqual(await w.poll(), ["forget all", "learn 0"]);
  w.at.wall -= 60_000; // set back
  assert.deepEqual(await w.poll(), ["forget all", "learn 0"]);
  assert.deepEqual(await w.poll(), ["learn 0"]);
});

test("polls take turns: one that was asked first is not learned last, and one that fails keeps none waiting", async () => {
  const w = watched();
  await w.poll();
  w.heard.length = 0;
  const gate = Promise.withResolvers<Revocation[]>();
  let asked = 0;
  w.answers(() => (++asked === 1 ? gate.promise : Promise.resolve([{ id: "r", subject_id: "s" }])));
  const [older, newer] = [w.watch.poll(), w.watch.poll()];
  await new Promise(setImmediate);
  assert.equal(asked, 1, "the second waits for the first");
  gate.resolve([]);
  await Promise.all([older, newer]);
  assert.deepEqual(w.heard, ["learn 0", "learn 1"]);

  asked = 0;
  w.answers(() => (++asked === 1 ? Promise.reject(new Error("away")) : Promise.resolve([])));
  const [failing, next] = [w.watch.poll(), w.watch.poll()];
  await assert.rejects(failing, /away/);
  await next;
  assert.equal(w.heard.at(-1), "learn 0");
});
