/** The subscription against doors that refuse, fall silent, are cut, repeat themselves or leave something out. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { until } from "../../server/test/harness/until.ts";
import { createClient, PlinthProblem, type SubscribeOptions } from "../src/index.ts";
import { eventOf, type FakePlinth, fakePlinth } from "./fake-plinth.ts";

const quick = {
  openMs: 300,
  pollRestMs: 1,
  firstWaitMs: 5,
  longestWaitMs: 40,
  climbMs: 60_000,
  pollSeconds: 5,
};

/** Somebody who subscribes and remembers all that they were told. */
function listener(fake: FakePlinth, options: Partial<SubscribeOptions> = {}) {
  const heard: number[] = [];
  const states: string[] = [];
  const subscription = createClient({ url: fake.url, key: "plk_test" }).subscribe({
    onEvent: ({ seq }) => void heard.push(seq),
    onState: (state) => states.push("door" in state ? `${state.name} ${state.door}` : state.name),
    ...options,
    timing: { ...quick, ...options.timing },
  });
  after(subscription.close); // also when the test is red: it would try for ever
  const hears = (...seqs: number[]) =>
    until(
      `events up to ${seqs.at(-1)} (heard ${heard}; ${states.join(", ")})`,
      () => heard.length >= seqs.length,
    ).then(() => assert.deepEqual(heard, seqs));
  return { heard, states, subscription, hears };
}

test("the best door is taken: a socket, with the key as a subprotocol and no other door touched", async () => {
  const fake = await fakePlinth();
  const l = listener(fake, { topics: ["orders", "inbox"] });
  assert.equal(await l.subscription.ready, "0");
  fake.happen();
  await l.hears(1);
  assert.deepEqual(fake.visits, [
    {
      door: "socket",
      after: "now",
      topics: "orders,inbox",
      authorization: "plinth.events.v1, bearer.plk_test",
    },
  ]);
  await l.subscription.close();
  assert.deepEqual(l.states, ["connecting socket", "live socket", "ended"]);
});

test("a refused socket falls to the stream, and a stream that is kept back to the poll, at the same cursor", async () => {
  const fake = await fakePlinth();
  fake.manners = { socket: "refused", stream: "mute", poll: "works" };
  for (let i = 0; i < 3; i++) fake.happen();
  const l = listener(fake, { after: "1" });
  await l.hears(2, 3);
  fake.happen();
  await l.hears(2, 3, 4);
  assert.deepEqual(
    fake.visits.slice(0, 4).map(({ door, after }) => `${door} ${after}`),
    ["socket 1", "stream 1", "poll 1", "poll 3"],
  );
  await until("the stream to be left", () => fake.connected("stream") === 0);
  await l.subscription.close();
});

test("a better door is climbed to again when its time has come, without a gap or a double", async () => {
  const fake = await fakePlinth();
  fake.manners = { socket: "refused", stream: "refused", poll: "works" };
  const l = listener(fake, { after: "0", timing: { climbMs: 150 } });
  fake.happen();
  await l.hears(1);
  fake.manners = { socket: "works", stream: "works", poll: "works" };
  await until("the socket", () => l.states.includes("live socket"));
  fake.happen();
  await l.hears(1, 2);
  assert.equal(l.states.filter((state) => state === "waiting").length, 0, "nobody waited");
  await l.subscription.close();
});

test("every cut is mended at the cursor: nothing is missed, nothing is told twice", async () => {
  const fake = await fakePlinth();
  for (const doors of [["socket"], ["stream"], ["poll"]] as const) {
    const start = fake.happen().seq;
    const l = listener(fake, { after: String(start), doors });
    const expected: number[] = [];
    for (let round = 0; round < 6; round++) {
      expected.push(fake.happen().seq);
      await l.hears(...expected);
      fake.cut(round % 2 === 0 ? 1012 : undefined);
      expected.push(fake.happen().seq); // while nobody listens
    }
    await l.hears(...expected);
    await l.subscription.close();
  }
});

