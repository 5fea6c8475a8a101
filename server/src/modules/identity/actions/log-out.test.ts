import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { loggedInBrowser, openBrowser } from "#harness/cookie-jar";
import { startInstance } from "#harness/instance";
import { password, testPerson } from "#harness/people";
import { deedsOf, endsOf, refusedWithinASecond } from "#harness/personal-trail";
import { assertProblem } from "#harness/problems";

const t = await testApp();
const other = await startInstance(t.database);

test("204: a program's tokens are worth nothing within a second, here and elsewhere, and the rest goes on", async () => {
  const ada = await testPerson(t);
  const eve = await testPerson(t);
  const elsewhere = () => other.ask("GET", "/v1/me", { key: ada.token });
  assert.equal((await elsewhere()).status, 200);

  const answer = await ada.ask("POST", "/v1/auth/logout");
  assert.deepEqual([answer.status, answer.text], [204, ""]);
  assert.deepEqual(answer.headers.getSetCookie(), []);
  await refusedWithinASecond(elsewhere);
  await refusedWithinASecond(() => ada.ask("GET", "/v1/me"));
  const refreshed = await t.ask("POST", "/v1/auth/refresh", { body: { refresh_token: ada.refreshToken } });
  assertProblem(refreshed, 401, "session_ended");
  assert.equal((await eve.ask("GET", "/v1/me")).status, 200);

  assert.deepEqual(await endsOf(t, ada.id), ["logout"]);
  assert.deepEqual(await deedsOf(t, ada.id), [
    "auth.login done",
    "auth.logout done",
    "auth.refresh session_ended",
  ]);
});

test("204: a browser forgets its cookie, and a copy of it is worth nothing", async () => {
  const ada = await testPerson(t);
  const browser = await loggedInBrowser(t, ada.email, password);
  const copy = browser.copy();
  assert.equal((await browser.ask("POST", "/v1/auth/logout")).status, 204);
  assert.equal(browser.cookie("session"), undefined);
  assert.notEqual(browser.cookie("device"), undefined);
  await refusedWithinASecond(() => copy.ask("GET", "/v1/me"));
  assert.deepEqual(await endsOf(t, ada.id), [null, "logout"]);
});

test("401: whose session is gone already loses the cookie all the same", async () => {
  const ada = await testPerson(t);
  const browser = await loggedInBrowser(t, ada.email, password);
  await ada.ask("POST", "/v1/me/sessions/end_all");
  await refusedWithinASecond(() => browser.ask("GET", "/v1/me"));
  assert.notEqual(browser.cookie("session"), undefined);
  assertProblem(await browser.ask("POST", "/v1/auth/logout"), 401, "unauthenticated");
  assert.equal(browser.cookie("session"), undefined);
});

test("403: another site's page logs nobody out", async () => {
  const ada = await testPerson(t);
  const browser = await loggedInBrowser(t, ada.email, password);
  const forged = { origin: "https://evil.example" };
  assertProblem(await browser.ask("POST", "/v1/auth/logout", {}, forged), 403, "cross_site");
  assert.equal((await browser.ask("GET", "/v1/me")).status, 200);
});

test("403: programs have no session to leave; 401: nor has nobody", async () => {
  const { key } = await t.tenant();
  assertProblem(await t.ask("POST", "/v1/auth/logout", { key }), 403, "people_only");
  assertProblem(await openBrowser(t).ask("POST", "/v1/auth/logout"), 401, "unauthenticated");
});
