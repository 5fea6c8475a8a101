/** Bytes behind a request do not cost its answer: what was done is said. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { testApp } from "#harness/app";

const t = await testApp();
const { key } = await t.tenant();

test("201: a body that is longer than its Content-Length says is answered before the rest is refused", async () => {
  const body = JSON.stringify({ name: "Trail", country: "DE", currency: "EUR" });
  const socket = connect(Number(new URL(t.url).port), "127.0.0.1");
  socket.write(
    `POST /v1/customers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}}}}\r\n`,
  );
  assert.match(await text(socket), /^HTTP\/1\.1 201 /);
  assert.equal((await t.ask("GET", "/v1/customers?name=Trail", { key })).json.data.length, 1);
});

test("400: a method that nobody knows is the caller's mistake", async () => {
  const answer = await t.ask("QUERY", "/v1/customers", { key });
  assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
});
