/** Committed entries of the trail are sealed once each, numbered without a hole, whatever deeds and relays do. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Client } from "pg";
import { execute } from "#harness/execute";
import { figureOf } from "#harness/figures";
import { testDatabase } from "#harness/postgres";
import { strangerHolding } from "#harness/stranger";
import { sealed } from "#harness/trail";
import { until } from "#harness/until";
import { type Sealing, startSealing, type Verdict, verifyTrail } from "#platform/audit";
import { createDatabase } from "#platform/db";
import { createKeyRing, type KeyRing } from "#platform/secrets";
import type { Logger } from "#platform/telemetry";
import { uuidv7 } from "#platform/uuid";

const mine = await testDatabase();
const { adminUrl } = mine;
const keyRing = createKeyRing(["a secret of the tests, long enough to be one"]);
after(() => mine.drop());

type Line = { words: string; seconds?: number; err?: Error };

/** A relay as a process of its own would run it; stops with its test, because a red test must not hang. */
async function relay(keys = keyRing): Promise<{ sealing: Sealing; said: Line[]; end(): Promise<void> }> {
  const database = await createDatabase(mine);
  const said: Line[] = [];
  const error = (about: object, words: string) => void said.push({ ...about, words });
  // of all the forms in which a logger may be spoken to, sealing uses this one
  const logger = { error } as unknown as Pick<Logger, "error">;
  const sealing = startSealing({ database, keyRing: keys, logger });
  let ended: Promise<void> | undefined;
  const end = () => {
    ended ??= sealing.stop().then(() => database.end());
    return ended;
  };
  after(end);
  return { sealing, said, end };
}

/** A deed whose transaction stays open until it is told how to end. */
async function openDeed(organization: string) {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query("begin");
  return {
    async leave(subject: string) {
      await client.query(
        `insert into plinth.audit_entries (organization_id, actor, action, subject_type, subject_id, request_id, door)
         values ($1, 'system:test', 'things.make', 'thing', $2, 'r', 'test')`,
        [organization, subject],
      );
    },
    async end(keep: boolean) {
      await client.query(keep ? "commit" : "rollback");
      await client.end();
    },
  };
}

async function leave(organization: string, subject = uuidv7()): Promise<void> {
  const deed = await openDeed(organization);
  await deed.leave(subject);
  await deed.end(true);
}

async function verdicts(): Promise<Verdict[]> {
  const found: Verdict[] = [];
  for await (const verdict of verifyTrail(mine.ownerUrl, keyRing)) found.push(verdict);
  return found;
}

