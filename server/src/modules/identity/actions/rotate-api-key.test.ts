import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

/** A clock that the test turns; the database follows it. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const hourMs = 3_600_000;
const t = await testApp({ clock });
const { adminUrl } = t.database;
const { id: organization, key: owner } = await t.tenant();

const ask = (path: string, body: object, key = owner) => t.ask("POST", `/v1/api_keys${path}`, { key, body });
const make = async (body: object = {}, key = owner) => {
  const answer = await ask("", { name: "x", role: "sales", ...body }, key);
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
};
const rotate = (id: string, body: object = {}, key = owner) => ask(`/${id}/rotate`, body, key);
const works = async (key: string) => (await t.ask("GET", "/v1/me", { key })).status;
const refused = (key: string) => until("the secret to be refused", async () => (await works(key)) === 401);

test("200: the new secret works at once, the one before until the overlap is over", async () => {
  const first = await make();
  assert.equal(await works(first.key), 200); // and is remembered
  const answer = await rotate(first.id, { overlap_hours: 2 });
  assert.equal(answer.status, 200, answer.text);
  const { key, id, version, prefix, previous_expires_at, rotated_at, revoked_at } = answer.json;
  assert.match(key, /^plk_[A-Za-z0-9]{32}$/);
  assert.deepEqual([id, version, prefix, revoked_at], [first.id, 2, key.slice(0, 8), null]);
  assert.equal(Date.parse(previous_expires_at) - Date.parse(rotated_at), 2 * hourMs);
  assert.deepEqual([await works(key), await works(first.key)], [200, 200]);
  assert.equal(answer.headers.get("cache-control"), "no-store");

  aheadMs = 2 * hourMs + 1_000;
  try {
    await refused(first.key);
    assert.equal(await works(key), 200);
  } finally {
    aheadMs = 0;
  }
  const trail = await trailOf(adminUrl, id);
  assert.deepEqual(
    trail.events.map(({ type, version, data }) => [type, version, data]),
    [
      ["api_key.created", 1, { role: "sales" }],
      ["api_key.rotated", 2, { overlap_hours: 2 }],
    ],
  );
  assert.equal(trail.audit.at(-1)?.action, "api_keys.rotate");
  for (const secret of [first.key, key]) assert.ok(!JSON.stringify(trail).includes(secret));
});

test("200: without a word it is a day, and never longer than the key itself", async () => {
  const { json } = await rotate((await make()).id);
  assert.equal(Date.parse(json.previous_expires_at) - Date.parse(json.rotated_at), 24 * hourMs);
  const ends = new Date(Date.now() + hourMs).toISOString();
  const ending = await rotate((await make({ expires_at: ends })).id, { overlap_hours: 168 });
  assert.equal(Date.parse(ending.json.previous_expires_at), Date.parse(ends));
});

test("200: without an overlap the one before ends on every process, where it is remembered too", async () => {
  const other = await startInstance(t.database);
  const { id, key } = await make();
  const there = async () => (await other.ask("GET", "/v1/me", { key })).status;
  assert.deepEqual([await works(key), await there()], [200, 200]);
  const { json } = await rotate(id, { overlap_hours: 0 });
  assert.equal(json.previous_expires_at, null);
  await refused(key);
  await until("the other process to refuse it", async () => (await there()) === 401);
  assert.equal(await works(json.key), 200);
  await other.close();
});

test("200: of two that are good, rotating again ends the older one", async () => {
  const { id, key: first } = await make();
  const second = (await rotate(id)).json.key;
  assert.deepEqual([await works(first), await works(second)], [200, 200]);
  const third = (await rotate(id)).json.key;
  await refused(first);
  assert.deepEqual([await works(second), await works(third)], [200, 200]);
});

test("401: revoking ends every secret that the key has; rotating it is 409 then", async () => {
  const { id, key: first } = await make();
  const second = (await rotate(id)).json.key;
  assert.deepEqual([await works(first), await works(second)], [200, 200]);
  assert.equal((await ask(`/${id}/revoke`, {})).status, 200);
  await refused(first);
  await refused(second);
  const answer = await leavesNoTrace(adminUrl, () => rotate(id));
  assertProblem(answer, 409, "invalid_state");
});

test("409: a key that has ended gets no new secret", async () => {
  const { id } = await make({ expires_at: new Date(Date.now() + hourMs).toISOString() });
  aheadMs = hourMs + 1_000;
  try {
    assertProblem(await rotate(id), 409, "invalid_state");
  } finally {
    aheadMs = 0;
  }
});

test("412: rotated by somebody else meanwhile", async () => {
  const { id } = await make();
  await rotate(id);
  const headers = { "if-match": '"1"' };
  assertProblem(
    await t.ask("POST", `/v1/api_keys/${id}/rotate`, { key: owner, headers }),
    412,
    "stale_version",
  );
});

test("422: an overlap is at most a week, in whole hours", async () => {
  const { id } = await make();
  for (const overlap_hours of [-1, 169, 1.5, "24", null])
    assertProblem(await rotate(id, { overlap_hours }), 422, "invalid_input");
  assertProblem(await ask(`/${id}/rotate?dry_run=true`, {}), 400, "dry_run_impossible");
});

test("404: another organization's key does not exist", async () => {
  const { id } = await make();
  const stranger = await t.tenant("Stranger GmbH");
  const answer = await leavesNoTrace(adminUrl, () => rotate(id, {}, stranger.key));
  assertProblem(answer, 404, "not_found");
});

test("403: nobody gets the secret of a key that they could not have made", async () => {
  const small = await make({ role: "admin", scopes: ["api_keys:write", "orders:read"] });
  const soon = new Date(Date.now() + hourMs).toISOString();
  const ending = await make({ role: "owner", expires_at: soon });
  const bound = await make({ role: "owner", allowed_ranges: ["127.0.0.0/8"] });
  const larger = await make({ role: "sales" });
  const ofOwner = await make({ role: "owner", scopes: ["orders:read"] });
  const wider = await make({ role: "sales", allowed_ranges: ["0.0.0.0/0"] });
  const adminKey = await t.keyFor(organization, "admin");
  for (const [who, id] of [
    [small.key, larger.id],
    [adminKey, ofOwner.id],
    [ending.key, larger.id],
    [bound.key, larger.id],
    [bound.key, wider.id],
  ] as const) {
    const answer = await leavesNoTrace(adminUrl, () => rotate(id, {}, who));
    assertProblem(answer, 403, "forbidden");
  }
  const within = await make({ role: "sales", expires_at: soon, allowed_ranges: ["127.0.0.1"] });
  assert.equal((await rotate(within.id, {}, bound.key)).status, 200);
  assert.equal((await rotate(within.id, {}, ending.key)).status, 200);
  assert.equal((await rotate(bound.id, {}, bound.key)).status, 200); // itself
});

test("403: a member's key is rotated by nobody else, who would act in their name; they may revoke it", async () => {
  const ada = await testPerson(t, { organization, role: "admin" });
  const { json: hers } = await ada.ask("POST", "/v1/api_keys", { body: { name: "hers", role: "sales" } });
  assert.equal(hers.user_id, ada.id);
  const answer = await rotate(hers.id);
  assertProblem(answer, 403, "forbidden");
  assert.match(answer.json.detail, /another member/);
  assert.equal((await ada.ask("POST", `/v1/api_keys/${hers.id}/rotate`)).status, 200);
  const program = await ada.ask("POST", "/v1/api_keys", { body: { name: "its", role: "admin" } });
  assert.equal((await rotate(hers.id, {}, program.json.key)).status, 200); // it is hers too
  assert.equal((await ask(`/${hers.id}/revoke`, {})).status, 200);
});

test("403: a person proves anew who they are before a secret is shown; a program has nothing to prove", async () => {
  const ada = await testPerson(t, { organization, role: "owner" });
  await execute(
    adminUrl,
    "update sessions set authenticated_at = now() - interval '11 minutes' where user_id = $1",
    [ada.id],
  );
  const { id } = await make();
  assertProblem(await ada.ask("POST", `/v1/api_keys/${id}/rotate`), 403, "step_up_required");
  assertProblem(
    await ada.ask("POST", "/v1/api_keys", { body: { name: "x", role: "sales" } }),
    403,
    "step_up_required",
  );
});
