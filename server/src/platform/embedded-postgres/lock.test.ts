import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { withLock } from "./lock.ts";
import { thisProcess } from "./processes.ts";

const silent = () => {};

async function lockFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "plinth-lock-"));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, "the.lock");
}

test("deeds under one lock never overlap", async (t) => {
  const file = await lockFile(t);
  let inside = 0;
  let most = 0;
  const deeds = Array.from({ length: 8 }, () =>
    withLock(file, silent, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside -= 1;
    }),
  );
  await Promise.all(deeds);
  assert.equal(most, 1);
});

test("the lock is free again after a deed that failed", async (t) => {
  const file = await lockFile(t);
  await assert.rejects(
    withLock(file, silent, () => Promise.reject(new Error("no"))),
    /no/,
  );
  assert.equal(await withLock(file, silent, async () => "done"), "done");
  assert.deepEqual(await readdir(join(file, "..")), []);
});

test("the lock of a dead process, or of a namesake with another start time, is taken over", async (t) => {
  const file = await lockFile(t);
  const dead = { pid: 2 ** 22 + 1, startedAt: "1" };
  const namesake = { ...(await thisProcess()), startedAt: "an earlier life" };
  for (const holder of [dead, namesake]) {
    await writeFile(file, JSON.stringify(holder));
    assert.equal(await withLock(file, silent, async () => "done"), "done");
  }
});

test("a lock that its owner died before signing is taken over after a while", async (t) => {
  const file = await lockFile(t);
  await writeFile(file, "");
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(file, longAgo, longAgo);
  assert.equal(await withLock(file, silent, async () => "done"), "done");
});

test("a living holder is waited for", async (t) => {
  const file = await lockFile(t);
  const order: string[] = [];
  let release = silent;
  const first = withLock(file, silent, async () => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    order.push("first");
  });
  while (!(await readFile(file, "utf8").catch(() => ""))) await new Promise(setImmediate);
  const second = withLock(file, silent, async () => order.push("second"));
  release();
  await Promise.all([first, second]);
  assert.deepEqual(order, ["first", "second"]);
});
