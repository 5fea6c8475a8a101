import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { mailTo } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { outsideApp, travel, travelToLink } from "#harness/journeys";
import { loggedIn, type TestPerson, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";

const t = await outsideApp();
const { outside } = t;
const { adminUrl } = t.database;
let made = 0;
afterEach(() => outside.behave());

/** Whoever signs in next over there is somebody new, whose address nobody vouches for. */
function visitor(): void {
  outside.user = { sub: `person-${++made}`, email: "elsewhere@example.org", name: "Ada" };
}
const accountsOf = async (person: TestPerson) =>
  (await person.ask("GET", "/v1/me/linked_accounts")).json.data;
const versionOf = async ({ id }: TestPerson) =>
  (await execute(adminUrl, "select security_version from users where id = $1", [id]))[0]?.security_version;

test("201: an account with any address is linked while logged in, told by mail, and logs in", async () => {
  const ada = await testPerson(t);
  visitor();
  const answer = await (await travelToLink(t, "acme", ada.token)).finish();
  assert.equal(answer.status, 201, answer.text);
  const { id, created_at: _, ...shown } = answer.json;
  assert.deepEqual(shown, { provider: "acme", email: "elsewhere@example.org" });
  assert.deepEqual(await accountsOf(ada), [answer.json]);
  assert.match((await mailTo(t, ada.email, "sign_in_linked")).text, /Acme staff/);
  assert.equal(await versionOf(ada), 2, "logins that were under way are void");
  const [entry] = await execute(
    adminUrl,
    "select outcome, subject_id from plinth.user_audit_entries where user_id = $1 and action = 'linked_accounts.create'",
    [ada.id],
  );
  assert.deepEqual(entry, { outcome: "done", subject_id: id });
  assert.ok(answer.headers.getSetCookie().some((cookie) => /^plinth_outside=; .*Max-Age=0/.test(cookie)));

  const login = await (await travel(t, "acme")).finish();
  assert.equal(login.json.user?.id, ada.id, login.text);
});

test("401: a link ends in the session that began it, and in no login", async () => {
  const ada = await testPerson(t);
  visitor();
  const traveller = await travelToLink(t, "acme", ada.token);
  const { callback, cookie } = traveller;
  const elsewhere = await loggedIn(t, ada.email);
  const mallory = await testPerson(t);
  for (const { token } of [elsewhere, mallory])
    assertProblem(await traveller.finish({}, { key: token }), 401, "outside_sign_in_failed");
  for (const other of ["", (await travelToLink(t, "acme", mallory.token)).cookie])
    assertProblem(await traveller.finish({}, { headers: { cookie: other } }), 401, "outside_sign_in_failed");
  const login = await t.ask("POST", "/v1/auth/login/oauth/acme/callback", {
    body: callback,
    headers: { cookie },
  });
  assertProblem(login, 401, "outside_sign_in_failed");
  for (const person of [ada, mallory]) assert.deepEqual(await accountsOf(person), []);
  assert.equal(await versionOf(mallory), 1);
  assert.equal((await traveller.finish()).status, 201);
});

test("401: an answer links once, and a lie of the provider links nothing", async () => {
  const ada = await testPerson(t);
  visitor();
  const traveller = await travelToLink(t, "acme", ada.token);
  const answers = await Promise.all([traveller.finish(), traveller.finish()]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 401]);
  visitor();
  const lied = await travelToLink(t, "acme", ada.token);
  outside.lies = { token: "nonce_wrong" };
  assertProblem(await lied.finish(), 401, "outside_sign_in_failed");
  assert.equal((await accountsOf(ada)).length, 1);
});

test("409: an account elsewhere belongs to one person here", async () => {
  const [ada, bob] = [await testPerson(t), await testPerson(t)];
  visitor();
  const rivals = await Promise.all(
    [ada, bob].map(async ({ token }) => (await travelToLink(t, "acme", token)).finish()),
  );
  assert.deepEqual(rivals.map(({ status }) => status).sort(), [201, 409]);
  assert.equal((await accountsOf(ada)).length + (await accountsOf(bob)).length, 1);
  const again = await (await travelToLink(t, "acme", ada.token)).finish();
  assertProblem(again, 409, "already_exists");
});

test("409: nobody links accounts without end", async () => {
  const ada = await testPerson(t);
  await execute(
    adminUrl,
    "insert into linked_accounts (user_id, provider, issuer, subject) select $1, 'acme', 'many', 'n' || n from generate_series(1, 20) n",
    [ada.id],
  );
  visitor();
  assertProblem(await (await travelToLink(t, "acme", ada.token)).finish(), 409, "invalid_state");
});

test("204: an account is unlinked, told by mail; another person's does not exist", async () => {
  const [ada, bob] = [await testPerson(t), await testPerson(t)];
  visitor();
  const { json } = await (await travelToLink(t, "acme", ada.token)).finish();
  assertProblem(await bob.ask("DELETE", `/v1/me/linked_accounts/${json.id}`), 404, "not_found");
  assert.equal((await accountsOf(ada)).length, 1);
  assert.equal((await ada.ask("DELETE", `/v1/me/linked_accounts/${json.id}`)).status, 204);
  assert.deepEqual(await accountsOf(ada), []);
  assert.equal(await versionOf(ada), 3);
  await mailTo(t, ada.email, "factor_changed");
  assertProblem(await (await travel(t, "acme")).finish(), 409, "link_first");
});

test("409: the last way to log in stays", async () => {
  const ada = await testPerson(t);
  visitor();
  const { json } = await (await travelToLink(t, "acme", ada.token)).finish();
  await execute(adminUrl, "delete from passwords where user_id = $1", [ada.id]);
  assertProblem(await ada.ask("DELETE", `/v1/me/linked_accounts/${json.id}`), 409, "last_way_in");
  assert.equal((await accountsOf(ada)).length, 1);
});

test("403: an old proof is not enough to link or unlink; programs have no accounts elsewhere", async () => {
  const ada = await testPerson(t);
  visitor();
  const { json } = await (await travelToLink(t, "acme", ada.token)).finish();
  await execute(
    adminUrl,
    "update sessions set authenticated_at = now() - interval '11 minutes' where user_id = $1",
    [ada.id],
  );
  assertProblem(await ada.ask("POST", "/v1/me/linked_accounts/oauth/acme"), 403, "step_up_required");
  assertProblem(await ada.ask("DELETE", `/v1/me/linked_accounts/${json.id}`), 403, "step_up_required");
  const { key } = await t.tenant();
  assertProblem(await t.ask("GET", "/v1/me/linked_accounts", { key }), 403, "people_only");
});
