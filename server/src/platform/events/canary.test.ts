/** The canary goes the way of all facts, is missed when it does not come, and is met by nobody else. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { createDatabase, sql } from "#platform/db";
import { metricsText } from "#platform/telemetry";
import { openNews, startCanary, startRelay } from "./index.ts";
import type { HeardBy } from "./news.ts";

const nobody = "00000000-0000-0000-0000-000000000000";
const pace = { everyMs: 100, patienceMs: 600 };

const store = await testDatabase();
const database = await createDatabase(store);
const news = await openNews(database);
after(async () => {
  await news.stop();
  await database.end();
  await store.drop();
});
const look = (text: string) => execute(store.adminUrl, text);
const told: string[] = [];
const logger = {
  error: (_: unknown, text?: string) => void told.push(text ?? ""),
  warn: (text: unknown) => void told.push(String(text)),
};
const failed = (error: unknown) => void told.push(String(error));
const committed = () => {};

async function figure(name: string): Promise<number> {
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(await metricsText())?.[1]);
}

test("it comes as long as facts come through, is missed when they do not, and comes again by itself", async () => {
  let relay = startRelay(database, failed);
  const canary = startCanary({ database, news, committed, logger }, pace);
  assert.equal(canary.standing(), "ok", "one that has just begun has missed nothing");
  await until("one to have come", async () => (await figure("plinth_feed_canary_seconds")) > 0);
  await relay.stop();
  await until("it to be missed", () => /^no canary for \d+ s$/.test(canary.standing()));
  await until("its age to be told", async () => (await figure("plinth_feed_canary_age_seconds")) > 0.6);
  assert.ok(told.includes("no canary comes through the feed"));
  assert.ok(
    (await look("select from plinth.outbox")).length < 5,
    "what does not come is not sent again and again",
  );
  relay = startRelay(database, failed);
  await until("it to come again", () => canary.standing() === "ok");
  await canary.stop();
  await relay.stop();
  assert.deepEqual([...new Set(told)], ["no canary comes through the feed"]);
});

test("it has no place in the whole feed, and after a minute it is gone", async () => {
  const organization = randomUUID();
  const before = await look("select pos from plinth.feed_head where name = 'main'");
  const rows = [nobody, organization, nobody, organization, nobody];
  await database.system(sql`
    insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, occurred_at)
    select x.id, 'thing.made', 'thing', uuidv7(), 1, 'system:test', plinth.now() - interval '61 seconds'
      from unnest(${rows}::uuid[]) with ordinality x(id, place) order by place`);
  await database.system(sql`select plinth.relay()`);
  const feed = await look(
    `select organization_id = '${organization}' as ours, seq::int, pos::int from plinth.events
      where type = 'thing.made' order by organization_id, seq`,
  );
  const of = (ours: boolean) => feed.filter((row) => row.ours === ours);
  const head = Number(before[0]?.pos);
  assert.deepEqual(
    of(true).map(({ seq, pos }) => [seq, Number(pos) - head]),
    [
      [1, 1],
      [2, 2],
    ],
  );
  assert.deepEqual(
    of(false).map(({ pos }) => pos),
    [0, 0, 0],
  );
  assert.equal(
    Number((await look("select pos from plinth.feed_head where name = 'main'"))[0]?.pos),
    head + 2,
  );
  const canary = startCanary({ database, news, committed, logger }, pace);
  await until("them to be removed", async () => {
    const left = await look(
      `select from plinth.events where organization_id = '${nobody}' and type = 'thing.made'`,
    );
    return left.length === 0;
  });
  await canary.stop();
  assert.equal((await look(`select from plinth.events where organization_id = '${organization}'`)).length, 2);
});

test("when looking finds it and no notification comes, notifications are listened for anew, less and less often", async () => {
  const relay = startRelay(database, failed);
  let renewed = 0;
  let heard: (by: HeardBy) => void = () => {};
  const deaf = {
    of: (_: string, hear: typeof heard) => {
      heard = hear;
      return () => {};
    },
    renew: () => void renewed++,
  };
  let by: HeardBy = "look";
  let seen = 0;
  const canary = startCanary({ database, news: deaf, committed, logger }, { ...pace, patienceMs: 10_000 });
  const come = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const rows = "select max(seq)::int as seq from plinth.events where type = 'canary.sent'";
      await until("the next one", async () => {
        const seq = Number((await look(rows))[0]?.seq);
        if (seq <= seen) return false;
        seen = seq;
        return true;
      });
      heard(by);
    }
  };
  seen = Number(
    (await look("select coalesce(max(seq), 0) as seq from plinth.events where type = 'canary.sent'"))[0]?.seq,
  );
  // the next one is sent when this one was found
  await come(2);
  await until("one after the other without a notification", () => renewed === 1);
  await come(3);
  assert.equal(renewed, 1, "behind a pooler none ever comes");
  await come(1);
  await until("four more", () => renewed === 2);
  by = "notification";
  await come(1);
  by = "look";
  await come(1);
  assert.equal(renewed, 2, "one may have been found in the moment before its notification came");
  await come(1);
  await until("two again", () => renewed === 3);
  await canary.stop();
  await relay.stop();
});

test("a process that was stopped has missed nothing", async () => {
  const canary = startCanary({ database, news, committed, logger }, pace);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * pace.patienceMs);
  assert.equal(canary.standing(), "ok");
  await canary.stop();
});
