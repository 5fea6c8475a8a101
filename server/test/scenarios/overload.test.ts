/** The database answers nobody for a while, and requests go on coming: few wait, the others hear so at once, and operators get in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { type Instance, startInstance } from "#harness/instance";
import { assertProblem } from "#harness/problems";
import { strangerHolding } from "#harness/stranger";
import { until } from "#harness/until";

const t = await testApp();
const { id: organization, key } = await t.tenant();
/** Nobody reads or writes customers meanwhile. */
async function whileHeld(deed: () => Promise<void>): Promise<void> {
  const stranger = await strangerHolding(
    t.database.adminUrl,
    "lock table customers in access exclusive mode",
  );
  await deed().finally(stranger.release);
}

async function figure(at: Instance, series: string): Promise<number> {
  const { status, text } = await at.ask("GET", "/metrics");
  assert.equal(status, 200);
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

/** So many are let in whatever happens. */
const fewest = 64;

const statuses = (answers: Answer[]) => [...new Set(answers.map(({ status }) => status))];

test("503: reads that would wait are turned away, writes are not; when the database answers again everybody is let in", async () => {
  const at = await startInstance(t.database, { role: "api", overload: { mostInFlight: 0 } });
  const read = () => at.ask("GET", "/v1/customers", { key });
  assert.equal((await read()).status, 200);
  const shed = 'plinth_shed_total{reason="reads"}';
  const before = await figure(at, shed);
  const waiting: Promise<Answer>[] = [];
  let asOperator: Promise<Answer> | undefined;
  await whileHeld(async () => {
    for (let i = 0; i < 120; i++) waiting.push(read());
    const refused = await until("somebody to be turned away", async () => {
      const asked = read();
      const answer = await Promise.race([asked, at.ask("GET", "/healthz")]);
      if (answer.status !== 503) waiting.push(asked);
      return answer.status === 503 && answer;
    });
    assertProblem(refused, 503, "overloaded");
    assert.match(refused.headers.get("retry-after") ?? "", /^[1-5]$/);
    const [turnedAway, product, healthy, operator] = [
      await at.ask("GET", "/v1/customers", { key: "plk_nobody_has_looked_at_who_this_is" }),
      await at.ask("POST", "/v1/products", {
        ...{ key, body: { sku: "S-1", name: "Chai", unit_price: 1_800, currency: "EUR" } },
      }),
      await at.ask("GET", "/healthz"),
      at.ask("GET", "/v1/api_keys", { key }),
    ];
    assert.deepEqual([turnedAway.status, healthy.status], [503, 200]);
    assert.notEqual(product.status, 503, product.text);
    assert.ok((await figure(at, shed)) > before);
    assert.ok((await figure(at, 'plinth_requests_in_flight{way="reads"}')) >= fewest);
    assert.ok(Number.isFinite(await figure(at, 'plinth_requests_most{way="reads"}')));
    await until("the wait to be told", async () => {
      assert.equal((await read()).status, 503);
      return (await figure(at, 'plinth_queue_wait_seconds{for="reads"}')) > 0.1;
    });
    asOperator = operator;
  });
  assert.equal((await asOperator)?.status, 200, "behind the others, and let in");
  const answers = await Promise.all(waiting);
  // on a slow machine some of them came when it was known
  assert.ok(answers.filter(({ status }) => status === 200).length >= fewest);
  assert.deepEqual(new Set([...statuses(answers), 200, 503]), new Set([200, 503]));
  await until("everybody to be let in", async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, read));
    return answers.every(({ status }) => status === 200);
  });
  const underWay = 'plinth_requests_in_flight{way="reads"}';
  await until("everybody to have left", async () => (await figure(at, underWay)) === 0);
});

test("503: beyond a number set by hand nobody is let in but operators; whoever leaves makes room at once", async () => {
  const at = await startInstance(t.database, { role: "api", overload: { mostInFlight: 20 } });
  const own = await at.ask("POST", "/v1/api_keys", { key, body: { name: "stolen", role: "admin" } });
  assert.equal(own.status, 201);
  const read = () => at.ask("GET", "/v1/customers", { key });
  const waiting: Promise<Answer>[] = [];
  await whileHeld(async () => {
    for (let i = 0; i < 20; i++) waiting.push(read());
    await until(
      "all places to be taken",
      async () => (await figure(at, 'plinth_requests_in_flight{way="reads"}')) === 20,
    );
    for (const [method, path] of [
      ["GET", "/v1/products"],
      ["POST", "/v1/products"],
      ["GET", "/v1/events?wait=20"],
      ["GET", "/v1/events/stream"],
      ["POST", "/v1/auth/login"],
    ] as const)
      assertProblem(
        await at.ask(method, path, { key, ...(method === "POST" ? { body: {} } : {}) }),
        503,
        "overloaded",
      );
    const revoked = await at.ask("POST", `/v1/api_keys/${own.json.id}/revoke`, { key });
    assert.equal(revoked.status, 200, revoked.text);
    for (const path of ["/healthz", "/readyz", "/metrics"])
      assert.equal((await at.ask("GET", path)).status, 200, path);
  });
  assert.deepEqual(statuses(await Promise.all(waiting)), [200]);
  // a client has its answer a moment before the process knows that it is sent
  await until("room to be there", async () => (await read()).status === 200, 1_000);
  assert.equal((await at.ask("GET", "/v1/products", { key: own.json.key })).status, 401);
});

test("200: what a process remembers is counted, by what it was", async () => {
  const at = await startInstance(t.database);
  const own = await t.keyFor(organization, "admin");
  const seen = async () => {
    const names = ["callers", "statements", "prepared_statements", "breakers"];
    const hits = await Promise.all(
      names.map((name) => figure(at, `plinth_cache_hits_total{cache="${name}"}`)),
    );
    return Object.fromEntries(names.map((name, i) => [name, hits[i] ?? 0]));
  };
  const { callers: met = 0 } = await seen();
  await until("the process to know what was revoked, so that it remembers callers", async () => {
    assert.equal((await at.ask("GET", "/v1/me", { key: own })).status, 200);
    return ((await seen()).callers ?? 0) > met;
  });
  const before = await seen();
  for (let i = 0; i < 3; i++) assert.equal((await at.ask("GET", "/v1/products", { key: own })).status, 200);
  const since = await seen();
  const more = (name: string) => (since[name] ?? 0) - (before[name] ?? 0);
  // compiled, met again and named, prepared
  assert.deepEqual([more("statements"), more("prepared_statements"), more("breakers")], [2, 1, 0]);
  assert.ok((await figure(at, 'plinth_cache_entries{cache="callers"}')) >= 1);
  assert.ok((await figure(at, 'plinth_cache_misses_total{cache="callers"}')) >= 1);
});
