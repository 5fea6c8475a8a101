/** The subscription against the real server: three doors, cut connections, restarts, rights. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { testApp } from "../../server/test/harness/app.ts";
import { startInstance } from "../../server/test/harness/instance.ts";
import { shop } from "../../server/test/harness/shop.ts";
import { relayed } from "../../server/test/harness/trail.ts";
import { until } from "../../server/test/harness/until.ts";
import { type ClientOptions, createClient, type PlinthEvent, type SubscribeOptions } from "../src/index.ts";
import { switchboard } from "./switchboard.ts";

const t = await testApp();
const quick = { openMs: 2_000, pollRestMs: 1, firstWaitMs: 5, longestWaitMs: 50, climbMs: 500 };

function listen(client: ClientOptions, options: Partial<SubscribeOptions> = {}) {
  const heard: PlinthEvent[] = [];
  const subscription = createClient(client).subscribe({
    onEvent: (event) => void heard.push(event),
    ...options,
    timing: { ...quick, ...options.timing },
  });
  after(subscription.close);
  return { heard, subscription };
}

test("200: the three doors tell the same story, from the beginning and as it goes on", async () => {
  const s = await shop(t);
  const client = { url: t.url, key: s.key };
  await s.customer();
  const doors = (["socket", "stream", "poll"] as const).map((door) =>
    listen(client, { doors: [door], after: "0" }),
  );
  await Promise.all(doors.map(({ subscription }) => subscription.ready));
  const last = await s.customer();
  await relayed(t.database.adminUrl);
  const { data, next_cursor } = await createClient(client).get("/v1/events", { query: { limit: 200 } });
  assert.equal(data.at(-1)?.subject.id, last);
  for (const { heard, subscription } of doors) {
    await until("all events", () => subscription.cursor === next_cursor);
    assert.deepEqual(heard, data);
    await subscription.close();
  }
});

test("200: from one door to the next with the cursor of a reader who sees a part: no gap, no double", async () => {
  const s = await shop(t);
  const key = await t.keyFor(s.organization, "sales");
  const all: PlinthEvent[] = [];
  let cursor = "0";
  for (const door of ["poll", "socket", "stream", "poll", "stream", "socket"] as const) {
    const made = await s.customer();
    await s.product(); // which is no topic, and leaves no hole
    const { heard, subscription } = listen(
      { url: t.url, key },
      {
        doors: [door],
        after: cursor,
        topics: ["customers"],
        onCursor: (next) => {
          cursor = next;
        },
      },
    );
    await until("the customer", () => heard.at(-1)?.subject.id === made);
    await until("its cursor", () => subscription.cursor !== undefined && subscription.state.name === "live");
    await subscription.close();
    all.push(...heard);
  }
  assert.deepEqual(
    all.map(({ seq }) => seq),
    [1, 2, 3, 4, 5, 6],
  );
});

test("connections are cut, servers restart and others take over: every event comes once, in order", async () => {
  const s = await shop(t);
  const board = await switchboard(t.url);
  let cursor = "0";
  const { heard, subscription } = listen(
    { url: board.url, key: s.key },
    {
      after: "0",
      onCursor: (next) => {
        cursor = next;
      },
    },
  );
  await subscription.ready;
  const deed = async () => {
    const id = await s.customer();
    await until("the customer to be told", () => heard.at(-1)?.subject.id === id);
  };
  for (let round = 0; round < 4; round++) {
    const instance = await startInstance(t.database, { role: "api" });
    board.lead(round % 4 === 3 ? undefined : instance.url);
    // half of them end by themselves and say so, the others are torn
    if (round % 2 === 0) board.cut();
    await Promise.all([s.customer(), s.customer()]);
    board.lead(instance.url);
    await deed();
    board.lead(t.url);
    await Promise.all([instance.close(), deed()]);
  }
  await relayed(t.database.adminUrl);
  const { data } = await createClient({ url: t.url, key: s.key }).get("/v1/events", {
    query: { limit: 200 },
  });
  await until("the last cursor", () => cursor === String(data.at(-1)?.seq));
  assert.deepEqual(heard, data);
  await subscription.close();
});

test("410: a cursor ahead of the feed is told to the caller, and the subscription goes on from now", async () => {
  const s = await shop(t);
  await relayed(t.database.adminUrl);
  const told: string[] = [];
  const { heard, subscription } = listen(
    { url: t.url, key: s.key },
    {
      after: "999999",
      onResync: ({ code }) => void told.push(code),
    },
  );
  await subscription.ready;
  const made = await s.customer();
  await until("what happens next", () => heard.length > 0);
  assert.equal(heard[0]?.subject.id, made);
  assert.deepEqual(told, ["resync_required"]);
  await subscription.close();
});

test("400 and 403: a topic that does not exist, or that one may not read, ends it with the server's words", async () => {
  const s = await shop(t);
  const unknown = listen({ url: t.url, key: s.key }, { topics: ["unicorns"] });
  await assert.rejects(unknown.subscription.ended, { status: 400, message: /unicorns.*orders/s });
  const key = await t.keyFor(s.organization, "warehouse");
  const hidden = listen({ url: t.url, key }, { topics: ["customers"] });
  await assert.rejects(hidden.subscription.ended, { status: 403 });
});

test("401: a key that is revoked ends its subscription", async () => {
  const s = await shop(t);
  const client = createClient({ url: t.url, key: s.key });
  const made = await client.post("/v1/api_keys", { body: { name: "Feed", role: "owner" } });
  const { subscription } = listen({ url: t.url, key: made.key });
  await subscription.ready;
  await client.post("/v1/api_keys/{id}/revoke", { path: { id: made.id } });
  await assert.rejects(subscription.ended, { status: 401, code: "unauthenticated" });
});
