import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { answer, hostileServer } from "#harness/hostile-server";
import { until } from "#harness/until";
import { createLogger } from "#platform/telemetry";
import { client, failureWhen } from "./client.fixture.ts";
import type { OutboundCall } from "./create-outbound.ts";

const outbound = client();

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
    await client({ logger }).call({ method: "POST", url, requestId: "r-7", ...secret });
    const [{ ms, ...line } = { ms: -1 }] = lines as { ms: number }[];
    assert.deepEqual(line, {
      ...{ request_id: "r-7", destination: undefined, method: "POST", url: `${server.origin}/v1/things` },
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
    const wide = outbound.fetch(undefined, { mostBytes: undefined, timeoutMs: undefined, idleMs: undefined });
    assert.equal((await (await wide(`${server.origin}/large`)).text()).length, 99);
    const small = outbound.fetch(undefined, { mostBytes: 50 })(`${server.origin}/large`);
    assert.equal((await failureWhen(small)).code, "too_large");
    assert.equal(server.requests.length, 3);
  });

  test("it ends with its own signal", async () => {
    const server = await hostileServer(() => {});
    const signal = AbortSignal.timeout(100);
    await assert.rejects(outbound.fetch()(server.origin, { signal }), { name: "TimeoutError" });
  });
});
