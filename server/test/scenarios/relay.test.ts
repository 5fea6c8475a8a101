/** Committed facts reach the feed once each, in commit order, whatever the writers and relays do. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Client } from "pg";
import { testSecret } from "#harness/app";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { type Context, createContext } from "#platform/access";
import { createDatabase, type Database, sql } from "#platform/db";
import { openNews, startRelay } from "#platform/events";
import { createFeed } from "#platform/realtime";
import { createRegistry } from "#platform/resource";
import { createKeyRing } from "#platform/secrets";
import { uuidv7 } from "#platform/uuid";

const mine = await testDatabase();
const { adminUrl } = mine;
const database = await createDatabase(mine);
const never = new AbortController().signal;
after(async () => {
  await database.end();
  await mine.drop();
});

const contextOf = (organizationId: string): Context =>
  createContext({
    organizationId,
    actor: { kind: "system", id: organizationId, name: "test" },
    permissions: new Set(["events:read"]),
    scope: "all",
    requestId: uuidv7(),
    door: "test",
  });

/** Runs a writer of facts whose transaction stays open until it is told how to end. */
async function openWriter(
  organizationId: string,
): Promise<{ tell(subject: string): Promise<void>; end(keep: boolean): Promise<void> }> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query("begin");
  return {
    async tell(subject) {
      await client.query(
        "insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor) values ($1, 'thing.made', 'thing', $2, 1, 'system:test')",
        [organizationId, subject],
      );
    },
    async end(keep) {
      await client.query(keep ? "commit" : "rollback");
      await client.end();
    },
  };
}

/** Stops with its test: a red test must not hang. */
function relayed(failed: (error: unknown) => void) {
  const relay = startRelay(database, failed);
  after(relay.stop);
  return relay;
}

async function fed() {
  const news = await openNews(database);
  after(news.stop);
  const registry = createRegistry([]);
  const { page } = createFeed({ database, news, registry, keyRing: createKeyRing([testSecret]) });
  return {
    page: (context: Context, behind: number, limit: number, waitMs: number, signal: AbortSignal) =>
      page(context, { topics: undefined, after: String(behind), limit, waitMs }, signal),
  };
}

type Told = { organization: string; subject: string; seq: number; pos: number };
async function told(): Promise<Told[]> {
  const rows = await execute(
    adminUrl,
    "select organization_id as organization, subject_id as subject, seq::int, pos::int from plinth.events order by pos",
  );
  return rows as Told[];
}

async function settled(): Promise<Told[]> {
  await until(
    "the outbox to be empty",
    async () => (await execute(adminUrl, "select 1 from plinth.outbox limit 1")).length === 0,
  );
  return await told();
}

/** Deterministic, so that a red run can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

test("rival writers with delays and rollbacks, three relays: none lost, none twice, no hole, no effect before its cause", async () => {
  const failures: unknown[] = [];
  const relays = [1, 2, 3].map(() => relayed((error) => failures.push(error)));
  const organizations = [uuidv7(), uuidv7(), uuidv7()];
  const kept: { organization: string; subject: string; cause: string | undefined }[] = [];
  /** The last subject whose commit a writer has seen: what comes later must not be told before it. */
  const seen = new Map<string, string>();

  const writer = async (i: number): Promise<void> => {
    const roll = dice(i + 1);
    for (let round = 0; round < 12; round++) {
      const organization = organizations[roll(3)] ?? "";
      const cause = seen.get(organization);
      const open = await openWriter(organization);
      const subjects = Array.from({ length: 1 + roll(3) }, () => uuidv7());
      for (const subject of subjects) {
        await open.tell(subject);
        for (let turns = roll(40); turns > 0; turns--) await new Promise(setImmediate);
      }
      const keep = roll(4) > 0;
      await open.end(keep);
      if (!keep) continue;
      kept.push(...subjects.map((subject) => ({ organization, subject, cause })));
      seen.set(organization, subjects.at(-1) ?? "");
      relays[roll(3)]?.nudge();
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, i) => writer(i)));
  const events = await settled();

  assert.deepEqual(failures, []);
  assert.deepEqual(events.map(({ subject }) => subject).sort(), kept.map(({ subject }) => subject).sort());
  assert.deepEqual(
    events.map(({ pos }) => pos),
    events.map((_, i) => i + 1),
  );
  for (const organization of organizations) {
    const own = events.filter((one) => one.organization === organization);
    assert.deepEqual(
      own.map(({ seq }) => seq),
      own.map((_, i) => i + 1),
    );
  }
  const place = new Map(events.map(({ subject, pos }) => [subject, pos]));
  for (const { subject, cause } of kept) {
    if (cause !== undefined)
      assert.ok((place.get(cause) ?? 0) < (place.get(subject) ?? 0), "an effect came before its cause");
  }
});

