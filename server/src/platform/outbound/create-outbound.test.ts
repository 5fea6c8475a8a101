/** The client against servers that mean harm or are broken. What they cost is bounded, and what they say is told in words. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";
import { deviceCertificate } from "#harness/device-certificate";
import { until } from "#harness/until";
import { createLogger } from "#platform/telemetry";
import { createOutbound, type OutboundCall, type OutboundOptions } from "./create-outbound.ts";
import { OutboundFailure } from "./failure.ts";
import type { FoundAddress } from "./guarded-connector.ts";
import { answer, type Behaviour, drip, forever, hostileServer } from "./hostile-server.fixture.ts";

/** No call here names a destination, so that nothing is asked of a database. */
const noDatabase: OutboundOptions["database"] = {
  system: () => Promise.reject(new Error("asked a database")),
  systemTransaction: () => Promise.reject(new Error("asked a database")),
};

function client(options: Partial<OutboundOptions> = {}) {
  const logger = createLogger("silent");
  const outbound = createOutbound({ database: noDatabase, logger, allow: ["127.0.0.1"], ...options });
  after(() => outbound.stop());
  return outbound;
}

const outbound = client();

async function failureWhen(call: Promise<unknown>): Promise<OutboundFailure> {
  const outcome = await call.then(
    () => "an answer",
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof OutboundFailure, String(outcome));
  return outcome;
}

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

