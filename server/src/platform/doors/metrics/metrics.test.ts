import assert from "node:assert/strict";
import { test } from "node:test";
import Fastify from "fastify";
import { sendFailure } from "#platform/doors/rest";
import { countVerb } from "#platform/telemetry";
import { addMetrics } from "./index.ts";

function served(token?: string) {
  const server = Fastify();
  server.setErrorHandler((error, request, reply) => sendFailure(request, reply, error));
  addMetrics(server, token);
  return (remoteAddress: string, authorization?: string) =>
    server.inject({ url: "/metrics", remoteAddress, headers: authorization ? { authorization } : {} });
}

test("200: whoever asks from a private address reads what was counted", async () => {
  countVerb("things.made_for_the_test", "done");
  const ask = served();
  for (const address of ["127.0.0.1", "::1", "10.1.2.3", "::ffff:192.168.7.7", "fd00::7"]) {
    const { statusCode, body } = await ask(address);
    assert.equal(statusCode, 200, address);
    assert.match(body, /^plinth_verbs_total\{verb="things.made_for_the_test",outcome="done"\} [1-9]/m);
  }
});

test("404: for others it is not there", async () => {
  const ask = served();
  for (const address of ["203.0.113.7", "2001:db8::1", "172.32.0.1", "11.0.0.1"])
    assert.equal((await ask(address)).statusCode, 404, address);
});

test("404: with a token no address opens the door, and only this token does", async () => {
  const ask = served("a token of the operator");
  assert.equal((await ask("127.0.0.1")).statusCode, 404);
  assert.equal((await ask("127.0.0.1", "Bearer another")).statusCode, 404);
  assert.equal((await ask("203.0.113.7", "Bearer a token of the operator")).statusCode, 200);
});
