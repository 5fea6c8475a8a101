import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { mailsTo, mailTo, tokenIn } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { password, testPerson } from "#harness/people";
import { deedsOf } from "#harness/personal-trail";
import { assertProblem } from "#harness/problems";
import { strangerHolding, waitingForLocks } from "#harness/stranger";
import { until } from "#harness/until";

const t = await testApp();
const { adminUrl } = t.database;
let addresses = 0;
const address = () => `new-${++addresses}@example.com`;

const verify = (token: string) => t.ask("POST", "/v1/auth/verify_email", { body: { token } });
const logIn = (email: string) => t.ask("POST", "/v1/auth/login", { body: { email, password } });

test("202: nothing changes before the link was followed, and then both addresses are told", async () => {
  const { id } = await t.tenant();
  const ada = await testPerson(t, { organization: id });
  const email = address();
  const asked = await ada.ask("POST", "/v1/me/email", { body: { email: ` ${email.toUpperCase()}` } });
  assert.deepEqual([asked.status, asked.json], [202, { email }]);
  const mail = await mailTo(t, email, "email_change_verify");
  assert.deepEqual(await mailsTo(t, ada.email), []);
  assert.equal((await ada.ask("GET", "/v1/me")).json.user.email, ada.email);

  assert.equal((await verify(tokenIn(mail))).json.email, email);
  await mailTo(t, email, "email_changed");
  await mailTo(t, ada.email, "email_changed");
  assertProblem(await logIn(ada.email), 401, "invalid_credentials");
  assert.equal((await logIn(email)).status, 200);
  assertProblem(await verify(tokenIn(mail)), 422, "invalid_token");
  const [member] = await execute(adminUrl, "select email from members where id = $1", [ada.id]);
  assert.equal(member?.email, email);
  assert.ok((await deedsOf(t, ada.id)).includes("me.change_email done"));
});

test("202: the same answer when somebody has the address, who is told; nothing changes", async () => {
  const ada = await testPerson(t);
  const eve = await testPerson(t);
  const asked = await ada.ask("POST", "/v1/me/email", { body: { email: eve.email } });
  assert.deepEqual([asked.status, asked.json], [202, { email: eve.email }]);
  const mail = await mailTo(t, eve.email, "account_exists");
  assert.ok(mail.links.every((link) => !link.includes("token=")));
  assert.equal((await logIn(eve.email)).json.user.id, eve.id);
});

test("422: a second request voids the link of the first, and a change of credentials both", async () => {
  const ada = await testPerson(t);
  const [first, second] = [address(), address()];
  for (const email of [first, second]) await ada.ask("POST", "/v1/me/email", { body: { email } });
  const mistyped = tokenIn(await mailTo(t, first, "email_change_verify"));
  assertProblem(await verify(mistyped), 422, "invalid_token");
  const meant = tokenIn(await mailTo(t, second, "email_change_verify"));
  const change = { current_password: password, new_password: "a wholly different phrase" };
  assert.equal((await ada.ask("POST", "/v1/me/password", { body: change })).status, 204);
  assertProblem(await verify(meant), 422, "invalid_token");
});

test("200 and 422: of two who want one address, at once, the first has it", async () => {
  const [ada, eve] = [await testPerson(t), await testPerson(t)];
  const email = address();
  const links: string[] = [];
  for (const person of [ada, eve]) {
    await person.ask("POST", "/v1/me/email", { body: { email } });
    await until("the mail", async () => (await mailsTo(t, email)).length > links.length);
    links.push(tokenIn((await mailsTo(t, email))[0] ?? assert.fail("no mail")));
  }
  // lets both see that the address is free, and neither write
  const stranger = await strangerHolding(adminUrl, "select 1 from users where id = any ($1) for share", [
    [ada.id, eve.id],
  ]);
  const both = Promise.all(links.map(verify));
  await until("both to wait", async () => (await waitingForLocks(adminUrl)) === 2);
  await stranger.release();
  const [won, lost] = (await both).sort((one, other) => one.status - other.status);
  assert.equal(won?.status, 200, won?.text);
  assertProblem(lost ?? assert.fail(), 422, "invalid_token");
});

test("422: one's own address is no change, and what is no address is refused", async () => {
  const ada = await testPerson(t);
  const ask = (email: string) => ada.ask("POST", "/v1/me/email", { body: { email } });
  assertProblem(await ask(ada.email.toUpperCase()), 422, "invalid_input", { "/email": "unchanged" });
  assert.equal((await ask("no address")).status, 422);
});

test("403: it asks for a fresh proof, and for a person", async () => {
  const ada = await testPerson(t);
  await execute(
    adminUrl,
    "update sessions set authenticated_at = authenticated_at - interval '11 minutes' where user_id = $1",
    [ada.id],
  );
  const body = { email: address() };
  assertProblem(await ada.ask("POST", "/v1/me/email", { body }), 403, "step_up_required");
  const { key } = await t.tenant();
  assertProblem(await t.ask("POST", "/v1/me/email", { key, body }), 403, "people_only");
});

test("202: one address is not written to again and again; 429: nor are many", async () => {
  const ada = await testPerson(t);
  const email = address();
  for (let i = 0; i < 6; i++)
    assert.equal((await ada.ask("POST", "/v1/me/email", { body: { email } })).status, 202);
  await mailTo(t, email, "email_change_verify");
  const kept = await execute(adminUrl, "select 1 from user_tokens where user_id = $1", [ada.id]);
  assert.ok(kept.length < 6, `${kept.length} links`);
  let status = 202;
  for (let i = 0; i < 40 && status === 202; i++)
    ({ status } = await ada.ask("POST", "/v1/me/email", { body: { email: address() } }));
  assert.equal(status, 429);
});
