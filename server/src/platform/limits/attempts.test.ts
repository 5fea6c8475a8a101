import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { type TestDatabase, testDatabase } from "#harness/postgres";
import { createDatabase, type Database, sql } from "#platform/db";
import { Problem } from "#platform/errors";
import { createKeyRing } from "#platform/secrets";
import { type Attempts, createAttempts } from "./attempts.ts";

const [first, second] = ["the first secret of these tests, 32+", "the second secret of these tests, 32+"];
const account = { kind: "account", text: "ada@example.com", free: 3, mostSeconds: 60 };
const address = { kind: "address", text: "192.0.2.7", free: 1_000, mostSeconds: 60 };

let store: TestDatabase;
let database: Database;
let attempts: Attempts;
let now: Date;
const clock = { now: () => now, forDatabase: () => now.toISOString() };
const pass = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1_000);
};

before(async () => {
  store = await testDatabase();
  database = await createDatabase(store);
  attempts = createAttempts({ database, keyRing: createKeyRing([first]), clock });
});
beforeEach(async () => {
  now = new Date("2026-11-21T08:00:00Z");
  await database.system(sql`delete from plinth.attempts`);
});
after(async () => {
  await database.end();
  await store.drop();
});

const fail = async (times: number, keys = [account]) => {
  for (let i = 0; i < times; i++) await attempts.failed(keys);
};
const retryAfter = async (keys = [account], asked = attempts): Promise<number | undefined> => {
  const problem = await asked.check(keys).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (problem === undefined) return undefined;
  assert.ok(problem instanceof Problem && problem.kind.code === "too_many_attempts", String(problem));
  assert.equal(problem.kind.status, 429);
  return Number(problem.headers["retry-after"]);
};
const kept = () =>
  database.system<{ digest: Buffer; failures: number }>(sql`select digest, failures from plinth.attempts`);

test("429: after the free failures the wait doubles up to the longest, and passes", async () => {
  await fail(3);
  assert.equal(await retryAfter(), undefined);
  for (const wait of [1, 2, 4, 8, 16, 32, 60, 60]) {
    await fail(1);
    assert.equal(await retryAfter(), wait);
    pass(wait - 0.5);
    assert.equal(await retryAfter(), 1);
    pass(0.5);
    assert.equal(await retryAfter(), undefined);
  }
});

test("429: the key that must wait longest decides, wherever it stands", async () => {
  await fail(5);
  await fail(7, [{ ...account, text: "bob@example.com" }]);
  const keys = [account, address, { ...account, text: "bob@example.com" }];
  assert.equal(await retryAfter(keys), 8);
  assert.equal(await retryAfter(keys.toReversed()), 8);
  assert.equal(await retryAfter([address]), undefined);
});

test("the same text under another kind is another count, and nothing asked is nothing found", async () => {
  await fail(9);
  assert.equal(await retryAfter([{ ...account, kind: "device" }]), undefined);
  assert.equal(await retryAfter([]), undefined);
  await attempts.failed([]);
  await attempts.succeeded([]);
});

test("failures are forgotten one by one, the free ones of them in an hour", async () => {
  await fail(4);
  pass(1_200);
  await fail(1);
  assert.equal(await retryAfter(), 1, "four, one forgotten, one more");
  pass(3 * 3_600);
  await fail(3);
  assert.equal(await retryAfter(), undefined, "all forgotten");
});

test("nobody is shut out for good: after any number of failures the longest wait is enough", async () => {
  await fail(60);
  assert.equal(await retryAfter(), 60);
  pass(60);
  assert.equal(await retryAfter(), undefined);
  pass(4 * 3_600);
  await fail(4);
  assert.equal(await retryAfter(), 1, "and after a few hours the past is past");
});

test("a success forgets its own keys and no others", async () => {
  await fail(9);
  await fail(9, [{ ...account, text: "bob@example.com" }]);
  await attempts.succeeded([account, address]);
  assert.equal(await retryAfter(), undefined);
  assert.ok(await retryAfter([{ ...account, text: "bob@example.com" }]));
});

test("what is checked is not counted: any number of right passwords at once passes", async () => {
  await Promise.all(Array.from({ length: 100 }, () => attempts.check([account])));
  assert.deepEqual(await kept(), []);
});

test("no failure is lost among rivals, and rivals with keys in other orders do not deadlock", async () => {
  const one = { ...address, text: "one" };
  const other = { ...address, text: "other" };
  await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      attempts.failed(i % 2 ? [one, other, address] : [address, other, one]),
    ),
  );
  assert.deepEqual(
    (await kept()).map(({ failures }) => failures),
    [200, 200, 200],
  );
});

test("a key named twice counts once", async () => {
  await attempts.failed([account, { ...account }]);
  assert.deepEqual(
    (await kept()).map(({ failures }) => failures),
    [1],
  );
});

test("without a clock of one's own the database's counts", async () => {
  const real = createAttempts({
    database,
    keyRing: createKeyRing([first]),
    clock: { now: () => new Date(), forDatabase: () => "" },
  });
  for (let i = 0; i < 9; i++) await real.failed([account]);
  const wait = (await retryAfter([account], real)) ?? 0;
  assert.ok(wait > 20 && wait <= 32, String(wait));
});

test("neither address nor name can be read in the table, nor guessed without the key", async () => {
  await attempts.failed([account, address]);
  const rows = await database.system<{ row: string }>(sql`select a::text as row from plinth.attempts a`);
  for (const { row } of rows) assert.doesNotMatch(row, /ada|example|192|account/);
  const elsewhere = createAttempts({ database, keyRing: createKeyRing([second]), clock });
  await elsewhere.failed([account, address]);
  assert.equal((await kept()).length, 4);
});

test("a new secret does not forgive what was counted under the older one", async () => {
  await fail(8);
  const rotated = createAttempts({ database, keyRing: createKeyRing([second, first]), clock });
  assert.equal(await retryAfter([account], rotated), 16);
  await rotated.succeeded([account]);
  assert.equal(await retryAfter([account], rotated), undefined);
  assert.equal(await retryAfter(), undefined);
});

test("what is forgotten is removed, what is remembered stays", async () => {
  await fail(9);
  assert.equal(await attempts.purge(), 0);
  pass(9_000);
  await attempts.failed([address]);
  pass(3_001);
  assert.equal(await attempts.purge(), 1);
  assert.deepEqual(
    (await kept()).map(({ failures }) => failures),
    [1],
  );
});

test("no caller reaches the counts: they are the system's alone", async () => {
  const caller = await createDatabase({ appUrl: store.appUrl, systemUrl: store.appUrl });
  try {
    await assert.rejects(caller.system(sql`select from plinth.attempts`), /permission denied/);
    await assert.rejects(caller.system(sql`delete from plinth.attempts`), /permission denied/);
  } finally {
    await caller.end();
  }
});
