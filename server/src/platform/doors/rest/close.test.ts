/** How the door closes for those who are connected at that moment. */
import assert from "node:assert/strict";
import { Agent, type IncomingMessage, request } from "node:http";
import { test } from "node:test";
import Fastify from "fastify";
import { closeGently } from "./close.ts";

/** A door that says with every answer from then on that it closes, and a client that keeps its connection. */
async function connected() {
  const server = Fastify({ return503OnClosing: false, forceCloseConnections: "idle" });
  let closes = false;
  server.get("/", (_request, reply) =>
    reply.header("connection", closes ? "close" : "keep-alive").send("here"),
  );
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (with_ = agent) =>
    new Promise<string>((resolve, reject) => {
      request(url, { agent: with_ }, (answer: IncomingMessage) => {
        answer.resume().once("end", () => resolve(String(answer.headers.connection)));
      })
        .once("error", (error: NodeJS.ErrnoException) => resolve(String(error.code)))
        .once("timeout", reject)
        .end();
    });
  assert.equal(await ask(), "keep-alive");
  return {
    ask,
    close(farewellMs?: number) {
      closes = true;
      return closeGently(server, () => assert.fail("nothing is under way"), farewellMs);
    },
  };
}

test("whoever is connected hears with the next answer that the door closes, nobody new comes in, and then it is closed", async () => {
  const { ask, close } = await connected();
  const askedAt = performance.now();
  const closed = close(20_000);
  assert.equal(await ask(new Agent()), "ECONNREFUSED");
  assert.equal(await ask(), "close");
  await closed;
  assert.ok(performance.now() - askedAt < 5_000, "nobody is waited for once all have heard");
});

test("who does not ask again is not waited for longer than that", async () => {
  const { ask, close } = await connected();
  await close(60);
  assert.equal(await ask(new Agent()), "ECONNREFUSED");
});
