/** The network to the database falls silent without a word: nobody restarts anything, and nothing is missed. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { testApp } from "#harness/app";
import { startInstance } from "#harness/instance";
import { brokenInvariants } from "#harness/invariants";
import { postgresProxy } from "#harness/postgres-proxy";
import { shop } from "#harness/shop";
import { relayed } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();
const s = await shop(t);
const network = await postgresProxy(t.database.appUrl);
const there = await startInstance(
  {
    ...t.database,
    appUrl: network.through(t.database.appUrl),
    systemUrl: network.through(t.database.systemUrl),
  },
  { canary: { everyMs: 200, patienceMs: 2_000 } },
);
// before the instance closes: it waits for what is under way
after(() => network.mend());

/** Three and a half seconds, and a machine that does many things at once. */
const soonMs = 12_000;
const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  there.ask(method, path, {
    key: s.key,
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers }),
  });
const ready = async () => await there.ask("GET", "/readyz");
const customer = { name: "Alfreds Futterkiste", country: "DE", currency: "EUR" };

test("200: a process is ready while facts come through to the end of its feed", async () => {
  await until("a canary to have come", async () => {
    const { text } = await there.ask("GET", "/metrics");
    return /^plinth_feed_canary_seconds 0*[.\d]*[1-9]/m.test(text);
  });
  const { status, json } = await ready();
  assert.deepEqual(
    { status, json },
    { status: 200, json: { status: "ok", checks: { database: "ok", migrations: "ok", feed: "ok" } } },
  );
  assert.ok(!(await s.get("/v1/events?after=0&limit=200")).text.includes("canary"), "nobody is told of it");
});

test("200: connections that are half-open are replaced within seconds; what was asked is answered, what happened is told", async () => {
  assert.equal((await ask("POST", "/v1/customers", customer)).status, 201);
  const names = network.connected();
  for (const name of ["plinth read", "plinth verb", "plinth system", "plinth listen"])
    assert.ok(names.includes(name), `${name} is not among ${names}`);
  await relayed(t.database.adminUrl);
  const { next_cursor: now } = (await ask("GET", "/v1/events?after=now")).json;
  const polling = ask("GET", `/v1/events?after=${now}&wait=30`);
  network.forget(...names);
  const id = await s.customer({ name: "Told elsewhere" });
  const startedMs = performance.now();
  const [read, told] = await Promise.all([
    ask("GET", `/v1/customers/${id}`),
    polling,
    until(
      "a verb to be done",
      async () =>
        (await ask("POST", "/v1/customers", customer, { "idempotency-key": "half-open" })).status === 201,
      soonMs,
    ),
    until("it to be ready", async () => (await ready()).status === 200, soonMs),
  ]);
  const ms = performance.now() - startedMs;
  assert.ok(ms < soonMs, `${ms} ms`);
  assert.equal(read.status, 200);
  assert.deepEqual(told.json.data.map((event: { subject: { id: string } }) => event.subject.id).slice(0, 1), [
    id,
  ]);
  const { text: figures } = await there.ask("GET", "/metrics");
  assert.match(figures, /^plinth_silent_links_total\{link="plinth read"\} [1-9]/m);
  await until("notifications to be listened for again", () => network.connected().includes("plinth listen"));
});

test("503: a process that nothing comes through to any more says since when, and is ready again by itself", async () => {
  const names = [...network.connected(), "plinth probe", "plinth"];
  network.silence(...names);
  const { checks } = await until("it to say so", async () => {
    const { status, json } = await ready();
    return status === 503 && json.checks.feed !== "ok" && json;
  });
  assert.match(checks.feed, /^no canary for \d+ s$/);
  assert.equal(checks.database, "unreachable");
  assert.equal(checks.migrations, "unknown");
  assert.equal((await there.ask("GET", "/healthz")).status, 200);
  network.mend();
  await until("it to be ready again", async () => (await ready()).status === 200);
  // each connection is made anew when it is needed next
  await until("reads to be answered", async () => (await ask("GET", "/v1/customers?limit=1")).status === 200);
});

test("what the canary leaves behind breaks nothing of what always holds", async () => {
  assert.deepEqual(await brokenInvariants(t.database.adminUrl), []);
});
