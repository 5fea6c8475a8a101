/** What an answer says beside its body, and the one line that remains of it in the log. */
import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { describe, test } from "node:test";
import pino from "pino";
import { createApp } from "#app";
import { type Ask, testApp } from "#harness/app";
import { until } from "#harness/until";
import { populate } from "./population.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const ask = (method: string, path: string, wish: Ask = {}) => t.ask(method, path, { key: own.key, ...wish });
const customer = { name: "Alfreds Futterkiste", country: "DE", currency: "EUR" };
const here = `/v1/customers/${own.idOf("customer")}`;
const nowhere = "/v1/customers/01999999-9999-7999-8999-999999999999";

describe("headers of an answer", () => {
  test("201 tells where the object is and which version it has; a GET there is the same", async () => {
    const made = await ask("POST", "/v1/customers", { body: customer });
    assert.equal(made.status, 201);
    assert.equal(made.headers.get("location"), `/v1/customers/${made.json.id}`);
    const read = await ask("GET", String(made.headers.get("location")));
    assert.equal(read.text, made.text);
    assert.equal(read.headers.get("etag"), made.headers.get("etag"));
    assert.match(String(read.headers.get("etag")), /^"1\.[\w-]+"$/);
    assert.equal(read.headers.get("cache-control"), "private, no-cache");
    assert.equal(read.headers.get("vary"), "Authorization, Cookie, Plinth-Organization");
  });

  test("304: what is known is not sent again", async () => {
    const etag = String((await ask("GET", here)).headers.get("etag"));
    for (const known of [etag, `W/${etag}`, `"1.other", ${etag}`, "*"]) {
      const answer = await ask("GET", here, { headers: { "if-none-match": known } });
      assert.deepEqual([answer.status, answer.text, answer.headers.get("etag")], [304, "", etag], known);
    }
    for (const unknown of ['"1.other"', '"1"', "nonsense"])
      assert.equal((await ask("GET", here, { headers: { "if-none-match": unknown } })).status, 200, unknown);
    const fields = await ask("GET", `${here}?fields=name`, { headers: { "if-none-match": etag } });
    assert.equal(fields.status, 200, "the same version looks different under other fields");
  });

  test("HEAD answers the headers of GET and no body", async () => {
    for (const path of [here, "/v1/customers", "/v1/me", nowhere]) {
      const head = await fetch(t.url + path, {
        method: "HEAD",
        headers: { authorization: `Bearer ${own.key}` },
      });
      const get = await ask("GET", path);
      assert.deepEqual([head.status, await head.text()], [get.status, ""], path);
      for (const name of ["content-type", "etag", "cache-control"])
        assert.equal(head.headers.get(name), get.headers.get(name));
    }
  });

  test("X-Request-Id comes back as it was sent when it is harmless, else as one of our own", async () => {
    const sent = await ask("GET", "/v1/nothing", { headers: { "x-request-id": "job-7:retry.2_a" } });
    assert.deepEqual(
      [sent.headers.get("x-request-id"), sent.json.request_id],
      ["job-7:retry.2_a", "job-7:retry.2_a"],
    );
    for (const harmful of ["x".repeat(129), "a b", '"', "<script>"]) {
      const own = (await ask("GET", "/v1/nothing", { headers: { "x-request-id": harmful } })).headers.get(
        "x-request-id",
      );
      assert.match(String(own), /^[0-9a-f-]{36}$/, harmful);
    }
  });
});

test("one line is logged per request, with its statements and without its secrets", async () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _, done) {
      lines.push(...String(chunk).trim().split("\n"));
      done();
    },
  });
  const secrets = ["a secret of the tests that is long enough to be one"];
  const app = await createApp({
    ...t.database,
    secrets,
    logger: pino({ level: "info", base: null, timestamp: false }, sink),
  });
  try {
    const headers = {
      authorization: `Bearer ${own.key}`,
      traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
    };
    const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
    await fetch(`${url}${here}?fields=name`, { headers: { ...headers, "x-request-id": "logged" } });
    const line = await until("the log line", () => lines.find((one) => one.includes('"logged"')));
    const { ms, sql_ms: sqlMs, actor, organization, ...rest } = JSON.parse(line);
    assert.deepEqual(rest, {
      request_id: "logged",
      trace_id: "a".repeat(32),
      method: "GET",
      route: "/v1/customers/:id",
      status: 200,
      sql: 1,
      msg: "request",
      level: 30,
    });
    assert.ok(ms >= sqlMs && sqlMs > 0);
    assert.equal(organization, own.organization);
    assert.match(actor, /^[0-9a-f-]{36}$/);
    assert.equal(lines.filter((one) => one.includes('"logged"')).length, 1);
    assert.ok(!lines.join().includes(own.key));
  } finally {
    await app.close();
  }
});
