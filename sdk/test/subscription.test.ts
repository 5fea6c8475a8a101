/** What the one who subscribes is promised: order, an end that is told, and what they may change meanwhile. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { until } from "../../server/test/harness/until.ts";
import { createClient, PlinthProblem } from "../src/index.ts";
import { fakePlinth } from "./fake-plinth.ts";
import { listener, quick } from "./listener.ts";

test("what a socket sends while the handler is slow waits within bounds, and the rest is asked for later", async () => {
  const fake = await fakePlinth();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const heard: number[] = [];
  const l = listener(fake, {
    after: "0",
    onEvent: async ({ seq }) => {
      heard.push(seq);
      if (seq === 1) await held;
    },
  });
  await l.subscription.ready;
  for (let i = 0; i < 2_500; i++) fake.happen();
  await until("the socket to be left behind", () => heard.length === 1 && fake.connected() === 0);
  release();
  await until("all of them", () => heard.length === 2_500);
  assert.deepEqual(
    heard,
    Array.from({ length: 2_500 }, (_, i) => i + 1),
  );
  assert.ok(fake.visits.length >= 2, "it was left and resumed");
});

test("410: resync_required is told to the caller, who reads anew; what happens meanwhile comes afterwards", async () => {
  const fake = await fakePlinth();
  for (let i = 0; i < 5; i++) fake.happen();
  fake.refuse = ({ after }) => (after === "1" ? { status: 410, code: "resync_required" } : undefined);
  const told: string[] = [];
  const l = listener(fake, {
    after: "1",
    onResync: (problem) => {
      told.push(problem.code);
      fake.happen(); // while lists are read
    },
  });
  await l.hears(6);
  assert.deepEqual(told, ["resync_required"]);
  await l.subscription.close();
});

test("410: without onResync the subscription ends with the problem", async () => {
  const fake = await fakePlinth();
  fake.refuse = () => ({ status: 410, code: "resync_required" });
  const l = listener(fake, { after: "1" });
  await assert.rejects(l.subscription.ended, { name: "PlinthProblem", code: "resync_required" });
  assert.equal(l.states.at(-1), "ended");
});

test("410: a server that refuses also what it just gave out is asked in growing rests", async () => {
  const fake = await fakePlinth();
  fake.refuse = ({ after }) => (after === "now" ? undefined : { status: 410, code: "resync_required" });
  let resyncs = 0;
  const l = listener(fake, { after: "1", doors: ["poll"], onResync: () => void resyncs++ });
  await until("a second time", () => resyncs >= 3);
  assert.ok(l.states.filter((state) => state === "waiting").length >= 2, l.states.join());
});

test("403: a refused topic ends the subscription at once with the problem", async () => {
  const fake = await fakePlinth();
  fake.refuse = () => ({ status: 403, code: "forbidden" });
  const l = listener(fake, { topics: ["payments"] });
  await assert.rejects(l.subscription.ended, { status: 403 });
  await assert.rejects(l.subscription.ready, (error: Error) => error.cause instanceof PlinthProblem);
  assert.ok(!fake.visits.some(({ door }) => door === "poll"), "another door says no other thing");
});

test("401: a token that has ended is replaced, and the subscription goes on", async () => {
  const fake = await fakePlinth();
  let current = "old";
  fake.refuse = ({ authorization = "" }) =>
    authorization.includes(current) ? undefined : { status: 401, code: "unauthenticated" };
  const asked: (string | undefined)[] = [];
  let token = "old";
  const heard: number[] = [];
  const client = createClient({
    url: fake.url,
    token: (refused) => {
      asked.push(refused);
      if (refused !== undefined && refused === token) token = "new";
      return token;
    },
  });
  const subscription = client.subscribe({
    doors: ["socket"], // which cannot tell a refused handshake from a network that fails
    onEvent: ({ seq }) => void heard.push(seq),
    timing: quick,
  });
  after(subscription.close);
  await subscription.ready;
  current = "new";
  fake.cut(4401);
  fake.happen();
  await until("the event under the new token", () => heard.length === 1);
  assert.ok(asked.includes("old"));
  await subscription.close();
});

test("handlers are awaited, one event at a time and in order, and the cursor is behind what was handled", async () => {
  const fake = await fakePlinth();
  const log: string[] = [];
  let release = () => {};
  const l = listener(fake, {
    after: "0",
    onEvent: async ({ seq }) => {
      log.push(`begin ${seq}`);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      log.push(`end ${seq}`);
    },
    onCursor: (cursor) => void log.push(`cursor ${cursor}`),
  });
  await l.subscription.ready;
  fake.happen();
  fake.happen();
  await until("the first", () => log.includes("begin 1"));
  assert.equal(l.subscription.cursor, "0");
  release();
  await until("the second", () => log.includes("begin 2"));
  release();
  await until("its end", () => log.includes("cursor 2"));
  assert.deepEqual(log, ["cursor 0", "begin 1", "end 1", "cursor 1", "begin 2", "end 2", "cursor 2"]);
  await l.subscription.close();
});

test("a handler that throws ends the subscription behind the last event that was handled", async () => {
  const fake = await fakePlinth();
  const l = listener(fake, {
    after: "0",
    onEvent: ({ seq }) => {
      if (seq === 2) throw new Error("the second is too much");
    },
  });
  await l.subscription.ready;
  fake.happen();
  fake.happen();
  await assert.rejects(l.subscription.ended, /too much/);
  assert.equal(l.subscription.cursor, "1");
});

test("a handler that throws while it is being closed is still told", async () => {
  const fake = await fakePlinth();
  const l = listener(fake, {
    after: "0",
    onEvent: () => {
      void l.subscription.close();
      throw new Error("and it was not done");
    },
  });
  fake.happen();
  await assert.rejects(l.subscription.ended, /not done/);
});

test("a token that cannot be renewed for a while ends nothing; one that is refused for good does", async () => {
  const fake = await fakePlinth();
  let isAway = true;
  let asked = 0;
  const token = (refused?: string) => {
    asked++;
    if (refused !== undefined && isAway) throw new TypeError("fetch failed");
    return refused === undefined && isAway ? "old" : "new";
  };
  fake.refuse = ({ authorization = "" }) =>
    authorization.includes("new") ? undefined : { status: 401, code: "unauthenticated" };
  const heard: number[] = [];
  const subscription = createClient({ url: fake.url, token }).subscribe({
    after: "0",
    onEvent: ({ seq }) => void heard.push(seq),
    timing: quick,
  });
  after(subscription.close);
  fake.happen();
  await until("some attempts", () => asked > 8);
  isAway = false;
  await until("the event", () => heard.length === 1);
  fake.refuse = () => ({ status: 401, code: "unauthenticated" });
  fake.cut(4401);
  await assert.rejects(subscription.ended, { status: 401 });
});

test("other topics are taken at once, from the cursor on", async () => {
  const fake = await fakePlinth();
  const l = listener(fake, { topics: ["orders"] });
  await l.subscription.ready;
  l.subscription.setTopics(["orders", "customers"]);
  await until("the second visit", () => fake.visits.length === 2);
  assert.deepEqual(
    fake.visits.map(({ after, topics }) => `${after} ${topics}`),
    ["now orders", "0 orders,customers"],
  );
  await l.subscription.close();
  await until("nobody is connected", () => fake.connected() === 0);
});

test("a signal ends it, and nothing stays open", async () => {
  for (const door of ["socket", "stream", "poll"] as const) {
    const fake = await fakePlinth();
    const stop = new AbortController();
    const l = listener(fake, { doors: [door], signal: stop.signal });
    await l.subscription.ready;
    await until("a connection", () => fake.connected() === 1);
    stop.abort();
    await l.subscription.ended;
    await until("nobody is connected", () => fake.connected() === 0);
  }
});
