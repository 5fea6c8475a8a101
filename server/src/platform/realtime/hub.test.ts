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
  const feed = { seq: 1, isThere: true };
  const told: string[] = [];
  const failures: unknown[] = [];
  let tell: Parameters<News["of"]>[1] = () => {};
  const read = async (_: unknown, { values }: { values: unknown[] }) => {
    if (!feed.isThere) throw new Error("nobody answers");
    const bounds = { head: feed.seq, removed_up_to: 0 };
    const events = Array.from({ length: feed.seq }, (_, at) => ({
      id: `event ${at + 1}`,
      seq: at + 1,
      ...bounds,
    }));
    const behind = events.filter(({ seq }) => seq > Number(values[1]));
    return behind.length === 0 ? [{ id: null, ...bounds }] : behind;
  };
  const of = (_: string, heard: typeof tell) => {
    tell = heard;
    return () => {};
  };
  const database = { read } as unknown as Pick<Database, "read">;
  const hub = createHub(database, { of }, (error) => failures.push(error));
  const stream = streamTo(told);
  hub.open(stream);
  await until("the stream to be live", () => stream.live);

  feed.seq = 2;
  feed.isThere = false;
  tell("look"); // nobody looks again for what was told once
  await until("the failure", () => failures.length > 0);
  feed.isThere = true;
  await until("the event", () => told.length === 2);
  assert.deepEqual(told, ["event 1", "event 2"]);
  hub.stop();
});

function streamTo(told: string[]): Stream {
  const context = createContext({
    ...{ organizationId, permissions: permissionSet([]), scope: "all", requestId: "a test", door: "stream" },
    actor: { kind: "system", id: organizationId, name: "a test" },
  });
  return {
    context,
    format: { name: "sse", events: (events) => Buffer.from(events.map(({ json }) => json).join()) },
    sight: { full: true, nouns: null, sees: () => true, show: ({ id }) => id },
    place: { seq: 0, shown: 0 },
    sink: {
      pending: () => 0,
      write: (bytes) => void told.push(String(bytes)),
      drained: () => Promise.resolve(),
      beat() {},
      end() {},
    },
    live: false,
    ended: false,
    closed() {},
  };
}
