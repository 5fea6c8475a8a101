/** What a login leaves behind, and what it gives away. Limits and revocation have tests of their own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hash } from "bcryptjs";
import { testApp } from "#harness/app";
import { mailsTo, mailTo } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { password, testPerson } from "#harness/people";

const t = await testApp();
const logIn = (body: object, headers: Record<string, string> = {}) =>
  t.ask("POST", "/v1/auth/login", { body: { password, ...body }, headers });
const cookieOf = (headers: Headers, name: string) =>
  headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith(`plinth_${name}=`))
    ?.split(";")[0] ?? "";

test("200: a program gets tokens, a browser a cookie and no token", async () => {
  const { id: organization } = await t.tenant();
  const ada = await testPerson(t, { organization, role: "sales" });
  const program = await logIn({ email: ada.email });
  assert.deepEqual(
    program.json.organizations.map(({ role }: { role: string }) => role),
    ["sales"],
  );
  assert.equal(program.json.organization_id, organization);
  assert.equal(program.json.expires_in, 600);
  assert.equal((await t.ask("GET", "/v1/orders", { key: program.json.access_token })).status, 200);

  const browser = await logIn({ email: ada.email, session: "cookie" });
  assert.equal(browser.status, 200);
  assert.equal(browser.json.access_token, undefined);
  assert.equal(browser.json.refresh_token, undefined);
  const cookie = cookieOf(browser.headers, "session");
  assert.equal((await t.ask("GET", "/v1/orders", { headers: { cookie } })).status, 200);
});

test("401: wrong password, no account and an account without a password are one answer", async () => {
  const ada = await testPerson(t);
  const grace = await testPerson(t);
  await execute(t.database.adminUrl, "delete from passwords where user_id = $1", [grace.id]);
  const answers = [
    await logIn({ email: ada.email, password: "wrong" }),
    await logIn({ email: "nobody@example.com" }),
    await logIn({ email: grace.email }),
  ];
  const bodies = answers.map(({ text, json }) => text.replace(json.request_id, ""));
  assert.equal(new Set(bodies).size, 1);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 401, 401],
  );
  assert.equal(new Set(answers.map(({ headers }) => [...headers.keys()].sort().join())).size, 1);
});

test("the trail of a user tells of failures and successes, with address and agent, and no organization sees it", async () => {
  const { id: organization, key } = await t.tenant();
  const ada = await testPerson(t, { organization });
  await logIn({ email: ada.email, password: "wrong" }, { "user-agent": "Someone's browser" });
  const trail = await execute(
    t.database.adminUrl,
    "select action, outcome, address, user_agent, subject_id from plinth.user_audit_entries where user_id = $1 order by id",
    [ada.id],
  );
  assert.deepEqual(
    trail.map(({ action, outcome }) => `${action} ${outcome}`),
    ["auth.login done", "auth.login invalid_credentials"],
  );
  assert.equal(trail[0]?.subject_id, ada.sessionId);
  assert.equal(trail[1]?.user_agent, "Someone's browser");
  assert.equal(trail[1]?.address, "127.0.0.1");
  const events = await t.ask("GET", "/v1/events?limit=200", { key });
  assert.equal(events.text.includes(ada.sessionId), false);
});

test("200: a login in the browser ends the session whose cookie it replaces", async () => {
  const ada = await testPerson(t);
  const first = await logIn({ email: ada.email, session: "cookie" });
  const cookie = cookieOf(first.headers, "session");
  const second = await logIn({ email: ada.email, session: "cookie" }, { cookie });
  assert.notEqual(cookieOf(second.headers, "session"), cookie);
  const [ended] = await execute(t.database.adminUrl, "select end_reason from sessions where id = $1", [
    first.json.session_id,
  ]);
  assert.equal(ended?.end_reason, "replaced");
});

test("200: a device that was not seen before is told by mail, the first one and a known one are not", async () => {
  const ada = await testPerson(t);
  const again = await logIn({ email: ada.email }, { "user-agent": "Mozilla/5.0 Firefox/140.0" });
  const { text } = await mailTo(t, ada.email, "new_device");
  assert.match(text, /Firefox/);
  const device = cookieOf(again.headers, "device");
  await logIn({ email: ada.email }, { cookie: device });
  const other = await testPerson(t); // its mails would come behind
  await logIn({ email: other.email });
  await mailTo(t, other.email, "new_device");
  assert.equal((await mailsTo(t, ada.email)).length, 1);
});

test("200: an imported bcrypt hash lets in once, and is argon2id from then on", async () => {
  const ada = await testPerson(t);
  const kept = async () =>
    (await execute(t.database.adminUrl, "select hash from passwords where user_id = $1", [ada.id]))[0]?.hash;
  const imported = (await hash(password, 6)).replace("$2b$", "$2y$");
  await execute(t.database.adminUrl, "update passwords set hash = $2 where user_id = $1", [ada.id, imported]);
  assert.equal((await logIn({ email: ada.email, password: "wrong" })).status, 401);
  assert.equal(await kept(), imported);
  assert.equal((await logIn({ email: ada.email })).status, 200);
  assert.match(String(await kept()), /^\$argon2id\$/);
  assert.equal((await logIn({ email: ada.email })).status, 200);
});

test("422: an organization of others is refused like one that never existed, after the password was right", async () => {
  const { id: theirs } = await t.tenant();
  const ada = await testPerson(t);
  const [foreign, absent] = [
    await logIn({ email: ada.email, organization_id: theirs }),
    await logIn({ email: ada.email, organization_id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60" }),
  ];
  assert.equal(foreign.status, 422);
  assert.equal(foreign.json.errors[0].pointer, "/organization_id");
  assert.equal(
    foreign.text.replace(foreign.json.request_id, ""),
    absent.text.replace(absent.json.request_id, ""),
  );
});

test("400: a login cannot be rehearsed: that would be an oracle", async () => {
  const ada = await testPerson(t);
  const { status, json } = await t.ask("POST", "/v1/auth/login?dry_run=true", {
    body: { email: ada.email, password },
  });
  assert.equal(status, 400);
  assert.equal(json.code, "dry_run_impossible");
});
