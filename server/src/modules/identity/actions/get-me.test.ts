/** What a person sees of themselves: account, organizations, sessions, and what happened. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { loggedInBrowser } from "#harness/cookie-jar";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { joinAs, loggedIn, password, testPerson } from "#harness/people";
import { endsOf, refusedWithinASecond } from "#harness/personal-trail";
import { assertProblem } from "#harness/problems";

let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const t = await testApp({ clock });
const other = await startInstance(t.database, { clock });
const day = 86_400_000;
const muster = await t.tenant("Muster GmbH");
const nordisk = await t.tenant("Nordisk AB");

test("200: who one is, where one belongs, what proves it; for a member what they may do", async () => {
  const ada = await testPerson(t);
  const alone = (await ada.ask("GET", "/v1/me")).json;
  const { authenticated_at, expires_at, ...session } = alone.session;
  assert.deepEqual(
    { ...alone, session },
    {
      actor: { kind: "user", id: ada.id, name: "Ada Lovelace" },
      organization_id: null,
      permissions: [],
      scope: null,
      suspended_because: null,
      api_version: "2026-11-01",
      user: { id: ada.id, email: ada.email, name: "Ada Lovelace", locale: "en" },
      organizations: [],
      session: { id: ada.sessionId, methods: ["password"] },
      factors: { password: true, totp: false, recovery_codes_left: 0, passkeys: 0 },
    },
  );
  assert.ok(Math.abs(Date.parse(authenticated_at) - now().getTime()) < 10_000);
  assert.ok(Math.abs(Date.parse(expires_at) - now().getTime() - 14 * day) < 60_000);

  const eve = await testPerson(t, { organization: muster.id, role: "sales" });
  const member = (await eve.ask("GET", "/v1/me")).json;
  assert.deepEqual(member.actor, { kind: "member", id: eve.id, name: "Ada Lovelace" });
  assert.deepEqual(member.organizations, [
    { id: muster.id, name: "Muster GmbH", kind: "member", role: "sales" },
  ]);
  assert.deepEqual([member.organization_id, member.scope], [muster.id, "all"]);
  assert.ok(member.permissions.includes("orders:place"));
});

test("200: a program has no account", async () => {
  const { json } = await t.ask("GET", "/v1/me", { key: muster.key });
  assert.equal(json.actor.kind, "api_key");
  assert.deepEqual([json.user, json.organizations, json.session, json.factors], [null, [], null, null]);
});

test("200: a new name and language are seen at once, by every organization too; the trail hides them", async () => {
  const ada = await testPerson(t, { organization: muster.id });
  const changed = await ada.ask("POST", "/v1/me/profile", { body: { name: "Ada King", locale: "de" } });
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual(changed.json, { id: ada.id, email: ada.email, name: "Ada King", locale: "de" });
  assert.deepEqual((await ada.ask("GET", "/v1/me")).json.user, changed.json);
  const member = await t.ask("GET", `/v1/members/${ada.id}`, { key: muster.key });
  assert.equal(member.json.name, "Ada King");

  const onlyLocale = await ada.ask("POST", "/v1/me/profile", { body: { locale: "en" } });
  assert.deepEqual([onlyLocale.json.name, onlyLocale.json.locale], ["Ada King", "en"]);
  const trail = await execute(
    t.database.adminUrl,
    "select changes from plinth.user_audit_entries where user_id = $1 and action = 'me.update_profile' order by id",
    [ada.id],
  );
  assert.deepEqual(
    trail.map(({ changes }) => JSON.parse(String(changes))),
    [
      { name: { masked: true }, locale: { before: "en", after: "de" } },
      { locale: { before: "de", after: "en" } },
    ],
  );
});

test("422: a profile that says nothing, a blank name and an unknown language", async () => {
  const ada = await testPerson(t);
  const ask = (body: object) => ada.ask("POST", "/v1/me/profile", { body });
  assertProblem(await ask({}), 422, "invalid_input", { "": "required" });
  for (const body of [{ name: " " }, { name: "Ada\u0007" }, { locale: "german" }, { email: "x@example.com" }])
    assert.equal((await ask(body)).status, 422);
});

test("200: a browser that chooses an organization acts for it with the very next request", async () => {
  const ada = await testPerson(t, { organization: muster.id, role: "owner" });
  await joinAs(t, { id: ada.id, name: "Ada", email: ada.email }, nordisk.id, "auditor");
  const browser = await loggedInBrowser(t, ada.email, password);
  assert.equal((await browser.ask("GET", "/v1/me")).json.organization_id, muster.id);
  const chosen = await browser.ask("POST", "/v1/me/organization", {
    organization_id: nordisk.id.toUpperCase(),
  });
  assert.equal(chosen.status, 200, chosen.text);
  assert.equal(chosen.json.organization_id, nordisk.id);
  assert.deepEqual(Object.keys(chosen.json).sort(), [
    "organization_id",
    "organizations",
    "session_id",
    "user",
  ]);
  const me = (await browser.ask("GET", "/v1/me")).json;
  assert.deepEqual([me.organization_id, me.permissions.includes("orders:place")], [nordisk.id, false]);
});

test("200: a program that chooses an organization gets an access token for it, and keeps its refresh token", async () => {
  const ada = await testPerson(t, { organization: muster.id });
  await joinAs(t, { id: ada.id, name: "Ada", email: ada.email }, nordisk.id, "auditor");
  const { json, status } = await ada.ask("POST", "/v1/me/organization", {
    body: { organization_id: nordisk.id },
  });
  assert.deepEqual(
    [status, json.token_type, json.expires_in, json.refresh_token],
    [200, "Bearer", 600, undefined],
  );
  const as = (key: string) => t.ask("GET", "/v1/me", { key });
  assert.equal((await as(json.access_token)).json.organization_id, nordisk.id);
  assert.equal(
    (await other.ask("GET", "/v1/me", { key: json.access_token })).json.organization_id,
    nordisk.id,
  );
  // the older token says the organization of its making
  assert.equal((await as(ada.token)).json.organization_id, muster.id);
  const refreshed = await t.ask("POST", "/v1/auth/refresh", { body: { refresh_token: ada.refreshToken } });
  assert.equal(refreshed.json.organization_id, nordisk.id);
});

test("422: nobody chooses an organization that is not theirs, nor one that does not exist", async () => {
  const ada = await testPerson(t, { organization: muster.id });
  const choose = (id: string) => ada.ask("POST", "/v1/me/organization", { body: { organization_id: id } });
  for (const id of [nordisk.id, ada.id])
    assertProblem(await choose(id), 422, "invalid_input", { "/organization_id": "not_found" });
});

test("200: sessions that go on are listed, the current one is marked, and any of them is ended", async () => {
  const ada = await testPerson(t);
  const browser = await loggedInBrowser(t, ada.email, password);
  const phone = await loggedIn(t, ada.email);
  const { data } = (await browser.ask("GET", "/v1/me/sessions")).json;
  assert.equal(data.length, 3);
  const marked = data.filter((one: { current: boolean }) => one.current);
  assert.deepEqual(
    marked.map((one: { kind: string }) => one.kind),
    ["cookie"],
  );
  assert.deepEqual(Object.keys(data[0]), [
    "id",
    "current",
    "kind",
    "user_agent",
    "address",
    "methods",
    "created_at",
    "last_seen_at",
    "expires_at",
  ]);
  assert.equal(data[0].address, "127.0.0.1");

  assert.equal((await browser.ask("DELETE", `/v1/me/sessions/${phone.sessionId}`)).status, 204);
  await refusedWithinASecond(() => other.ask("GET", "/v1/me", { key: phone.token }));
  assertProblem(await browser.ask("DELETE", `/v1/me/sessions/${phone.sessionId}`), 404, "not_found");
  assert.equal((await browser.ask("GET", "/v1/me/sessions")).json.data.length, 2);
  // and the one that asks
  const own = marked[0].id;
  assert.equal((await browser.ask("DELETE", `/v1/me/sessions/${own}`)).status, 204);
  assert.equal(browser.cookie("session"), undefined);
  assert.deepEqual(await endsOf(t, ada.id), [null, "ended_by_user", "ended_by_user"]);
});

test("404: another person's session does not exist", async () => {
  const [ada, eve] = [await testPerson(t), await testPerson(t)];
  assertProblem(await ada.ask("DELETE", `/v1/me/sessions/${eve.sessionId}`), 404, "not_found");
  assertProblem(await ada.ask("DELETE", "/v1/me/sessions/none"), 404, "not_found");
  assert.equal((await eve.ask("GET", "/v1/me")).status, 200);
});

test("204: all sessions end, or all but this one", async () => {
  const ada = await testPerson(t);
  const browser = await loggedInBrowser(t, ada.email, password);
  assert.equal((await browser.ask("POST", "/v1/me/sessions/end_all", { keep_current: true })).status, 204);
  await refusedWithinASecond(() => other.ask("GET", "/v1/me", { key: ada.token }));
  assert.equal((await browser.ask("GET", "/v1/me")).status, 200);
  assert.equal((await browser.ask("POST", "/v1/me/sessions/end_all", {})).status, 204);
  assert.equal(browser.cookie("session"), undefined);
  assert.deepEqual(await endsOf(t, ada.id), ["ended_by_user", "ended_by_user"]);
});

test("200: the security log is one's own, newest first, in pages", async () => {
  const ada = await testPerson(t);
  await t.ask("POST", "/v1/auth/login", { body: { email: ada.email, password: "guessed, and wrong" } });
  await ada.ask("POST", "/v1/me/profile", {
    body: { name: "Ada King" },
    headers: { "user-agent": "curl/9" },
  });
  const page = async (query: string) => (await ada.ask("GET", `/v1/me/security_log${query}`)).json;
  const all = await page("");
  const said = all.data.map(
    ({ action, outcome }: { action: string; outcome: string }) => `${action} ${outcome}`,
  );
  assert.deepEqual(said, ["me.update_profile done", "auth.login invalid_credentials", "auth.login done"]);
  assert.deepEqual(
    [all.data[0].user_agent, all.data[0].address, all.next_cursor],
    ["curl/9", "127.0.0.1", null],
  );
  assert.ok(!Number.isNaN(Date.parse(all.data[0].occurred_at)));

  const first = await page("?limit=2");
  const second = await page(`?limit=2&after=${first.next_cursor}`);
  assert.deepEqual([...first.data, ...second.data], all.data);
  assert.equal(second.next_cursor, null);
  const exact = await page(`?limit=1&after=${all.data[1].id}`);
  assert.deepEqual([exact.data.length, exact.next_cursor], [1, null]);
});

test("400: a log takes a limit from 1 to 100, a cursor of its own, and nothing else", async () => {
  const ada = await testPerson(t);
  for (const query of ["limit=0", "limit=101", "limit=ten", "limit=1e1", "after=1", "sort=action"])
    assertProblem(await ada.ask("GET", `/v1/me/security_log?${query}`), 400, "unknown_parameter");
});

test("403: programs have no sessions, no log and no recovery codes", async () => {
  for (const path of ["sessions", "security_log", "recovery_codes"])
    assertProblem(await t.ask("GET", `/v1/me/${path}`, { key: muster.key }), 403, "people_only");
});

test("401: a session ends after two weeks without a sign of life, and is not listed any more", async () => {
  const ada = await testPerson(t);
  const browser = await loggedInBrowser(t, ada.email, password);
  aheadMs += 14 * day + 60_000;
  assertProblem(await browser.ask("GET", "/v1/me"), 401, "unauthenticated");
  const again = await loggedIn(t, ada.email);
  const { data } = (await again.ask("GET", "/v1/me/sessions")).json;
  assert.deepEqual(
    data.map(({ id }: { id: string }) => id),
    [again.sessionId],
  );
});
