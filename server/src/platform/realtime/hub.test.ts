import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "#harness/until";
import { createContext, permissionSet } from "#platform/access";
import type { Database } from "#platform/db";
import type { News } from "#platform/events";
import { createHub } from "./hub.ts";
import type { Stream } from "./stream.ts";

const organizationId = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

test("news whose events could not be read are not lost: they are read as soon as somebody answers", async () => {
  const feed = fakeFeed();
  const { stream, told } = listener();
  feed.hub.open(stream);
  await until("the stream to be live", () => stream.live);

  feed.head = 2;
  feed.isThere = false;
  feed.tell("look"); // nobody looks again for what was told once
  await until("the failure", () => feed.failures.length > 0);
  feed.isThere = true;
  await until("the event", () => told.length === 2);
  assert.deepEqual(told, ["event 1", "event 2"]);
  feed.hub.stop();
});

test("whoever catches up while the others are told something misses nothing of it", async () => {
  const feed = fakeFeed();
  const [before, late] = [listener(), listener()];
  feed.hub.open(before.stream);
  await until("the first to be live", () => before.stream.live);

  const answered = Promise.withResolvers<void>();
  feed.answered = answered.promise;
  feed.hub.open(late.stream); // what it reads is as old as its question
  feed.answered = Promise.resolve();
  feed.head = 2;
  feed.tell("notification");
  await until("the others to be told", () => before.told.length === 2);
  answered.resolve();
  await until("the late one to be live", () => late.stream.live);
  assert.deepEqual(late.told, ["event 1", "event 2"]);
  feed.head = 3;
  feed.tell("notification");
  await until("both to be told", () => late.told.length === 3 && before.told.length === 3);
  feed.hub.stop();
});

test("one that cannot be written ends by itself, and the others are handed what happened", async () => {
  const feed = fakeFeed();
  const [broken, well] = [listener(), listener()];
  for (const { stream } of [broken, well]) feed.hub.open(stream);
  await until("both to be live", () => broken.stream.live && well.stream.live);
  broken.stream.sink.write = () => {
    throw new Error("a socket that is none");
  };
  feed.head = 2;
  feed.tell("notification");
  await until("the other to be told", () => well.told.length === 2);
  assert.deepEqual([broken.stream.ended, well.stream.ended, feed.failures.length], [true, false, 1]);
  feed.hub.stop();
});

/** A feed of one organization that a test lets grow, and its hub. */
function fakeFeed() {
  const feed = {
    head: 1,
    isThere: true,
    answered: Promise.resolve(),
    failures: [] as unknown[],
    tell: (() => {}) as Parameters<News["of"]>[1],
  };
  const read = async (_: unknown, { values }: { values: unknown[] }) => {
    const bounds = { head: feed.head, removed_up_to: 0 };
    const isThere = feed.isThere;
    await feed.answered;
    if (!isThere) throw new Error("nobody answers");
    const events = Array.from({ length: bounds.head }, (_, at) => ({
      id: `event ${at + 1}`,
      seq: at + 1,
      ...bounds,
    }));
    const behind = events.filter(({ seq }) => seq > Number(values[1]));
    return behind.length === 0 ? [{ id: null, ...bounds }] : behind;
  };
  const of: News["of"] = (_, heard) => {
    feed.tell = heard;
    return () => {};
  };
  const database = { read } as unknown as Pick<Database, "read">;
  const hub = createHub(database, { of }, (error) => feed.failures.push(error));
  return Object.assign(feed, { hub });
}

function listener(): { stream: Stream; told: string[] } {
  const told: string[] = [];
  const context = createContext({
    ...{ organizationId, permissions: permissionSet([]), scope: "all", requestId: "a test", door: "stream" },
    actor: { kind: "system", id: organizationId, name: "a test" },
  });
  const stream: Stream = {
    context,
    format: { name: "sse", events: (events) => Buffer.from(events.map(({ json }) => json).join()) },
    sight: { full: true, nouns: null, sees: () => true, show: ({ id }) => id },
    place: { seq: 0, shown: 0 },
    sink: {
      pending: () => 0,
      write: (bytes) => void told.push(...String(bytes).split(",")),
      drained: () => Promise.resolve(),
      beat() {},
      end() {},
    },
    live: false,
    ended: false,
    closed() {},
  };
  return { stream, told };
}
