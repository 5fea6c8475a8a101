import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { turnedClock } from "#harness/signers";
import { relayed } from "#harness/trail";
import { until } from "#harness/until";
import { remindOfExpiry, startReminders } from "./remind-of-expiry.ts";

const dayMs = 86_400_000;
const begin = "2026-11-21T08:00:00Z";
const t = await testApp();
const { adminUrl } = t.database;
const { id: organization } = await t.tenant();
let made = 0;

/** A key as it was made at the beginning. @param days until it ends; absent is never */
async function key(days?: number, changes = ""): Promise<string> {
  const [row] = await execute(
    adminUrl,
    `insert into api_keys (organization_id, name, prefix, secret_hash, role, api_version, created_by, created_at, expires_at)
     values ($1, 'k', 'plk_', sha256($2::bytea), 'sales', '2026-11-01', 'system:x', $3::timestamptz, $3::timestamptz + $4::float8 * interval '1 day')
     returning id`,
    [organization, Buffer.from(`${++made}`), begin, days ?? null],
  );
  const id = String(row?.id);
  if (changes !== "") await execute(adminUrl, `update api_keys set ${changes} where id = $1`, [id]);
  return id;
}

async function told(id: string): Promise<unknown[][]> {
  await relayed(adminUrl);
  const rows = await execute(
    adminUrl,
    "select type, data::json as data, actor, subject_version, occurred_at from plinth.events where subject_id = $1 order by seq",
    [id],
  );
  return rows.map(({ type, data }) => [type, data]);
}

const fortnight = ["api_key.expiring", { days_left: 14 }];
const lastDay = ["api_key.expiring", { days_left: 1 }];
const due = ["api_key.rotation_due", {}];

test("a key that ends is told of two weeks before and on its last day, once each", async () => {
  const id = await key(30);
  const clock = turnedClock(begin);
  const after = async (days: number) => {
    clock.turn(days * dayMs);
    await remindOfExpiry(t.app.database, clock);
    await remindOfExpiry(t.app.database, clock);
    return told(id);
  };
  assert.deepEqual(await after(15.9), []);
  assert.deepEqual(await after(0.2), [fortnight]);
  assert.deepEqual(await after(12.8), [fortnight]);
  assert.deepEqual(await after(0.2), [fortnight, lastDay]);
  assert.deepEqual(await after(2), [fortnight, lastDay]);
  const [event] = await execute(
    adminUrl,
    "select actor, subject_type, subject_version, organization_id from plinth.events where subject_id = $1",
    [id],
  );
  assert.deepEqual(event, {
    actor: `system:${organization}`,
    subject_type: "api_key",
    subject_version: 1,
    organization_id: organization,
  });
});

test("who looks away for long is told the last thing only, and nothing of what has ended", async () => {
  const clock = turnedClock(begin);
  const [late, gone] = [await key(30), await key(20)];
  clock.turn(29.5 * dayMs);
  await remindOfExpiry(t.app.database, clock);
  assert.deepEqual([await told(late), await told(gone)], [[lastDay], []]);
});

test("a key that was made for a short while needs no reminder of what everybody knew", async () => {
  const clock = turnedClock(begin);
  const [hours, days] = [await key(0.1), await key(10)];
  await remindOfExpiry(t.app.database, clock);
  assert.deepEqual([await told(hours), await told(days)], [[], []]);
  clock.turn(9.5 * dayMs);
  await remindOfExpiry(t.app.database, clock);
  assert.deepEqual([await told(hours), await told(days)], [[], [lastDay]]);
});

test("a revoked key is not told of", async () => {
  const clock = turnedClock(begin);
  const [ends, old] = [await key(14.5, "revoked_at = now()"), await key(undefined, "revoked_at = now()")];
  clock.turn(400 * dayMs);
  await remindOfExpiry(t.app.database, clock);
  clock.turn(-399 * dayMs);
  await remindOfExpiry(t.app.database, clock);
  assert.deepEqual([await told(ends), await told(old)], [[], []]);
});

test("a key without an end is told of after a year with one secret, and again a year after it was rotated", async () => {
  const id = await key();
  const clock = turnedClock(begin);
  const after = async (days: number) => {
    clock.turn(days * dayMs);
    await remindOfExpiry(t.app.database, clock);
    return told(id);
  };
  assert.deepEqual(await after(364.9), []);
  assert.deepEqual(await after(0.2), [due]);
  assert.deepEqual(await after(400), [due]);
  await execute(adminUrl, "update api_keys set rotated_at = $2 where id = $1", [id, clock.now()]);
  assert.deepEqual(await after(364.9), [due]);
  assert.deepEqual(await after(0.2), [due, due]);
});

test("of many processes one tells", async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, () => key(15)));
  const clock = turnedClock(begin);
  clock.turn(2 * dayMs);
  const written = await Promise.all(Array.from({ length: 4 }, () => remindOfExpiry(t.app.database, clock)));
  assert.equal(
    written.reduce((sum, one) => sum + one, 0),
    20,
  );
  for (const id of ids) assert.deepEqual(await told(id), [fortnight]);
});

test("the loop tells as soon as it starts, hears of its failures, and stops", async () => {
  const id = await key(15);
  const clock = turnedClock(begin);
  clock.turn(2 * dayMs);
  const failures: unknown[] = [];
  const stop = startReminders(t.app.database, clock, (error) => failures.push(error));
  await until("the reminder", async () => (await told(id)).length === 1);
  await stop();
  const broken = { system: () => Promise.reject(new Error("away")) };
  const stopBroken = startReminders(broken, clock, (error) => failures.push(error));
  await stopBroken();
  assert.deepEqual(failures.map(String), ["Error: away"]);
});
