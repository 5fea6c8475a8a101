import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { mailsTo, mailTo, tokenIn } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { outsideApp, travel } from "#harness/journeys";
import type { OidcProvider } from "#harness/oidc-provider";
import { password, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";

const t = await outsideApp();
const { outside, visitor } = t;
const { adminUrl } = t.database;
beforeEach(() => execute(adminUrl, "delete from plinth.attempts"));
afterEach(() => outside.behave());

const usersOf = (email: string) => execute(adminUrl, "select id, name from users where email = $1", [email]);
const linksOf = (email: string) =>
  execute(
    adminUrl,
    "select l.provider, l.issuer, l.subject, l.email from linked_accounts l join users u on u.id = l.user_id where u.email = $1 order by l.provider",
    [email],
  );
const sessions = async () => (await execute(adminUrl, "select count(*)::int as n from sessions"))[0]?.n;

test("the providers are listed for a login page, without anything else", async () => {
  const { status, json } = await t.ask("GET", "/v1/auth/providers");
  assert.equal(status, 200);
  assert.deepEqual(json.data[0], { name: "acme", title: "Acme staff" });
  assert.deepEqual(json.data.length, 5);
});

const kinds = {
  acme: () => [outside.issuer, outside.user.sub],
  google: () => ["https://accounts.google.com", outside.user.sub],
  microsoft: () => [`https://login.microsoftonline.com/${outside.user.tid}/v2.0`, outside.user.sub],
  github: () => ["github", String(outside.user.id)],
};
for (const [provider, account] of Object.entries(kinds))
  test(`200: ${provider} vouches for somebody new: a user without a password, who is known the next time`, async () => {
    const email = visitor();
    const first = await (await travel(t, provider)).finish();
    assert.equal(first.status, 200, first.text);
    assert.deepEqual([first.json.user.email, first.json.user.name], [email, "Grace Hopper"]);
    assert.equal((await t.ask("GET", "/v1/me", { key: first.json.access_token })).status, 200);
    const [issuer, subject] = account();
    assert.deepEqual(await linksOf(email), [{ provider, issuer, subject, email }]);
    const [row] = await execute(adminUrl, "select count(*)::int as n from passwords where user_id = $1", [
      first.json.user.id,
    ]);
    assert.equal(row?.n, 0);

    // the account elsewhere has another address now: it is the same person
    visitor("somebody.else@example.com", { sub: outside.user.sub, id: outside.user.id });
    const second = await (await travel(t, provider)).finish();
    assert.equal(second.json.user?.id, first.json.user.id, second.text);
    assert.equal(second.json.user.email, email);
    const [session] = await execute(adminUrl, "select methods from sessions where id = $1", [
      second.json.session_id,
    ]);
    assert.deepEqual(session?.methods, [provider]);
  });

test("200: a browser gets its session cookie, and forgets the journey", async () => {
  visitor();
  const traveller = await travel(t, "acme", { session: "cookie" });
  assert.match(traveller.cookie, /^plinth_outside=[\w.-]+$/);
  const answer = await traveller.finish();
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.access_token, undefined);
  const cookies = answer.headers.getSetCookie();
  assert.ok(cookies.some((cookie) => /^plinth_session=pls_\w+; .*HttpOnly; SameSite=Lax/.test(cookie)));
  assert.ok(cookies.some((cookie) => /^plinth_outside=; .*Max-Age=0/.test(cookie)));
});

test("200: an address that the provider vouches for links the user who has it, and tells them", async () => {
  const ada = await testPerson(t);
  visitor(ada.email.toUpperCase());
  const answer = await (await travel(t, "acme")).finish();
  assert.equal(answer.json.user?.id, ada.id, answer.text);
  assert.equal((await linksOf(ada.email)).length, 1);
  assert.match((await mailTo(t, ada.email, "sign_in_linked")).text, /Acme staff/);
  // what was there goes on
  assert.equal((await ada.ask("GET", "/v1/me")).status, 200);
});

