/** Connections on which nobody answers any more are found out and replaced; those on which somebody works are left alone. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, test } from "node:test";
import { organizationContext } from "#harness/contexts";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { type PostgresProxy, postgresProxy } from "#harness/postgres-proxy";
import { until } from "#harness/until";
import { createDatabase, type Database, OutcomeUnknown, sql } from "./index.ts";

/** Silence, two questions about it, and a machine that does many things at once. */
const soonMs = 12_000;

const parts = ["plinth read", "plinth verb", "plinth system", "plinth sign-in", "plinth listen"];

const store = await testDatabase();
await execute(
  store.adminUrl,
  "create table public.counted as select 1 as id, 0 as n; grant all on public.counted to plinth_app",
);
const opened: Database[] = [];
after(async () => {
  for (const database of opened) await database.end().catch(() => {}); // one of them has been
  await store.drop();
});
const context = organizationContext(randomUUID());
const me = sql`select pg_backend_pid() as pid`;
type Me = { pid: number };

type Behind = {
  database: Database;
  proxy: PostgresProxy;
  /** Names of connections that were given up. */
  given: string[];
  /** One statement on every way to the database. @returns which processes served them */
  ask(): Promise<number[]>;
  count(): Promise<void>;
};

/** A database that is reached through a network of its own. */
async function behindProxy(options: { pooler?: boolean } = {}): Promise<Behind> {
  const proxy = await postgresProxy(store.appUrl, options);
  const given: string[] = [];
  const database = await createDatabase({
    appUrl: proxy.through(store.appUrl),
    systemUrl: proxy.through(store.systemUrl),
    logger: { warn: (about: object) => void given.push((about as { connection: string }).connection) },
  });
  opened.push(database);
  return {
    ...{ database, proxy, given },
    async ask() {
      const ways = [
        ...[0, 1].map(() => database.read<Me>(context, me)),
        ...[0, 1].map(() => database.transaction(context, (tx) => tx.query<Me>(me))),
        database.system<Me>(me),
        database.lookUp<Me>(me),
      ];
      return (await Promise.all(ways)).map(([row]) => row?.pid ?? 0).sort();
    },
    count: () =>
      database.transaction(context, async (tx) => {
        await tx.query(sql`update public.counted set n = n + 1 where id = 1`);
      }),
  };
}

async function open(pids: readonly number[]): Promise<number> {
  const [row] = await execute(
    store.adminUrl,
    "select count(*)::int as open from pg_stat_activity where pid = any ($1)",
    [pids],
  );
  return Number(row?.open);
}

describe("half-open connections", { concurrency: true }, () => {
  test("what was sent on them is answered within seconds, what they held is free, and notifications come again", async () => {
    const { database, proxy, given, ask, count } = await behindProxy();
    const heard: string[] = [];
    const listening = await database.listen("test_of_links", (payload) => heard.push(payload));
    const before = await ask();
    await count();

    // holds a lock, and its commit goes nowhere
    const committing = database.transaction(context, async (tx) => {
      await tx.query(sql`update public.counted set n = n + 1 where id = 1`);
      proxy.forget(...parts);
    });
    const startedMs = performance.now();
    await Promise.all([
      assert.rejects(committing, OutcomeUnknown),
      database.read(context, me),
      database.read(context, me),
      until("strangers to be looked up", () => database.lookUp(me), soonMs),
      until("the system to be answered", () => database.system(me), soonMs),
      until("a deed to be done", () => count().then(() => true), soonMs),
    ]);
    const ms = performance.now() - startedMs;
    assert.ok(ms < soonMs, `${ms} ms`);
    const [counted] = await execute(store.adminUrl, "select n from public.counted");
    assert.equal(
      counted?.n,
      2,
      "the commit that went nowhere is undone, what was done before and after is not",
    );
    await until("notifications to come again", async () => {
      await execute(store.adminUrl, "select pg_notify('test_of_links', 'news')");
      return heard.includes("news");
    });
    await until("nothing to be left of them at the server", async () => (await open(before)) === 0);
    for (const part of parts) assert.ok(given.includes(part), `${part} is not among ${given}`);
    await listening.stop();
  });

  test("they are found out at rest too, before anybody needs them", async () => {
    const { proxy, given, ask } = await behindProxy();
    const before = await ask();
    proxy.forget(...parts);
    await until("all of them to be given up", () => given.length === new Set(before).size, 20_000);
    assert.equal(await open(before), 0);
    await ask();
  });

  test("whoever lets go of the database is not kept by them", async () => {
    const { database, proxy, given, ask } = await behindProxy();
    const before = await ask();
    proxy.forget(...parts);
    const startedMs = performance.now();
    await database.end();
    await until("all of them to be closed", () => given.length === new Set(before).size);
    assert.ok(performance.now() - startedMs < soonMs);
  });
});

describe("no connection is given up", { concurrency: true }, () => {
  test("on which the server works, however long it says nothing, nor when this process says nothing itself", async () => {
    const { database, given, ask } = await behindProxy();
    const before = await ask();
    const slow = sql`select pg_backend_pid() as pid from pg_sleep(4)`;
    const rival = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = database.transaction(context, async (tx) => {
      await tx.query(sql`update public.counted set n = n where id = 1`);
      locked.resolve();
      await rival.promise;
    });
    await locked.promise;
    const waiting = database.transaction(context, (tx) =>
      tx.query<Me>(sql`update public.counted set n = n where id = 1 returning pg_backend_pid() as pid`),
    );
    const busy = Promise.all([database.read<Me>(context, slow), database.system<Me>(slow)]);
    // what is answered meanwhile waits in the socket
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000);
    const served = await busy;
    rival.resolve();
    await holding;
    for (const [row] of [...served, await waiting]) assert.ok(before.includes(row?.pid ?? 0));
    assert.deepEqual(given, []);
    assert.deepEqual(await ask(), before);
  });

  test("while the server cannot be asked about it", async () => {
    const { database, proxy, given, ask } = await behindProxy();
    const before = await ask();
    proxy.silence(...parts, "plinth probe");
    const reading = database.read<Me>(context, me);
    await until("somebody to ask the server", () => proxy.connected().includes("plinth probe"));
    const sent = proxy.sentBy("plinth probe");
    await until("somebody to ask again", () => proxy.sentBy("plinth probe") > sent);
    proxy.mend();
    const [row] = await reading;
    assert.ok(before.includes(row?.pid ?? 0));
    assert.deepEqual(given, []);
  });

  test("whose number at the server is a pooler's and says nothing", async () => {
    const { database, given, ask } = await behindProxy({ pooler: true });
    const before = await ask();
    const [row] = await database.read<Me>(context, sql`select pg_backend_pid() as pid from pg_sleep(4)`);
    assert.ok(before.includes(row?.pid ?? 0));
    assert.deepEqual(given, []);
  });
});
