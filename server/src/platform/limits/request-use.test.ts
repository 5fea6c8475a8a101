/** Several processes that tell one another what was spent, through a real database. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { execute } from "#harness/execute";
import { type TestDatabase, testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { createDatabase, type Database, type Statement } from "#platform/db";
import { createRequestLimit } from "./request-limit.ts";
import { shareRequestUse } from "./request-use.ts";

let store: TestDatabase;
let database: Database;
const statements: string[] = [];
const failures: unknown[] = [];
/** While it is away every statement fails. */
let away = false;

before(async () => {
  store = await testDatabase();
  database = await createDatabase(store);
});
beforeEach(async () => {
  await execute(store.adminUrl, "truncate plinth.request_use");
  statements.length = 0;
  failures.length = 0;
});
after(async () => {
  await database.end();
  await store.drop();
});

/** One process with its own buckets. Their clock stands until the test turns it; what is told goes at once. */
function oneProcess() {
  let now = 1_000;
  const system = async (statement: Statement) => {
    if (away) throw new Error("the database is away");
    statements.push(statement.text);
    return await database.system(statement);
  };
  const use = shareRequestUse({
    database: { system: system as Database["system"] },
    failed: (error) => failures.push(error),
    nowMs: () => now,
    everyMs: 0,
  });
  const limit = createRequestLimit(600, { tell: use.tell, nowMs: () => now });
  let people = 0;
  const take = () => limit.take("an organization", `${++people}`, null);
  return {
    stop: use.stop,
    /** How many of `count` came in, each from somebody else. */
    admitted: (count: number) =>
      Array.from({ length: count }, take).filter((one) => one?.retryAfterSeconds === null).length,
    /** Asks once more, and answers how many are left then. */
    left: () => Number(/^"organization";r=(\d+)/.exec(take()?.left ?? "")?.[1]),
    wait: () => take()?.retryAfterSeconds ?? 0,
    turn: (ms: number) => {
      now += ms;
    },
  };
}

const lacking = async () =>
  Math.round(
    Number(
      (
        await execute(
          store.adminUrl,
          "select lacking from plinth.request_use where bucket = 'an organization'",
        )
      )[0]?.lacking ?? 0,
    ),
  );
/** What flowed in meanwhile by the database's clock, which does not stand: 10 a second. */
const about = (figure: number, is: number) => Math.abs(is - figure) <= 40;

test("what one process admitted is missing at the other as soon as that has something to tell", async () => {
  const [one, other] = [oneProcess(), oneProcess()];
  assert.equal(one.admitted(400), 400);
  await until("it to be told", async () => about(400, await lacking()));
  assert.equal(other.admitted(100), 100, "it has not asked yet");
  await until("both to know of 500", () => about(100, other.left()));
  assert.ok(other.admitted(600) <= 140, "one limit for both");
  await Promise.all([one.stop(), other.stop()]);
});

test("who stays under a tenth of a limit tells nothing, and no statement is made", async () => {
  const quiet = oneProcess();
  for (let second = 0; second < 300; second++) {
    // a tenth of what flows in: for ever
    assert.equal(quiet.admitted(1), 1);
    quiet.turn(1_000);
  }
  assert.equal(quiet.admitted(58), 58);
  await quiet.stop();
  assert.deepEqual(statements, []);

  const steady = oneProcess();
  for (let second = 0; second < 30; second++) {
    // half of what flows in: the bucket here is always full, and there may be many like it
    assert.equal(steady.admitted(5), 5);
    steady.turn(1_000);
  }
  await until("it to be told", async () => (await lacking()) > 50);
  await steady.stop();
});

test("what was admitted beyond a limit is waited for, a bucket's worth at most", async () => {
  const all = Array.from({ length: 5 }, oneProcess);
  for (const one of all) assert.equal(one.admitted(600), 600, "nobody has told anybody");
  await until("everything to be told", async () => about(1_200, await lacking()));
  const [first = oneProcess()] = all;
  first.turn(2_000); // twenty flow in: it asks, is let in, and learns of the others
  first.admitted(1);
  await until("it to know", () => first.wait() > 10);
  assert.ok(first.wait() <= 61, `${first.wait()} s`);
  for (const one of all) await one.stop();
});

test("one statement tells of all buckets; a row of which nothing is lacking any more goes", async () => {
  await execute(
    store.adminUrl,
    "insert into plinth.request_use values ('old', 600, 600, now() - interval '121 s'), ('young', 600, 600, now())",
  );
  const one = oneProcess();
  one.admitted(100);
  await until("the old row to go", async () => {
    const rows = await execute(store.adminUrl, "select bucket from plinth.request_use order by bucket");
    return rows.map(({ bucket }) => bucket).join() === "an organization,young";
  });
  one.admitted(100);
  await until("it to be told", async () => about(200, await lacking()));
  await one.stop();
  assert.ok(statements.filter((text) => text.includes("insert into")).length <= 3);
  assert.equal(statements.filter((text) => text.includes("delete from")).length, 1);
});

test("while the database is away each process limits for itself, says so once, and tells it all afterwards", async () => {
  const one = oneProcess();
  away = true;
  try {
    assert.equal(one.admitted(100), 100);
    await until("it to fail", () => failures.length > 0);
    for (let i = 0; i < 3; i++) {
      assert.equal(one.admitted(20), 20);
      await new Promise(setImmediate);
    }
    assert.equal(failures.length, 1);
  } finally {
    away = false;
  }
  await until("it to be told", async () => one.admitted(1) === 1 && (await lacking()) >= 150);
  await one.stop();
});
