import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import Fastify from "fastify";
import { sendFailure } from "#platform/doors/rest";
import {
  countBreaker,
  countCall,
  countRateLimited,
  countRefused,
  countVerb,
  noteExport,
  noteStanding,
  noteUnsealed,
} from "#platform/telemetry";
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

test("200: what was refused, turned away, is under way and waits", async () => {
  const ask = served();
  const figures = async (): Promise<Map<string, number>> => {
    const { body } = await ask("127.0.0.1");
    return new Map(
      [...body.matchAll(/^(plinth_\S+) (\S+)$/gm)].map(([, name = "", figure]) => [name, Number(figure)]),
    );
  };
  const said = async () => {
    const now = await figures();
    return [
      now.get('plinth_refused_total{rule="made_for_the_test"}'),
      now.get('plinth_rate_limited_total{limit="requests"}'),
      now.get('plinth_rate_limited_total{limit="exports"}'),
      now.get("plinth_exports_open"),
      now.get("plinth_audit_unsealed_seconds"),
      now.get("plinth_audit_waiting_entries"),
    ];
  };
  assert.deepEqual(await said(), [undefined, 0, 0, 0, 0, 0]);
  countRefused("made_for_the_test");
  for (const limit of ["requests", "requests", "exports"] as const) countRateLimited(limit);
  for (const change of [1, 1, -1] as const) noteExport(change);
  noteUnsealed(7, 12);
  assert.deepEqual(await said(), [1, 2, 1, 1, 7, 12]);
  countRefused("made_for_the_test");
  noteExport(-1);
  noteUnsealed(0, 0);
  assert.deepEqual(await said(), [2, 2, 1, 0, 0, 0]);
});

test("200: calls to outside systems by how they ended, and what they took; breakers by what became of them", async () => {
  countCall("5xx", 1_500);
  countCall("5xx", 500);
  countCall("timeout", 250);
  countBreaker("open");
  const { body } = await served()("127.0.0.1");
  for (const line of [
    'plinth_outbound_calls_total{outcome="5xx"} 2',
    'plinth_outbound_calls_total{outcome="timeout"} 1',
    'plinth_outbound_seconds_total{outcome="5xx"} 2',
    'plinth_outbound_seconds_total{outcome="timeout"} 0.25',
    'plinth_breaker_changes_total{breaker="open"} 1',
    'plinth_breaker_changes_total{breaker="closed"} 0',
  ])
    assert.ok(body.includes(`\n${line}\n`), line);
});

test("a metric that a guide names is one that there is", async () => {
  const root = new URL("../../../../../", import.meta.url);
  const named = async (folder: string, files: RegExp) => {
    const found = new Set<string>();
    for (const name of await readdir(new URL(folder, root)))
      if (files.test(name))
        for (const [metric] of (await readFile(new URL(folder + name, root), "utf8")).matchAll(
          /plinth_[a-z]+_[a-z_]+/g,
        ))
          found.add(metric);
    return found;
  };
  const there = await named("server/src/platform/telemetry/", /figures\.ts$|^metrics\.ts$/);
  const told = await named("docs/guides/", /\.md$/);
  assert.ok(told.size > 5, "no guide names any");
  assert.deepEqual(
    [...told].filter((metric) => !there.has(metric)),
    [],
  );
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

test("200: what stands still is counted by kind, with how long the oldest has", async () => {
  noteStanding([{ kind: "made_for_the_test", count: 3, seconds: 90 }]);
  const { body } = await served()("127.0.0.1");
  assert.match(body, /^plinth_inbox_open\{kind="made_for_the_test"\} 3$/m);
  assert.match(body, /^plinth_inbox_oldest_seconds\{kind="made_for_the_test"\} 90$/m);
  noteStanding([]);
});
