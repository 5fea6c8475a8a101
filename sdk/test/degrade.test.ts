/** The subscription against doors that refuse, fall silent, are cut, repeat themselves or leave something out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../../server/test/harness/until.ts";
import { eventOf, fakePlinth } from "./fake-plinth.ts";
import { listener } from "./listener.ts";

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
  const l = listener(fake, { after: "1", timing: { openMs: 300 } });
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
