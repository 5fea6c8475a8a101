/** Servers that mean harm or are broken: what they cost is bounded, and what they do is told in words. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";
import { deviceCertificate } from "#harness/device-certificate";
import { answer, type Behaviour, drip, forever, hostileServer } from "#harness/hostile-server";
import { until } from "#harness/until";
import { client, failureWhen } from "./client.fixture.ts";
import type { OutboundCall } from "./create-outbound.ts";

const outbound = client();

/** Short times, for those who let us wait in vain. */
const hasty = { timeoutMs: 400, idleMs: 5_000 };

const head = (...lines: string[]) => `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join("")}`;

type Case = {
  behave: Behaviour;
  code: string;
  detail: RegExp;
  retryable: boolean;
  call?: Partial<OutboundCall>;
  longestMs?: number;
};

/** 512 MiB of nothing in half a megabyte: packed pieces may follow one another. */
const bomb = Buffer.concat(Array<Buffer>(64).fill(gzipSync(Buffer.alloc(8 * 1024 * 1024))));

const cases: Record<string, Case> = {
  "that never answers": {
    behave: () => {},
    ...{ code: "timeout", detail: /longer than 400 ms/, retryable: true, call: hasty },
  },
  "that is silent before it answers": {
    behave: () => {},
    ...{ code: "timeout", detail: /silent .* before/, retryable: true, call: { idleMs: 150 } },
  },
  "that falls silent in its answer": {
    behave: (socket) => socket.write(`${head("content-length: 9")}\r\nhalf`),
    ...{ code: "timeout", detail: /silent .* middle/, retryable: true, call: { idleMs: 150 } },
  },
  "that drips": {
    behave(socket) {
      socket.write(`${head("content-length: 100000")}\r\n`);
      drip(socket, "x", 20);
    },
    ...{ code: "timeout", detail: /longer than 400 ms/, retryable: true, call: hasty },
  },
  "whose head drips": {
    behave(socket) {
      socket.write(head());
      drip(socket, "x", 20);
    },
    ...{ code: "timeout", detail: /longer than 400 ms/, retryable: true, call: hasty },
  },
  "whose head never ends": {
    behave(socket) {
      socket.write(head());
      forever(socket, `x-more: ${"x".repeat(1000)}\r\n`);
    },
    ...{ code: "too_large", detail: /head/, retryable: false },
  },
  "that promises an answer for ever": {
    behave: (socket) => drip(socket, "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n", 20),
    ...{ code: "timeout", detail: /longer than 400 ms/, retryable: true, call: hasty },
  },
  "that says how much too much it will send": {
    behave: (socket) => socket.write(`${head("content-length: 1048577")}\r\n`),
    ...{ code: "too_large", detail: /more than 1048576 bytes/, retryable: false },
  },
  "that packs a bomb": {
    behave: (socket) => socket.write(answer(200, bomb, { "content-encoding": "gzip" })),
    ...{ code: "too_large", detail: /more than 1048576 bytes/, retryable: false },
  },
  "that packs twice": {
    behave: (socket) =>
      socket.write(answer(200, gzipSync(gzipSync("x")), { "content-encoding": "gzip, gzip" })),
    ...{ code: "bad_answer", detail: /nobody asked for/, retryable: false },
  },
  "that says it packed and did not": {
    behave: (socket) => socket.write(answer(200, "plain", { "content-encoding": "gzip" })),
    ...{ code: "bad_answer", detail: /cannot be unpacked/, retryable: true },
  },
  "that ends before it said all": {
    behave: (socket) => socket.end(`${head("content-length: 9")}\r\nhalf`),
    ...{ code: "unreachable", detail: /in the middle/, retryable: true },
  },
  "that resets in the middle": {
    behave: (socket) => socket.write(`${head("content-length: 9")}\r\nhalf`, () => socket.resetAndDestroy()),
    ...{ code: "unreachable", detail: /in the middle/, retryable: true },
  },
  "that does not speak HTTP": {
    behave: (socket) => socket.write("SSH-2.0-OpenSSH_9.9\r\n"),
    ...{ code: "bad_answer", detail: /no HTTP/, retryable: true },
  },
  "that sends us to a private address": {
    behave: (socket) => socket.write(answer(302, "", { location: "http://127.0.0.1:1/" })),
    ...{ code: "redirected", detail: /302/, retryable: false },
  },
  "that sends us elsewhere for good": {
    behave: (socket) => socket.write(answer(308, "", { location: "https://example.com/" })),
    ...{ code: "redirected", detail: /308/, retryable: false },
  },
};

