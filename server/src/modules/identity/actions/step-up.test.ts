import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { enrolApp, wrongCode } from "#harness/authenticator-app";
import { loggedInBrowser } from "#harness/cookie-jar";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { password, testPerson } from "#harness/people";
import { deedsOf } from "#harness/personal-trail";
import { assertProblem } from "#harness/problems";
import { strangerHolding, waitingForLocks } from "#harness/stranger";
import { until } from "#harness/until";

let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const t = await testApp({ clock });
const other = await startInstance(t.database, { clock });
const { adminUrl } = t.database;
const minute = 60_000;

/** As if the last proof were this much older, for whatever kind of session. */
const age = (userId: string, minutes: number) =>
  execute(
    adminUrl,
    "update sessions set authenticated_at = authenticated_at - $2 * interval '1 minute' where user_id = $1",
    [userId, minutes],
  );
const sensitive = "/v1/me/totp";

test("200: a proof is fresh for ten minutes, on every process, and a new one for ten more", async () => {
  const ada = await testPerson(t);
  const browser = await loggedInBrowser(t, ada.email, password);
  aheadMs += 9 * minute;
  assert.equal((await browser.ask("POST", sensitive)).status, 200);
  aheadMs += 2 * minute;
  assertProblem(await browser.ask("POST", sensitive), 403, "step_up_required");

  const proven = await browser.ask("POST", "/v1/auth/step_up", { password });
  assert.equal(proven.status, 200, proven.text);
  assert.equal(proven.json.fresh_for, 600);
  assert.ok(Math.abs(Date.parse(proven.json.authenticated_at) - now().getTime()) < 10_000);
  assert.equal((await browser.ask("POST", sensitive)).status, 200);
  const me = (await browser.ask("GET", "/v1/me")).json;
  assert.equal(me.session.authenticated_at, proven.json.authenticated_at);
  assert.deepEqual(me.session.methods, ["password"]);
  aheadMs += 11 * minute;
  assertProblem(await browser.ask("POST", sensitive), 403, "step_up_required");
});

test("200: a program goes on with its token", async () => {
  const ada = await testPerson(t);
  await age(ada.id, 11);
  assertProblem(await ada.ask("POST", sensitive), 403, "step_up_required");
  const proven = await ada.ask("POST", "/v1/auth/step_up", { body: { password } });
  assert.equal(proven.status, 200, proven.text);
  assert.deepEqual(proven.headers.getSetCookie(), []);
  assert.equal((await ada.ask("POST", sensitive)).status, 200);
  assert.equal((await other.ask("POST", sensitive, { key: ada.token })).status, 200);
});

test("200: a browser gets another cookie; the old one is good for half a minute, and for nothing sensitive", async () => {
  const ada = await testPerson(t);
  const browser = await loggedInBrowser(t, ada.email, password);
  const thief = browser.copy();
  assert.equal((await thief.ask("GET", "/v1/me")).status, 200);
  const before = browser.cookie("session");
  assert.equal((await browser.ask("POST", "/v1/auth/step_up", { password })).status, 200);
  assert.notEqual(browser.cookie("session"), before);

  // what was on its way arrives
  assert.equal((await thief.ask("GET", "/v1/me")).status, 200);
  assertProblem(await thief.ask("POST", sensitive), 401, "unauthenticated");
  const change = { current_password: password, new_password: "a wholly different phrase" };
  assertProblem(await thief.ask("POST", "/v1/me/password", change), 401, "unauthenticated");
  assertProblem(await thief.ask("POST", "/v1/me/sessions/end_all", {}), 401, "unauthenticated");
  assert.equal((await browser.ask("POST", sensitive)).status, 200);
  // nor does it become the new one
  const again = await thief.ask("POST", "/v1/auth/step_up", { password });
  assert.deepEqual([again.status, again.headers.getSetCookie()], [200, []]);
  aheadMs += 31_000;
  await until(
    "the old cookie to be worth nothing",
    async () => (await thief.ask("GET", "/v1/me")).status === 401,
    1_000,
  );
  assert.equal((await browser.ask("GET", "/v1/me")).status, 200);
});