/** Deterministic, so that a red run can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

test("rival deeds with rollbacks, three relays whose connections are cut: every committed entry is sealed once, without a hole", async () => {
  const relays = await Promise.all([relay(), relay(), relay()]);
  const organizations = [uuidv7(), uuidv7(), uuidv7()];
  const kept: string[] = [];
  const doer = async (i: number): Promise<void> => {
    const roll = dice(i + 1);
    for (let round = 0; round < 12; round++) {
      const deed = await openDeed(organizations[roll(3)] ?? "");
      const subjects = Array.from({ length: 1 + roll(4) }, () => uuidv7());
      for (const subject of subjects) {
        await deed.leave(subject);
        for (let turns = roll(40); turns > 0; turns--) await new Promise(setImmediate);
      }
      const keep = roll(4) > 0;
      await deed.end(keep);
      if (keep) kept.push(...subjects);
      relays[roll(3)]?.sealing.nudge();
      if (round % 4 === i % 4) await cutConnections();
    }
  };
  await Promise.all(Array.from({ length: 10 }, (_, i) => doer(i)));
  await sealed(adminUrl);

  const rows = await execute(
    adminUrl,
    "select organization_id, seq::int, subject_id from plinth.audit_trail order by organization_id, seq",
  );
  assert.deepEqual(rows.map(({ subject_id }) => subject_id).sort(), kept.sort());
  for (const organization of organizations) {
    const own = rows.filter((row) => row.organization_id === organization);
    assert.deepEqual(
      own.map(({ seq }) => seq),
      own.map((_, i) => i + 1),
    );
  }
  for (const { finding, entries } of await verdicts()) {
    assert.equal(finding, null);
    assert.ok(entries > 0);
  }
  const keys = await execute(adminUrl, "select id from plinth.audit_keys");
  assert.equal(keys.length, 1, "the relays made one key among them");
  await Promise.all(relays.map(({ end }) => end()));
});

test("a relay that dies between moving and sealing leaves everything as it was", async () => {
  const organization = uuidv7();
  await leave(organization);
  const stranger = await strangerHolding(adminUrl, "lock table plinth.audit_seals in access exclusive mode");
  const { sealing, end } = await relay();
  sealing.nudge();
  await until("the relay to stand before the seals", async () => (await waiting()) > 0);
  await cutConnections();
  const [row] = await execute(
    adminUrl,
    `select (select count(*)::int from plinth.audit_entries where organization_id = $1) as unsealed,
            (select count(*)::int from plinth.audit_trail where organization_id = $1) as moved`,
    [organization],
  );
  assert.deepEqual(row, { unsealed: 1, moved: 0 });
  await stranger.release();
  await sealed(adminUrl);
  const verdict = (await verdicts()).find(({ organization_id }) => organization_id === organization);
  assert.deepEqual([verdict?.entries, verdict?.finding], [1, null]);
  await end();
});

test("many entries share a seal, and one that nobody nudged for is sealed all the same", async () => {
  const { end } = await relay();
  const organization = uuidv7();
  await execute(
    adminUrl,
    `insert into plinth.audit_entries (organization_id, actor, action, subject_type, request_id, door)
     select $1, 'system:test', 'things.make', 'thing', 'r', 'test' from generate_series(1, 2500)`,
    [organization],
  );
  await sealed(adminUrl);
  const seals = await execute(
    adminUrl,
    "select (last_seq - first_seq + 1)::int as entries from plinth.audit_seals where organization_id = $1 order by first_seq",
    [organization],
  );
  assert.deepEqual(
    seals.map(({ entries }) => entries),
    [1_000, 1_000, 500],
  );
  await end();
});

test("whoever stops seals what was just committed", async () => {
  const { end } = await relay();
  const organization = uuidv7();
  await leave(organization);
  await end();
  const rows = await execute(adminUrl, "select seq::int from plinth.audit_trail where organization_id = $1", [
    organization,
  ]);
  assert.deepEqual(rows, [{ seq: 1 }]);
});

test("an older key still verifies what it sealed; the newest one seals", async () => {
  const organization = uuidv7();
  const first = await relay();
  await leave(organization);
  await first.end();
  await execute(adminUrl, "insert into plinth.audit_keys (key_sealed) values ($1)", [
    keyRing.seal("audit key", Buffer.alloc(32, 7).toString("base64url")),
  ]);
  const second = await relay();
  await leave(organization);
  await second.end();
  const verdictOf = async () =>
    (await verdicts()).find(({ organization_id }) => organization_id === organization);
  assert.deepEqual([(await verdictOf())?.entries, (await verdictOf())?.finding], [2, null]);
  await execute(
    adminUrl,
    "delete from plinth.audit_keys where id = (select id from plinth.audit_keys order by id desc limit 1)",
  );
  assert.deepEqual(
    [(await verdictOf())?.finding?.what, (await verdictOf())?.finding?.seq],
    ["seal_altered", 2],
  );
});

test("an entry that stays unsealed for 5 seconds is said in the log and in the metrics, once; then it is sealed", async () => {
  const stranger = await strangerHolding(
    adminUrl,
    "select name from plinth.feed_head where name = 'audit' for update",
  );
  const { said, end } = await relay();
  await leave(uuidv7());
  const committed = performance.now();
  await until("the alarm", () => said.length > 0, 15_000);
  const after = performance.now() - committed;
  assert.ok(after > 4_500 && after < 9_000, `said after ${Math.round(after)} ms`);
  assert.equal(said[0]?.words, "entries of the trail stay unsealed");
  assert.ok((said[0]?.seconds ?? 0) >= 5);
  assert.ok((await figureOf("plinth_audit_unsealed_seconds")) >= 5);
  assert.equal(await figureOf("plinth_audit_waiting_entries"), 1);
  await stranger.release();
  const before = await figureOf("plinth_audit_sealed_entries_total");
  await sealed(adminUrl);
  await until("the gauge to fall", async () => (await figureOf("plinth_audit_unsealed_seconds")) === 0);
  assert.equal(await figureOf("plinth_audit_waiting_entries"), 0);
  assert.ok((await figureOf("plinth_audit_sealed_entries_total")) >= before);
  assert.deepEqual(said.length, 1);
  await end();
});

test("a process without the secret tries ever more rarely and says so once, with the cause; with it, it seals", async () => {
  const first = await relay();
  await leave(uuidv7());
  await sealed(adminUrl);
  await first.end();

  const stranger = createKeyRing(["another secret of the tests, long enough too"]);
  let known = stranger;
  let tries = 0;
  const keys: KeyRing = {
    ...stranger,
    open(...asked) {
      tries++;
      return known.open(...asked);
    },
  };
  const { said, end } = await relay(keys);
  await leave(uuidv7());
  await until("some tries to have failed", () => tries >= 4);
  const causes = said.filter(({ words }) => words === "the trail could not be sealed");
  assert.deepEqual(
    causes.map(({ err }) => err?.constructor.name),
    ["MissingSecret"],
  );
  known = keyRing;
  await sealed(adminUrl);
  await end();
});

/** Sessions of the system's that stand at a lock. */
async function waiting(): Promise<number> {
  const [row] = await execute(
    adminUrl,
    "select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'plinth system' and wait_event_type = 'Lock'",
  );
  return Number(row?.n);
}

async function cutConnections(): Promise<void> {
  await execute(
    adminUrl,
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'plinth system' and datname = current_database()",
  );
}