describe("a server", () => {
  for (const [which, { behave, code, detail, retryable, call, longestMs = 3_000 }] of Object.entries(cases))
    test(`${which} costs one failure, ${code}`, async () => {
      const server = await hostileServer(behave);
      const started = performance.now();
      const sent = { method: "POST", url: server.origin, body: "{}", ...call };
      const failure = await failureWhen(outbound.call(sent));
      assert.ok(performance.now() - started < longestMs, "took too long");
      assert.equal(failure.code, code);
      assert.match(failure.detail, detail);
      assert.equal(failure.retryable, retryable);
      // whatever came of it, a POST is sent once
      assert.equal(server.requests.length, 1);
    });

  test("that never stops is listened to no longer than it may talk", async () => {
    let written = 0;
    const server = await hostileServer((socket) => {
      socket.write(`${head("transfer-encoding: chunked")}\r\n`);
      const piece = `10000\r\n${"x".repeat(0x10000)}\r\n`;
      forever(socket, piece);
      socket.on("close", () => {
        written = socket.bytesWritten;
      });
    });
    const failure = await failureWhen(outbound.call({ method: "GET", url: server.origin }));
    assert.equal(failure.code, "too_large");
    await until("the connection to close", () => written > 0);
    // what lay in the buffers of both sides comes on top
    assert.ok(written < 16 * 1024 * 1024, `${written} bytes`);
  });

  test("that packs bombs costs no memory to speak of", async () => {
    const server = await hostileServer((socket) =>
      socket.write(answer(200, bomb, { "content-encoding": "gzip" })),
    );
    const before = process.resourceUsage().maxRSS;
    const failures = await Promise.all(
      Array.from({ length: 8 }, () => failureWhen(outbound.call({ method: "GET", url: server.origin }))),
    );
    assert.deepEqual([...new Set(failures.map(({ code }) => code))], ["too_large"]);
    const grown = process.resourceUsage().maxRSS - before;
    assert.ok(grown < 100 * 1024, `${grown} kB for eight bombs of 512 MiB`);
  });

  test("whose certificate nobody signed is told so", async () => {
    const { der, privateKey } = deviceCertificate();
    const pem = `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
    const key = privateKey.export({ type: "pkcs8", format: "pem" });
    const server = createTlsServer({ cert: pem, key }, (socket) => socket.on("error", () => {}));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    after(() => server.close());
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const failure = await failureWhen(outbound.call({ method: "GET", url }));
    assert.equal(failure.code, "unreachable");
    assert.match(failure.detail, /signed by itself/);
  });

  test("that speaks no TLS is told so", async () => {
    const server = await hostileServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const url = server.origin.replace("http:", "https:");
    const failure = await failureWhen(outbound.call({ method: "GET", url }));
    assert.match(`${failure.code} ${failure.detail}`, /unreachable .*TLS/);
  });
});

describe("repetitions within a call", () => {
  test("an idempotent request that got no answer is sent again twice, and no more", async () => {
    const server = await hostileServer((socket) => socket.resetAndDestroy());
    const failure = await failureWhen(outbound.call({ method: "PUT", url: server.origin, body: "x" }));
    assert.equal(failure.code, "unreachable");
    assert.equal(server.requests.length, 3);
  });

  test("one that may have been heard is not", async () => {
    for (const method of ["POST", "PATCH"]) {
      const server = await hostileServer((socket) => socket.resetAndDestroy());
      const failure = await failureWhen(outbound.call({ method, url: server.origin, body: "x" }));
      assert.equal(failure.code, "unreachable");
      assert.equal(server.requests.length, 1);
    }
  });

  test("the second answer is the answer", async () => {
    const server: { requests: string[]; origin: string } = await hostileServer((socket) =>
      server.requests.length === 1 ? socket.resetAndDestroy() : socket.write(answer(200, "here")),
    );
    assert.equal((await outbound.call({ method: "GET", url: server.origin })).body, "here");
  });

  test("nothing is sent again once an answer began, or when time is what was missing", async () => {
    const began = await hostileServer((socket) =>
      socket.write(`${head("content-length: 9")}\r\nhalf`, () => socket.resetAndDestroy()),
    );
    await failureWhen(outbound.call({ method: "GET", url: began.origin }));
    assert.equal(began.requests.length, 1);
    const silent = await hostileServer(() => {});
    await failureWhen(outbound.call({ method: "GET", url: silent.origin, timeoutMs: 200 }));
    assert.equal(silent.requests.length, 1);
  });
});
