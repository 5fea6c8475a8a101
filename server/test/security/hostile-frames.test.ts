/**
 * Whoever speaks WebSocket wrongly is told so by the right close code, or by a problem before there is a socket; nobody
 * else hears less for it, and nothing is kept of what was thrown.
 */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { testApp } from "#harness/app";
import { listenBySocket, listenBySse } from "#harness/live";
import { password, testPerson } from "#harness/people";
import {
  closeFrame,
  frame,
  handshake,
  opcodes,
  openedRaw,
  type RawSocket,
  rawSocket,
} from "#harness/raw-socket";
import { shop } from "#harness/shop";
import { until } from "#harness/until";
import { bytes, faults, floods, many, message, part, refusedHandshakes } from "./hostile-frames.fixture.ts";

const { binary, close, continuation, ping, pong, text } = opcodes;

const t = await testApp();
const s = await shop(t);
const { key } = s;
const { port, hostname } = new URL(t.url);
/** Somebody who behaves, and hears everything meanwhile. */
const honest = [await listenBySocket(t.url, { key }), await listenBySse(t.url, { key })];
after(() => {
  for (const listener of honest) listener.close();
});
/** Somebody who never ends what they began to say: the server's patience ends within this file's time. */
const halfSaid = rawSocket(t.url, handshake(key).slice(0, -2));

describe("what is said well, however it is cut", () => {
  const ways: Record<string, Buffer[]> = {
    "in one piece": [frame(message)],
    "in two fragments, through the middle of a letter": [
      part(bytes.subarray(0, bytes.indexOf(0xc3) + 1), text),
      part(bytes.subarray(bytes.indexOf(0xc3) + 1), continuation, true),
    ],
    "letter by letter, with pings and pongs in between": [
      part("", text),
      ...[...bytes].flatMap((byte) => [
        part(Buffer.from([byte]), continuation),
        frame("?", { opcode: ping }),
      ]),
      frame("nobody asked", { opcode: pong }),
      part("", continuation, true),
    ],
    "with a ping of the largest size before": [frame("x".repeat(125), { opcode: ping }), frame(message)],
    "in 16 KiB": [frame(message + " ".repeat(16 * 1024 - bytes.length))],
  };
  for (const [way, frames] of Object.entries(ways)) {
    test(way, async () => {
      for (const pieces of [[Buffer.concat(frames)], frames]) {
        const raw = await openedRaw(t.url, key);
        for (const piece of pieces) raw.write(piece);
        await until("the answer", () => raw.said().some(({ type, id }) => type === "pong" && id === "ü"));
        const asked = frames.filter((one) => (one.readUInt8(0) & 0x0f) === ping).length;
        assert.equal(raw.frames.filter(({ opcode }) => opcode === pong).length, asked);
        raw.write(closeFrame(1000));
        assert.equal(await raw.ended, 1000);
      }
    });
  }

  test("also right behind the handshake, before it was answered", async () => {
    const raw = rawSocket(t.url, handshake(key), frame(message), closeFrame(4000, "bye"));
    assert.equal(await raw.ended, 4000);
    assert.deepEqual(
      raw.said().map(({ type }) => type),
      ["ready", "pong"],
    );
  });
});

describe("a fault of the protocol closes the socket, says which it was, and nothing is heard behind it", () => {
  for (const [fault, [code, ...frames]] of Object.entries(faults)) {
    test(`${code}: ${fault}`, async () => {
      const raw = await openedRaw(t.url, key);
      raw.write(...frames, frame(message));
      assert.equal(await hungUp(raw), code);
      assert.deepEqual(
        raw.said().map(({ type }) => type),
        ["ready"],
      );
    });
  }

  for (const code of [1000, 1001, 3000, 4999])
    test(`${code}: a close that may be sent is answered by the same`, async () => {
      const raw = await openedRaw(t.url, key);
      raw.write(closeFrame(code, "bye"));
      assert.equal(await raw.ended, code);
    });
});

describe("too much", () => {
  for (const [what, [code, flood]] of Object.entries(floods))
    test(`${code}: ${what}`, async () => {
      const raw = await openedRaw(t.url, key);
      raw.write(flood, flood, flood);
      assert.equal(await hungUp(raw), code);
      assert.ok(raw.said().length <= 202, `${raw.said().length} answers`);
    });

  test("who does not answer the farewell is cut off, and no longer listened to", async () => {
    for (const last of [
      frame("{}", { opcode: binary }),
      many(20, () => frame("{")),
      frame("", { opcode: 3 }),
    ]) {
      const raw = await openedRaw(t.url, key);
      const open = await streamsOpen();
      raw.write(last);
      await until("the close frame", () => raw.frames.some(({ opcode }) => opcode === close));
      const startedAt = performance.now();
      raw.write(...Array.from({ length: 20 }, () => frame(message))); // and no close frame
      await until("the stream to be let go", async () => (await streamsOpen()) < open);
      await raw.ended;
      assert.ok(performance.now() - startedAt < 4_000, `${performance.now() - startedAt} ms`);
    }
  });

  test("answers that nobody takes are bounded: 4408, or cut off", async () => {
    const topics = Array.from(
      { length: 90 },
      (_, at) => `orders/0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a${at + 10}`,
    );
    const say = frame(JSON.stringify({ type: "subscribe", topics }));
    for (const piece of [frame("x".repeat(125), { opcode: ping }), say]) {
      const raw = await openedRaw(t.url, key);
      raw.socket.pause();
      const more = () => {
        while (!raw.socket.destroyed && raw.socket.write(piece));
      };
      raw.socket.on("drain", more);
      const open = await streamsOpen();
      more();
      await until("the stream to be let go", async () => (await streamsOpen()) < open);
      raw.socket.destroy();
    }
  });
});