test("401: a wrong password is counted together with those of logins; 429: and then it has to wait", async () => {
  const ada = await testPerson(t);
  const wrong = { body: { password: "guessed, and wrong" } };
  for (let i = 0; i < 3; i++) {
    assertProblem(await ada.ask("POST", "/v1/auth/step_up", wrong), 401, "invalid_credentials", {
      "/password": "wrong",
    });
    await t.ask("POST", "/v1/auth/login", { body: { email: ada.email, ...wrong.body } });
  }
  const locked = await ada.ask("POST", "/v1/auth/step_up", { body: { password } });
  assertProblem(locked, 429, "too_many_attempts");
  assert.match(locked.headers.get("retry-after") ?? "", /^\d+$/);
  assert.deepEqual((await deedsOf(t, ada.id)).slice(-2), [
    "auth.step_up invalid_credentials",
    "auth.login invalid_credentials",
  ]);
  await execute(adminUrl, "delete from plinth.attempts");
});

test("422: with a second factor the password is not enough; a code or a recovery code is, each once", async () => {
  const ada = await testPerson(t);
  const app = await enrolApp(ada, now());
  await age(ada.id, 11);
  const prove = (body: object) => ada.ask("POST", "/v1/auth/step_up", { body });
  assertProblem(await prove({ password }), 422, "invalid_input", { "/password": "proof" });
  assertProblem(await prove({ password, code: app.code(now()) }), 422, "invalid_input", {
    "/password": "proof",
  });
  assertProblem(await prove({}), 422, "invalid_input", { "": "proof" });
  assertProblem(await prove({ code: wrongCode(app.secret, now()) }), 401, "invalid_credentials", {
    "/code": "wrong",
  });
  assertProblem(await ada.ask("DELETE", sensitive), 403, "step_up_required");

  const code = app.code(now());
  assert.equal((await prove({ code })).status, 200);
  assertProblem(await prove({ code }), 401, "invalid_credentials");
  const recovery = { recovery_code: app.recoveryCodes[3] };
  assert.equal((await prove(recovery)).status, 200);
  assertProblem(await prove(recovery), 401, "invalid_credentials", { "/recovery_code": "wrong" });
  const { session } = (await ada.ask("GET", "/v1/me")).json;
  assert.deepEqual(session.methods, ["password", "totp", "recovery_code"]);
  assert.equal((await ada.ask("DELETE", sensitive)).status, 204);
});

test("429: who guesses codes waits, and a right one is not looked at meanwhile", async () => {
  const ada = await testPerson(t);
  const app = await enrolApp(ada, now());
  const wrong = { body: { code: wrongCode(app.secret, now()) } };
  const statuses = await Promise.all(
    Array.from({ length: 12 }, async () => (await ada.ask("POST", "/v1/auth/step_up", wrong)).status),
  );
  assert.equal(statuses.filter((status) => status === 401).length, 6, statuses.join());
  const right = { body: { code: app.code(now()) } };
  assertProblem(await ada.ask("POST", "/v1/auth/step_up", right), 429, "too_many_attempts");
});

test("409: an account with nothing to prove it with is told what to do", async () => {
  const ada = await testPerson(t);
  await execute(adminUrl, "delete from passwords where user_id = $1", [ada.id]);
  const answer = await ada.ask("POST", "/v1/auth/step_up", { body: { password } });
  assertProblem(answer, 409, "invalid_state");
  assert.match(answer.json.detail, /password\/forgot/);
});

test("401: a password that was right when it was looked at, and changed meanwhile, proves nothing", async () => {
  const ada = await testPerson(t);
  await age(ada.id, 11);
  const stranger = await strangerHolding(
    adminUrl,
    "update users set security_version = security_version + 1 where id = $1",
    [ada.id],
  );
  const proving = ada.ask("POST", "/v1/auth/step_up", { body: { password } });
  await until("the proof to wait", async () => (await waitingForLocks(adminUrl)) === 1);
  await stranger.commit();
  assertProblem(await proving, 401, "invalid_credentials");
  assertProblem(await ada.ask("POST", sensitive), 403, "step_up_required");
});

test("401: a session that has ended proves nothing; 403: nor does a program", async () => {
  const ada = await testPerson(t);
  await ada.ask("POST", "/v1/auth/logout");
  await until("the end", async () => (await ada.ask("GET", "/v1/me")).status === 401);
  assertProblem(await ada.ask("POST", "/v1/auth/step_up", { body: { password } }), 401, "unauthenticated");
  const { key } = await t.tenant();
  assertProblem(await t.ask("POST", "/v1/auth/step_up", { key, body: { password } }), 403, "people_only");
});