test("a writer that stays open holds nobody back, and is told when it commits", async () => {
  relayed(() => {});
  const organization = uuidv7();
  const [slow, quick] = [await openWriter(organization), await openWriter(organization)];
  const [first, second] = [uuidv7(), uuidv7()];
  await slow.tell(first);
  await quick.tell(second);
  await quick.end(true);
  await until("the quick one's fact", async () => (await told()).some(({ subject }) => subject === second));
  await slow.end(true);
  await until("the slow one's fact", async () => (await told()).some(({ subject }) => subject === first));
  const own = (await told()).filter((one) => one.organization === organization);
  assert.deepEqual(
    own.map(({ subject, seq }) => [subject, seq]),
    [
      [second, 1],
      [first, 2],
    ],
  );
});

test("a relay that is cut off in the middle loses nothing and doubles nothing", async () => {
  const organization = uuidv7();
  const head = new Client({ connectionString: adminUrl });
  head.on("error", () => {});
  await head.connect();
  await head.query("begin");
  await head.query("select pos from plinth.feed_head for update"); // a relay that died holding the head

  const failures: unknown[] = [];
  const relay = relayed((error) => failures.push(error));
  const open = await openWriter(organization);
  const subjects = Array.from({ length: 50 }, () => uuidv7());
  for (const subject of subjects) await open.tell(subject);
  await open.end(true);
  relay.nudge();
  assert.ok((await told()).every(({ subject }) => !subjects.includes(subject)));
  const [{ pid } = { pid: 0 }] = (await head.query("select pg_backend_pid() as pid")).rows;
  await execute(adminUrl, "select pg_terminate_backend($1)", [pid]);

  // and while it works, its own connections are cut again and again
  for (let i = 0; i < 5; i++) await cutConnections("plinth system");
  const events = (await settled()).filter((one) => one.organization === organization);
  assert.deepEqual(
    events.map(({ subject }) => subject),
    subjects,
  );
});

test("a waiting reader is woken by the relay, not by its own look once a second", async () => {
  const relay = relayed(() => {});
  const feed = await fed();
  const organization = uuidv7();
  const lags: number[] = [];
  for (let i = 0; i < 5; i++) {
    const page = feed.page(contextOf(organization), i, 10, 20_000, never);
    await tell(database, organization);
    const toldAt = performance.now();
    relay.nudge();
    assert.equal(JSON.parse(await page).data[0].seq, i + 1);
    lags.push(performance.now() - toldAt);
  }
  lags.sort((a, b) => a - b);
  assert.ok((lags[2] ?? 0) < 300, `lags of ${lags.map(Math.round)} ms`);
});

test("with the listening connection cut, a waiting reader still gets its event, and later ones quickly again", async () => {
  const relay = relayed(() => {});
  const feed = await fed();
  const organization = uuidv7();
  assert.ok((await cutConnections("plinth listen")) > 0);
  const page = feed.page(contextOf(organization), 0, 10, 20_000, never);
  await tell(database, organization);
  relay.nudge();
  assert.equal(JSON.parse(await page).data.length, 1);
  await until("the feed to listen again", async () => (await connections("plinth listen")).length > 0);
});

test("a page without news comes back empty when its time is over, and at once when nobody waits for it any more", async () => {
  const feed = await fed();
  const context = contextOf(uuidv7());
  const empty = { data: [], next_cursor: null };
  assert.deepEqual(JSON.parse(await feed.page(context, 0, 10, 0, never)), empty);
  assert.deepEqual(JSON.parse(await feed.page(context, 0, 10, 50, never)), empty);
  const gone = new AbortController();
  const startedAt = performance.now();
  const waiting = feed.page(context, 0, 10, 20_000, gone.signal);
  gone.abort();
  assert.deepEqual(JSON.parse(await waiting), empty);
  assert.ok(performance.now() - startedAt < 5_000);
});

async function tell(on: Database, organizationId: string): Promise<void> {
  await on.transaction(contextOf(organizationId), async (tx) => {
    await tx.query(sql`
      insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version)
      values (${organizationId}, 'thing.made', 'thing', ${uuidv7()}, 1)`);
  });
}

async function connections(name: string): Promise<Record<string, unknown>[]> {
  return await execute(
    adminUrl,
    "select pid from pg_stat_activity where application_name = $1 and datname = current_database()",
    [name],
  );
}

async function cutConnections(name: string): Promise<number> {
  const cut = await execute(
    adminUrl,
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()",
    [name],
  );
  return cut.length;
}
