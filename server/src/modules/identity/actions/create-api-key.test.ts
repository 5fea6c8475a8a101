import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { startInstance } from "#harness/instance";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

/** A clock that the test turns; the database follows it. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const t = await testApp({ clock });
const { adminUrl } = t.database;
const s = await shop(t);
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

const create = (body: object, key = s.key) => s.ask("POST", "/v1/api_keys", { key, body });
const whoIs = (key: string) => t.ask("GET", "/v1/me", { key });

test("201: a key is shown once, works at once, and is made with trail and event but without itself", async () => {
  const answer = await create({
    name: "Web shop",
    role: "sales",
    scopes: ["orders:read", "customers:read"],
  });
  assert.equal(answer.status, 201, answer.text);
  const { key, id, prefix, version, role, api_version, revoked_at } = answer.json;
  assert.match(key, /^plk_[A-Za-z0-9_]{20,}$/);
  assert.deepEqual([prefix, version, role, revoked_at], [key.slice(0, 8), 1, "sales", null]);
  assert.match(api_version, /^\d{4}-\d\d-\d\d$/);
  const read = await s.get(`/v1/api_keys/${id}`);
  assert.ok(!("key" in read.json) && !read.text.includes(key));

  const me = (await whoIs(key)).json;
  assert.deepEqual(
    [me.actor, me.organization_id],
    [{ kind: "api_key", id, name: "Web shop" }, s.organization],
  );
  // only what the role and the scopes both allow
  assert.deepEqual(me.permissions, ["customers:read", "orders:read"]);

  const trail = await trailOf(adminUrl, id);
  assert.deepEqual(
    trail.events.map(({ type, data }) => [type, data]),
    [["api_key.created", { role: "sales" }]],
  );
  assert.equal(trail.audit[0]?.action, "api_keys.create");
  assert.ok(!JSON.stringify(trail).includes(key));
});

test("403: nobody grants what they do not hold", async () => {
  const admin = await t.keyFor(s.organization, "admin");
  assertProblem(
    await create({ name: "x", role: "sales" }, await t.keyFor(s.organization, "sales")),
    403,
    "forbidden",
  );
  const narrow = await t.keyFor(s.organization, "owner", ["api_keys:write", "orders:read", "access:explain"]);
  const tooMuch = await leavesNoTrace(adminUrl, () => create({ name: "x", role: "admin" }, narrow));
  assertProblem(tooMuch, 403, "forbidden");
  assert.match(tooMuch.json.detail, /customers:write/);
  assert.equal((await create({ name: "x", role: "admin", scopes: ["orders:read"] }, narrow)).status, 201);
  assert.equal((await create({ name: "x", role: "admin" }, admin)).status, 201);
});

test("422: a scope that is no permission is named by its place", async () => {
  const answer = await create({ name: "x", scopes: ["orders:read", "orders:eat"] });
  assertProblem(answer, 422, "invalid_input", { "/scopes/1": "unknown_permission" });
});

test("422: a scope that the role does not hold is named by its place, and none at all is no scope", async () => {
  const answer = await create({ name: "x", role: "sales", scopes: ["orders:read", "members:write"] });
  assertProblem(answer, 422, "invalid_input", { "/scopes/1": "beyond_role" });
  assert.equal(answer.json.errors[0].detail, 'The role sales does not hold "members:write".');
  assertProblem(await create({ name: "x", scopes: [] }), 422, "invalid_input", { "/scopes": "min_items" });
});

test("an API key acts for its own organization, and tells nothing of others", async () => {
  const ask = (organization: string) =>
    t.ask("GET", "/v1/customers", { key: s.key, headers: { "plinth-organization": organization } });
  const [own, foreign, absent] = await Promise.all(
    [s.organization, (await shop(t)).organization, nobody].map(ask),
  );
  assert.equal(own?.status, 200);
  assert.equal(foreign?.status, 403);
  const without = (text?: string) => text?.replace(/"request_id":"[^"]*"/, "");
  assert.equal(without(foreign?.text), without(absent?.text));
  assert.match(foreign?.json.detail, /^An API key acts for its own organization only/);
});

test("422: a buyer's key names its customers, and only those that are there", async () => {
  assertProblem(await create({ name: "x", role: "buyer" }), 422, "invalid_input", {
    "/customer_scope": "required",
  });
  const mine = await s.customer();
  const unknown = await create({ name: "x", role: "buyer", customer_scope: [mine, nobody] });
  assertProblem(unknown, 422, "invalid_input", { "/customer_scope/1": "not_found" });
  await s.customer();
  const { json } = await create({ name: "x", role: "buyer", customer_scope: [mine.toUpperCase()] });
  assert.deepEqual((await whoIs(json.key)).json.scope, [mine]);
  const seen = await t.ask("GET", "/v1/customers", { key: json.key });
  assert.deepEqual(
    seen.json.data.map(({ id }: { id: string }) => id),
    [mine],
  );
});

test("401: a key stops working at its hour", async () => {
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const { json } = await create({ name: "x", expires_at: inAnHour });
  assert.equal((await whoIs(json.key)).status, 200);
  aheadMs = 3_601_000;
  assertProblem(await whoIs(json.key), 401, "unauthenticated");
  aheadMs = 0;
  assert.equal((await whoIs(json.key)).status, 200);
});

test("401: a revoked key is refused everywhere within a second, and revoking it again is 409", async () => {
  const other = await startInstance(t.database);
  const { json } = await create({ name: "x" });
  const there = () => other.ask("GET", "/v1/me", { key: json.key });
  assert.deepEqual([(await whoIs(json.key)).status, (await there()).status], [200, 200]); // both remember it
  const answer = await s.post(`/v1/api_keys/${json.id}/revoke`);
  assert.ok(answer.status === 200 && answer.json.revoked_at !== null, answer.text);
  const revokedAt = performance.now();
  for (const ask of [() => whoIs(json.key), there]) {
    const refused = await until("the key to be refused", async () => {
      const one = await ask();
      return one.status === 401 && one;
    });
    assertProblem(refused, 401, "unauthenticated");
  }
  // a second is promised; the rest is for a machine that does many things at once
  assert.ok(performance.now() - revokedAt < 2_500, `${Math.round(performance.now() - revokedAt)} ms`);
  assertProblem(await s.post(`/v1/api_keys/${json.id}/revoke`), 409, "invalid_state");
  const { events } = await trailOf(adminUrl, json.id);
  assert.deepEqual(
    events.map(({ type, version }) => [type, version]),
    [
      ["api_key.created", 1],
      ["api_key.revoked", 2],
    ],
  );
  await other.close();
});

test("401: every credential that is none is answered the same", async () => {
  const answers = await Promise.all(
    [
      undefined,
      "",
      "Bearer",
      "Bearer plk_",
      `Bearer plk_${"x".repeat(40)}`,
      `Basic ${Buffer.from("a:b").toString("base64")}`,
      `Bearer ${"plk_".padEnd(5_000, "x")}`,
      `Bearer ${s.key} ${s.key}x`.slice(0, -60),
    ].map((authorization) =>
      t.ask("GET", "/v1/me", { headers: authorization === undefined ? {} : { authorization } }),
    ),
  );
  for (const answer of answers) {
    assertProblem(answer, 401, "unauthenticated");
    assert.equal(answer.headers.get("www-authenticate"), "Bearer");
  }
  assert.equal(new Set(answers.map(({ json }) => json.detail)).size, 1);
});