test("what comes twice is told once, and what is told again after a cut too", async () => {
  const fake = await fakePlinth();
  const l = listener(fake);
  await l.subscription.ready;
  const first = fake.happen();
  fake.tell([first]);
  fake.tell([first, eventOf(2)]);
  fake.cut();
  fake.happen(); // the second, again
  fake.happen();
  await l.hears(1, 2, 3);
  await l.subscription.close();
});

test("a hole in the numbers is not passed over: the connection is left and asked again from the cursor", async () => {
  const fake = await fakePlinth();
  const l = listener(fake, { doors: ["stream"] });
  await l.subscription.ready;
  fake.happen();
  await l.hears(1);
  fake.tell([eventOf(3)]); // the second was lost on the way
  fake.happen();
  fake.happen();
  await l.hears(1, 2, 3);
  await l.subscription.close();
});

test("a new connection may count anew: whoever is given more rights is shown more", async () => {
  const fake = await fakePlinth();
  const l = listener(fake, { doors: ["stream"] });
  await l.subscription.ready;
  fake.happen();
  await l.hears(1);
  fake.cut();
  await until("a connection", () => fake.connected() === 1);
  fake.tell([eventOf(50)]);
  await l.hears(1, 50);
});

test("a connection that falls silent is left, and its door not taken again soon", async () => {
  const fake = await fakePlinth();
  const l = listener(fake, { timing: { silenceMs: 150, pingMs: 30 } });
  await until("the socket", () => l.states.includes("live socket"));
  fake.manners.socket = "mute"; // no pong any more
  await until("the stream", () => l.states.includes("live stream"));
  fake.happen();
  await l.hears(1);
  await l.subscription.close();
});

test("429 too_many_streams: polls are not counted, so it goes on with them", async () => {
  const fake = await fakePlinth();
  fake.refuse = ({ door }) => (door === "poll" ? undefined : { status: 429, code: "too_many_streams" });
  const l = listener(fake, { after: "0" });
  fake.happen();
  await l.hears(1);
  assert.equal(l.subscription.state.name === "live" && l.subscription.state.door, "poll");
});

test("a stream that says goodbye is resumed, unless what it says is for good", async () => {
  const fake = await fakePlinth();
  const l = listener(fake, { after: "0", doors: ["stream"] });
  for (const code of ["restarting", "too_slow", "rights_changed"]) {
    await until("a connection", () => fake.connected() === 1);
    fake.happen();
    fake.farewell({ code, detail: code });
  }
  await l.hears(1, 2, 3);
  await until("a connection", () => fake.connected() === 1);
  fake.refuse = () => ({ status: 401, code: "unauthenticated" });
  fake.farewell({ code: "unauthenticated", detail: "The credential is no longer good." });
  await assert.rejects(l.subscription.ended, { status: 401, message: /no longer good/ });
});

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

test("503 everywhere is waited out, and then the best door is taken", async () => {
  const fake = await fakePlinth();
  fake.refuse = () => ({ status: 503, code: "unavailable", retryAfter: "0" });
  const l = listener(fake, { after: "0" });
  fake.happen();
  await until("many attempts", () => l.states.filter((state) => state === "waiting").length >= 3);
  assert.equal(l.heard.length, 0);
  fake.refuse = () => undefined;
  await l.hears(1);
  await l.subscription.close();
});

test("a server that is away for a while costs nothing but time", async () => {
  const fake = await fakePlinth();
  const l = listener(fake, { after: "0" });
  fake.happen();
  await l.hears(1);
  fake.manners = { socket: "refused", stream: "refused", poll: "refused" };
  fake.cut();
  await until("all doors tried", () => l.states.filter((state) => state === "waiting").length >= 3);
  fake.happen();
  fake.manners = { socket: "works", stream: "works", poll: "works" };
  await l.hears(1, 2);
  assert.equal(l.subscription.state.name, "live");
  await l.subscription.close();
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
