/** Refreshing over HTTP and in the database; the protocol itself is tried in refresh-token.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { mailTo } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { type TestPerson, testPerson } from "#harness/people";
import { until } from "#harness/until";

const t = await testApp();
const refresh = (refresh_token: string) => t.ask("POST", "/v1/auth/refresh", { body: { refresh_token } });
const row = async ({ sessionId }: TestPerson) => {
  const [session] = await execute(t.database.adminUrl, "select * from sessions where id = $1", [sessionId]);
  return session ?? {};
};

test("200: the successor works, and what is kept of it is a hash", async () => {
  const ada = await testPerson(t);
  const { status, json, headers } = await refresh(ada.refreshToken);
  assert.equal(status, 200);
  assert.notEqual(json.refresh_token, ada.refreshToken);
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal((await t.ask("GET", "/v1/me", { key: json.access_token })).status, 200);
  assert.equal((await row(ada)).refresh_generation, 1);
  assert.equal(JSON.stringify(await row(ada)).includes(json.refresh_token), false);
  assert.equal((await refresh(json.refresh_token)).status, 200);
});

test("200: two tabs at once, and a reply that was lost, get the same successor", async () => {
  const ada = await testPerson(t);
  const answers = await Promise.all(Array.from({ length: 12 }, () => refresh(ada.refreshToken)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal(new Set(answers.map(({ json }) => json.refresh_token)).size, 1);
  assert.equal((await row(ada)).refresh_generation, 1);
});

test("200: a reply that was lost brings the same successor, though a process' clock is wrong by an hour", async () => {
  const clock = { now: () => new Date(Date.now() - 3_600_000), forDatabase: () => "" };
  const slow = await startInstance(t.database, { clock, role: "api" });
  const ada = await testPerson(t);
  const lost = await slow.ask("POST", "/v1/auth/refresh", { body: { refresh_token: ada.refreshToken } });
  assert.equal(lost.status, 200, lost.text);
  const again = await refresh(ada.refreshToken);
  assert.equal(again.json.refresh_token, lost.json.refresh_token, again.text);
  assert.equal((await row(ada)).ended_at, null);
});

test("401: two generations back ends the session for both, tells the user, and tells whom it acted for", async () => {
  const { id: organization, key } = await t.tenant();
  const ada = await testPerson(t, { organization });
  const first = await refresh(ada.refreshToken);
  const second = await refresh(first.json.refresh_token);
  const stolen = await refresh(ada.refreshToken);
  assert.equal(stolen.status, 401);
  assert.equal(stolen.json.code, "session_ended");
  assert.equal((await refresh(second.json.refresh_token)).status, 401);
  await until("the access token to be refused", async () => {
    return (await ada.ask("GET", "/v1/me")).status === 401;
  });

  const { ended_at, end_reason } = await row(ada);
  assert.ok(ended_at);
  assert.equal(end_reason, "reuse");
  await mailTo(t, ada.email, "session_reuse");
  const event = await until("the event", async () => {
    const { json } = await t.ask("GET", "/v1/events?limit=200", { key });
    return json.data.find(({ type }: { type: string }) => type === "session.reused");
  });
  assert.equal(event.subject.id, ada.sessionId);
  assert.deepEqual(event.data, { user_id: ada.id });
  const trail = await execute(
    t.database.adminUrl,
    "select outcome from plinth.user_audit_entries where user_id = $1 and action = 'auth.refresh'",
    [ada.id],
  );
  assert.deepEqual(trail, [{ outcome: "session_ended" }, { outcome: "session_ended" }]);
});

test("401: what was never one of our tokens ends nobody's session", async () => {
  const ada = await testPerson(t);
  const bytes = Buffer.from(ada.refreshToken.slice(4), "base64url");
  const forged = [...bytes.keys()]
    .filter((i) => i % 9 === 0)
    .map((i) => {
      const copy = Buffer.from(bytes);
      copy[i] = (copy[i] ?? 0) ^ 1;
      return `plr_${copy.toString("base64url")}`;
    });
  for (const token of [...forged, "plr_", "plr_AAAA", "nothing", `${ada.refreshToken}A`]) {
    const { status, json } = await refresh(token);
    assert.equal(status, 401, token);
    assert.equal(json.code, "session_ended");
  }
  assert.equal((await refresh(ada.refreshToken)).status, 200);
});