describe("where a call goes", () => {
  const named = (...answers: FoundAddress["address"][][]) => {
    let asked = 0;
    const lookup = async () => {
      const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
      return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    };
    return { lookup, asked: () => asked };
  };

  test("literals of every kind end in the address that is checked", async () => {
    const server = await hostileServer((socket) => socket.write(answer(200, "reached")));
    for (const host of ["127.1", "0177.0.0.1", "0x7f000001", "2130706433", "127.0.0.1.", "１２７.0.0.1"]) {
      const url = `http://${host}:${server.port}/`;
      assert.equal((await outbound.call({ method: "GET", url })).body, "reached", host);
      const strict = await failureWhen(client({ allow: [] }).call({ method: "GET", url }));
      assert.equal(strict.code, "refused_address", host);
    }
    assert.equal(server.requests.length, 6);
  });

  test("private literals and names are refused before anything is connected", async () => {
    const server = await hostileServer((socket) => socket.write(answer(200)));
    const strict = client({ allow: ["127.0.0.2"] });
    for (const host of ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"])
      for (const scheme of ["http", "https"]) {
        const url = `${scheme}://${host}:${server.port}/`;
        const failure = await failureWhen(strict.call({ method: "GET", url }));
        assert.deepEqual([failure.code, failure.retryable], ["refused_address", false], url);
        assert.doesNotMatch(failure.message, /\d+\.\d+\.\d+\.\d+|::/);
      }
    assert.equal(server.connections, 0);
  });

  test("a name with a dot at its end is another name, looked up and checked like any", async () => {
    const { lookup } = named(["127.0.0.2"]);
    const failure = await failureWhen(client({ lookup }).call({ method: "GET", url: "https://localhost./" }));
    assert.equal(failure.code, "refused_address");
  });

  test("one private address among a name's is enough to refuse it", async () => {
    const server = await hostileServer((socket) => socket.write(answer(200)));
    const { lookup } = named(["127.0.0.1", "127.0.0.2"]);
    const url = `http://erp.example:${server.port}/`;
    const failure = await failureWhen(client({ lookup }).call({ method: "GET", url }));
    assert.equal(failure.code, "refused_address");
    assert.equal(server.connections, 0);
  });

  test("a name that changes to a private address is refused, and each connection asks once", async () => {
    const server = await hostileServer((socket) => socket.end(answer(200, "x", { connection: "close" })));
    const rebinding = named(["127.0.0.1"], ["127.0.0.2"]);
    const caller = client({ lookup: rebinding.lookup });
    const url = `http://rebind.example:${server.port}/`;
    assert.equal((await caller.call({ method: "GET", url })).status, 200);
    assert.equal(rebinding.asked(), 1);
    const failure = await failureWhen(caller.call({ method: "GET", url }));
    assert.equal(failure.code, "refused_address");
    assert.deepEqual([server.connections, rebinding.asked()], [1, 2]);
  });

  test("a public address is not called without encryption", async () => {
    const { lookup } = named(["93.184.215.14"]);
    const failure = await failureWhen(client({ lookup }).call({ method: "GET", url: "http://example.com/" }));
    assert.match(`${failure.code} ${failure.detail}`, /refused_address .*https/);
  });

  test("a name without an address, and a look-up that hangs, are told in words and in time", async () => {
    const call = { method: "GET", url: "https://nobody.example/", timeoutMs: 200 };
    const unknown = await failureWhen(client({ lookup: async () => [] }).call(call));
    assert.match(`${unknown.code} ${unknown.detail}`, /unreachable Its name is not known/);
    const hanging = await failureWhen(client({ lookup: () => new Promise(() => {}) }).call(call));
    assert.equal(hanging.code, "timeout");
  });
});

describe("what is sent", () => {
  test("carries a trace and a key, and nothing that speaks of the connection", async () => {
    const server = await hostileServer((socket) => socket.write(answer(201, '{"a":"ü"}', { "x-a": "1" })));
    const answered = await outbound.call({
      ...{ method: "post", url: `${server.origin}/v1/things?a=b`, body: "ö" },
      headers: { Host: "internal.example", "Content-Length": "99", TE: "x", Authorization: "Bearer abc" },
      ...{ idempotencyKey: "job-7", requestId: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60" },
    });
    assert.deepEqual([answered.status, answered.body, answered.headers.get("x-a")], [201, '{"a":"ü"}', "1"]);
    assert.ok(answered.durationMs > 0);
    const [sent = ""] = server.requests;
    assert.match(sent, /^POST \/v1\/things\?a=b HTTP\/1.1\r\n/);
    assert.match(sent, /host: 127\.0\.0\.1:\d+\r\n/);
    assert.match(sent, /content-length: 2\r\n/);
    assert.match(sent, /idempotency-key: job-7\r\n/);
    assert.match(sent, /traceparent: 00-0199f3c27d1e7a309b5f3f1c2d4e5a60-[0-9a-f]{16}-00\r\n/);
    assert.match(sent, /authorization: Bearer abc\r\n/);
    assert.doesNotMatch(sent, /internal\.example|\bte:/);
  });

  test("what cannot be sent is refused, and the next call goes through", async () => {
    const server = await hostileServer((socket) => socket.write(answer(200)));
    const call = { method: "GET", url: server.origin };
    const wrong: Partial<OutboundCall>[] = [
      { headers: { "x-a": "b\r\nx-evil: 1" } },
      { headers: { "x a": "b" } },
      { method: "G E T" },
      { method: "CONNECT" },
      { idempotencyKey: "a\nb" },
    ];
    for (const part of wrong) {
      const failure = await failureWhen(outbound.call({ ...call, ...part }));
      assert.deepEqual([failure.code, failure.retryable], ["refused_request", false], JSON.stringify(part));
    }
    assert.equal(server.requests.length, 0);
    assert.equal((await outbound.call(call)).status, 200);
  });

  test("goes over a bounded number of connections, which are used again", async () => {
    const server = await hostileServer((socket) => void setImmediate(() => socket.write(answer(200))));
    const calls = Array.from({ length: 200 }, () => outbound.call({ method: "GET", url: server.origin }));
    assert.equal((await Promise.all(calls)).length, 200);
    assert.ok(server.connections <= 32, `${server.connections} connections`);
    assert.equal(server.requests.length, 200);
  });

  test("ends when its caller does, with the caller's reason", async () => {
    const server = await hostileServer(() => {});
    const stopping = new AbortController();
    const called = outbound.call({ method: "GET", url: server.origin }, stopping.signal);
    await until("the request to arrive", () => server.requests.length === 1);
    const reason = new Error("the process stops");
    stopping.abort(reason);
    await assert.rejects(called, reason);
    await assert.rejects(outbound.call({ method: "GET", url: server.origin }, stopping.signal), reason);
    assert.equal(server.requests.length, 1);
  });
});

describe("the log", () => {
  test("says method, origin, path, status and time of a call, and no query, header or body", async () => {
    const lines: object[] = [];
    const logger = createLogger("silent");
    logger.info = ((line: object) => lines.push(line)) as typeof logger.info;
    const server = await hostileServer((socket) => socket.write(answer(418, "a secret answer")));
    const url = `${server.origin}/v1/things?token=hunter2`;
    const secret = { headers: { authorization: "Bearer hunter2" }, body: "hunter2" };
    await client({ logger }).call({ method: "POST", url, ...secret });
    const [{ ms, ...line } = { ms: -1 }] = lines as { ms: number }[];
    assert.deepEqual(line, {
      ...{ destination: undefined, method: "POST", url: `${server.origin}/v1/things` },
      ...{ status: 418, outcome: "4xx" },
    });
    assert.ok(ms >= 0);
    assert.equal(lines.length, 1);
  });
});

describe("as a fetch", () => {
  test("it sends a request of the web's standard and answers one", async () => {
    const packed = answer(200, gzipSync('{"a":1}'), { "content-encoding": "gzip", "set-cookie": "a=b" });
    const server = await hostileServer((socket) => socket.write(packed));
    const request = new Request(`${server.origin}/x`, {
      method: "PATCH",
      body: new URLSearchParams({ a: "b" }),
    });
    const response = await outbound.fetch()(request, { headers: { "x-b": "c" } });
    assert.deepEqual(await response.json(), { a: 1 });
    assert.equal(response.headers.get("content-encoding"), null);
    assert.match(server.requests[0] ?? "", /^PATCH \/x .*x-b: c\r\n.*\r\n\r\na=b$/s);
  });

  test("no content has no body, and a status of no standard is no answer", async () => {
    const server: { requests: string[]; origin: string } = await hostileServer((socket) =>
      socket.write(answer(server.requests.length === 1 ? 204 : 999)),
    );
    const response = await outbound.fetch()(server.origin);
    assert.deepEqual([response.status, response.body], [204, null]);
    assert.equal((await failureWhen(outbound.fetch()(server.origin))).code, "bad_answer");
  });

  test("it follows nobody, reaches nothing private, and keeps its limits", async () => {
    const server = await hostileServer((socket, request) =>
      socket.write(
        request.includes("/large") ? answer(200, "x".repeat(99)) : answer(301, "", { location: "/" }),
      ),
    );
    const follow = outbound.fetch()(server.origin, { redirect: "follow" });
    assert.equal((await failureWhen(follow)).code, "redirected");
    assert.equal((await failureWhen(client({ allow: [] }).fetch()(server.origin))).code, "refused_address");
    const small = outbound.fetch(undefined, { mostBytes: 50 })(`${server.origin}/large`);
    assert.equal((await failureWhen(small)).code, "too_large");
    assert.equal(server.requests.length, 2);
  });

  test("it ends with its own signal", async () => {
    const server = await hostileServer(() => {});
    const signal = AbortSignal.timeout(100);
    await assert.rejects(outbound.fetch()(server.origin, { signal }), { name: "TimeoutError" });
  });
});