test("409: without an address that somebody vouches for, one logs in first and links then", async () => {
  const ada = await testPerson(t);
  const before = await sessions();
  const cases: [string, Partial<OidcProvider["user"]>][] = [
    ["acme", { email_verified: false }],
    ["google", { email_verified: false }],
    ["microsoft", { xms_edov: undefined }],
    ["github", { emails: [{ email: ada.email, primary: true, verified: false }] }],
    ["wary", {}],
  ];
  for (const [provider, more] of cases) {
    visitor(ada.email, more);
    assertProblem(await (await travel(t, provider)).finish(), 409, "link_first");
  }
  // nobody is made either
  const stranger = visitor("stranger@example.com", { email_verified: false });
  assertProblem(await (await travel(t, "acme")).finish(), 409, "link_first");
  visitor("no address");
  assertProblem(await (await travel(t, "acme")).finish(), 409, "link_first");
  // what looks like somebody's address and is another
  visitor(ada.email.replace(/^./, "\u24D0"));
  assertProblem(await (await travel(t, "acme")).finish(), 409, "link_first");
  visitor("two,three@example.com");
  assertProblem(await (await travel(t, "acme")).finish(), 409, "link_first");
  assert.deepEqual(await usersOf(stranger), []);
  assert.deepEqual(await linksOf(ada.email), []);
  assert.equal(await sessions(), before);
  assert.ok((await mailsTo(t, ada.email)).every(({ kind }) => kind !== "sign_in_linked"));
});

test("401 mfa_required: the second factor is asked all the same, and nothing is linked before it was shown", async () => {
  const ada = await testPerson(t);
  await execute(
    adminUrl,
    "insert into totp_factors (user_id, secret_sealed, confirmed_at) values ($1, 'x', now())",
    [ada.id],
  );
  visitor(ada.email);
  const before = await sessions();
  const byAddress = await (await travel(t, "acme")).finish();
  assertProblem(byAddress, 401, "mfa_required");
  assert.match(byAddress.json.mfa_token, /^plm_/);
  assert.deepEqual(await linksOf(ada.email), []);

  await execute(
    adminUrl,
    "insert into linked_accounts (user_id, provider, issuer, subject) values ($1, 'acme', $2, $3)",
    [ada.id, outside.issuer, outside.user.sub],
  );
  assertProblem(await (await travel(t, "acme")).finish(), 401, "mfa_required");
  assert.equal(await sessions(), before);
  const [token] = await execute(
    adminUrl,
    "select detail from user_tokens where user_id = $1 and purpose = 'mfa' order by created_at desc limit 1",
    [ada.id],
  );
  assert.deepEqual(JSON.parse(String(token?.detail)).methods, ["acme"]);
});

test("one user is made, however many come back at once", async () => {
  const email = visitor();
  const travellers = await Promise.all([1, 2, 3, 4].map(() => travel(t, "acme")));
  const answers = await Promise.all(travellers.map(({ finish }) => finish()));
  const statuses = answers.map(({ status }) => status);
  assert.ok(statuses.includes(200), statuses.join());
  assert.ok(
    statuses.every((status) => status === 200 || status === 401),
    statuses.join(),
  );
  assert.equal((await usersOf(email)).length, 1);
  assert.equal((await linksOf(email)).length, 1);
  assert.equal((await (await travel(t, "acme")).finish()).status, 200);
});

test("who registered with an address of others gains nothing when its owner comes from outside", async () => {
  const email = visitor();
  const attackers = "a password of the attacker";
  await t.ask("POST", "/v1/auth/register", { body: { email, password: attackers, name: "Mallory" } });
  const mail = await mailTo(t, email, "verify_email");
  const owner = await (await travel(t, "acme")).finish();
  assert.equal(owner.status, 200, owner.text);
  assert.equal(owner.json.user.name, "Grace Hopper");
  const login = () => t.ask("POST", "/v1/auth/login", { body: { email, password: attackers } });
  assertProblem(await login(), 401, "invalid_credentials");
  // not even when the owner follows the link by mistake
  await t.ask("POST", "/v1/auth/verify_email", { body: { token: tokenIn(mail) } });
  assertProblem(await login(), 401, "invalid_credentials");
});

test("422: an organization that is not theirs is not there", async () => {
  visitor();
  const { id } = await t.tenant();
  const { finish } = await travel(t, "acme", { organization_id: id });
  assertProblem(await finish(), 422, "invalid_input", { "/organization_id": "not_found" });
});

test("a login under way with an account that is unlinked meanwhile ends nowhere", async () => {
  const ada = await testPerson(t);
  visitor(ada.email);
  assert.equal((await (await travel(t, "acme")).finish()).status, 200);
  const [link] = (await ada.ask("GET", "/v1/me/linked_accounts")).json.data;
  outside.user = { ...outside.user, email_verified: false };
  const { finish } = await travel(t, "acme");
  assert.equal((await ada.ask("DELETE", `/v1/me/linked_accounts/${link.id}`)).status, 204);
  assertProblem(await finish(), 409, "link_first");
  const { status } = await t.ask("POST", "/v1/auth/login", { body: { email: ada.email, password } });
  assert.equal(status, 200);
});
