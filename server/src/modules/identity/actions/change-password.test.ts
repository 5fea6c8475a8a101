import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { enrolApp, mfaToken } from "#harness/authenticator-app";
import { mailTo } from "#harness/caught-mail";
import { loggedInBrowser } from "#harness/cookie-jar";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { loggedIn, password, testPerson } from "#harness/people";
import { deedsOf, endsOf, refusedWithinASecond } from "#harness/personal-trail";
import { assertProblem } from "#harness/problems";
import { strangerHolding, waitingForLocks } from "#harness/stranger";
import { until } from "#harness/until";

const t = await testApp();
const other = await startInstance(t.database);
const { adminUrl } = t.database;
const another = "a wholly different phrase";
const change = { current_password: password, new_password: another };

const logIn = (email: string, phrase: string) =>
  t.ask("POST", "/v1/auth/login", { body: { email, password: phrase } });

test("204: everybody else is out within a second, this browser goes on with another cookie", async () => {
  const ada = await testPerson(t);
  const browser = await loggedInBrowser(t, ada.email, password);
  const thief = browser.copy();
  const elsewhere = () => other.ask("GET", "/v1/me", { key: ada.token });
  assert.equal((await elsewhere()).status, 200);
  const before = browser.cookie("session");

  const answer = await browser.ask("POST", "/v1/me/password", change);
  assert.deepEqual([answer.status, answer.text], [204, ""]);
  assert.match(answer.headers.getSetCookie().join("\n"), /^plinth_session=[^;]+; Path=\/; Max-Age=[1-9]/);
  assert.notEqual(browser.cookie("session"), before);
  await refusedWithinASecond(elsewhere);
  assert.deepEqual(await endsOf(t, ada.id), ["password_changed", null]);
  assert.equal((await browser.ask("POST", "/v1/me/totp")).status, 200);
  assertProblem(await thief.ask("POST", "/v1/me/totp"), 401, "unauthenticated");

  assertProblem(await logIn(ada.email, password), 401, "invalid_credentials");
  assert.equal((await logIn(ada.email, another)).status, 200);
  const devices = await execute(
    adminUrl,
    "select 1 from sessions where user_id = $1 and end_reason = 'password_changed' and device_hash is not null",
    [ada.id],
  );
  assert.deepEqual(devices, []);
  await mailTo(t, ada.email, "password_changed");
  assert.ok((await deedsOf(t, ada.id)).includes("me.change_password done"));
});

test("204: a program goes on with its tokens", async () => {
  const ada = await testPerson(t);
  const second = await loggedIn(t, ada.email);
  assert.equal((await ada.ask("POST", "/v1/me/password", { body: change })).status, 204);
  await refusedWithinASecond(() => second.ask("GET", "/v1/me"));
  assert.equal((await ada.ask("GET", "/v1/me")).status, 200);
  const refresh = { body: { refresh_token: ada.refreshToken } };
  assert.equal((await t.ask("POST", "/v1/auth/refresh", refresh)).status, 200);
});

test("204: links and half-done logins from before are void", async () => {
  const ada = await testPerson(t);
  const app = await enrolApp(ada);
  const token = await mfaToken(t, ada.email);
  assert.equal((await ada.ask("POST", "/v1/me/password", { body: change })).status, 204);
  const late = { mfa_token: token, code: app.code() };
  assertProblem(await t.ask("POST", "/v1/auth/login/totp", { body: late }), 401, "invalid_credentials");
  const open = await execute(adminUrl, "select 1 from user_tokens where user_id = $1 and used_at is null", [
    ada.id,
  ]);
  assert.deepEqual(open, []);
});

test("401: a wrong current password changes nothing and is counted; 429: then it has to wait", async () => {
  const ada = await testPerson(t);
  const wrong = { body: { ...change, current_password: "guessed, and wrong" } };
  for (let i = 0; i < 6; i++)
    assertProblem(await ada.ask("POST", "/v1/me/password", wrong), 401, "invalid_credentials", {
      "/current_password": "wrong",
    });
  assertProblem(await ada.ask("POST", "/v1/me/password", { body: change }), 429, "too_many_attempts");
  assert.ok((await deedsOf(t, ada.id)).includes("me.change_password invalid_credentials"));
  await execute(adminUrl, "delete from plinth.attempts");
  assert.equal((await logIn(ada.email, password)).status, 200);
});

test("422: where there is a password it is asked for, and the new one is good", async () => {
  const ada = await testPerson(t);
  const ask = (body: object) => ada.ask("POST", "/v1/me/password", { body });
  assertProblem(await ask({ new_password: another }), 422, "invalid_input", {
    "/current_password": "required",
  });
  for (const weak of ["short", "password123", "Ada Lovelace 1"])
    assertProblem(await ask({ ...change, new_password: weak }), 422, "weak_password", {
      "/new_password": "weak_password",
    });
});

test("403: a first password asks for a fresh proof; 204: with one it is set", async () => {
  const ada = await testPerson(t);
  await execute(adminUrl, "delete from passwords where user_id = $1", [ada.id]);
  await execute(
    adminUrl,
    "update sessions set authenticated_at = authenticated_at - interval '11 minutes' where user_id = $1",
    [ada.id],
  );
  const first = { body: { new_password: another } };
  assertProblem(await ada.ask("POST", "/v1/me/password", first), 403, "step_up_required");
  const eve = await testPerson(t);
  await execute(adminUrl, "delete from passwords where user_id = $1", [eve.id]);
  assert.equal((await eve.ask("POST", "/v1/me/password", first)).status, 204);
  assert.equal((await logIn(eve.email, another)).status, 200);
});

test("204 and 401: of two changes at once one is done", async () => {
  const ada = await testPerson(t);
  const stranger = await strangerHolding(adminUrl, "select 1 from users where id = $1 for update", [ada.id]);
  const second = { ...change, new_password: "and another phrase" };
  const both = Promise.all([change, second].map((body) => ada.ask("POST", "/v1/me/password", { body })));
  await until("both to wait", async () => (await waitingForLocks(adminUrl)) === 2);
  await stranger.release();
  assert.deepEqual((await both).map(({ status }) => status).sort(), [204, 401]);
});

test("401: a login that was under way with the old password leaves no session", async () => {
  const ada = await testPerson(t);
  const stranger = await strangerHolding(adminUrl, "select 1 from users where id = $1 for update", [ada.id]);
  const changing = ada.ask("POST", "/v1/me/password", { body: change });
  await until("the change to wait", async () => (await waitingForLocks(adminUrl)) === 1);
  const loggingIn = logIn(ada.email, password);
  await until("the login to wait", async () => (await waitingForLocks(adminUrl)) === 2);
  await stranger.release();
  assert.equal((await changing).status, 204);
  await loggingIn;
  const going = (await endsOf(t, ada.id)).filter((reason) => reason === null);
  assert.equal(going.length, 1);
});