describe("a handshake that is none", () => {
  for (const [what, [status, request]] of Object.entries(refusedHandshakes(key)))
    test(`${status}: ${what}`, async () => {
      const raw = rawSocket(t.url, request);
      await raw.ended;
      assert.match(raw.head, new RegExp(`^HTTP/1\\.1 ${status} `), raw.head);
      assert.match(raw.head, /application\/problem\+json/);
    });

  test("403: of another site's page, with the cookie that its browser sends along", async () => {
    const ada = await testPerson(t, { organization: s.organization });
    const headers = { origin: "http://localhost:3000" };
    const login = await t.ask("POST", "/v1/auth/login", {
      body: { email: ada.email, password, session: "cookie" },
      headers,
    });
    const cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    for (const [origin, status] of [
      ["http://localhost:3000", 101],
      ["https://evil.example", 403],
      ["null", 403],
    ] as const) {
      const raw = rawSocket(t.url, handshake(undefined, { headers: { cookie, origin } }));
      await until("an answer", () => raw.head !== "");
      assert.match(raw.head, new RegExp(`^HTTP/1\\.1 ${status} `), `${origin}: ${raw.head}`);
      raw.socket.destroy();
    }
  });

  test("whoever hangs up in the middle of it disturbs nobody", async () => {
    const whole = handshake(key);
    for (let length = 1; length <= whole.length; length += 10) {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      socket.write(whole.slice(0, length));
      await new Promise((resolve) => socket.once("connect", resolve));
      socket.destroy();
    }
    await until("nothing to be held for them", async () => (await streamsOpen()) <= honest.length);
  });
});

describe("a wish to upgrade that concerns another path is overheard", () => {
  const wishes = {
    h2c: { upgrade: "h2c", "http2-settings": "AAMAAABkAAQAoAAAAAIAAAAA" },
    websocket: { upgrade: "websocket" },
  };
  for (const [name, upgrade] of Object.entries(wishes))
    test(`${name}: it is answered in HTTP/1.1, with its body read`, async () => {
      const headers = { ...upgrade, connection: "Upgrade, HTTP2-Settings, close" };
      const read = rawSocket(t.url, handshake(key, { path: "/v1/customers?limit=1", headers }));
      await read.ended;
      assert.match(read.head, /^HTTP\/1\.1 200 /);
      const body = JSON.stringify({ name: `By ${name}`, country: "DE", currency: "EUR" });
      const written = handshake(key, {
        ...{ path: "/v1/customers", method: "POST" },
        headers: { ...headers, "content-type": "application/json", "content-length": String(body.length) },
      });
      const wrote = rawSocket(t.url, written, body);
      await wrote.ended;
      assert.match(wrote.head, /^HTTP\/1\.1 201 /);
    });
});

test("of hundreds of faults nothing stays in memory", async () => {
  const throwAll = async (times: number) => {
    const thrown = Object.values(faults).filter(([code]) => code !== 1009);
    for (let i = 0; i < times; i++)
      await Promise.all(
        thrown.map(async ([, ...frames]) => {
          const raw = await openedRaw(t.url, key);
          raw.write(...frames);
          raw.socket.end();
          await raw.ended;
        }),
      );
  };
  await throwAll(2);
  const before = heapBytes();
  await throwAll(8);
  const grown = (heapBytes() - before) / 1024 / 1024;
  assert.ok(grown < 4, `${grown.toFixed(1)} MiB stayed`);
});

test("all the while others heard everything, and nothing is held open for those who left", async () => {
  const last = await s.customer();
  for (const listener of honest) {
    await until("the last event", () => listener.events.some(({ subject }) => subject.id === last));
    const { data } = (await s.get("/v1/events?limit=200")).json;
    assert.deepEqual(
      listener.events.map(({ id }) => id),
      data.slice(-listener.events.length).map(({ id }: { id: string }) => id),
    );
    assert.ok(listener.events.length >= 3);
  }
  await until("nobody else to be held", async () => (await streamsOpen()) === honest.length);
});

test("408: what is never finished is hung up on", async () => {
  await halfSaid.ended;
  assert.match(halfSaid.head, /^HTTP\/1\.1 408 /);
});

/** The close code; the farewell is answered, as a client has to. */
async function hungUp(raw: RawSocket): Promise<number> {
  await until(
    "the close frame",
    () => raw.socket.destroyed || raw.frames.some(({ opcode }) => opcode === close),
  );
  raw.socket.end();
  return await raw.ended;
}

/** As the server counts them, for all of its metrics. */
async function streamsOpen(): Promise<number> {
  const { text } = await t.ask("GET", "/metrics");
  return [...text.matchAll(/^plinth_streams_open\S* (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}

function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}
