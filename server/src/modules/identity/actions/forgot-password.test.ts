import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { mailsTo, mailTo, tokenIn } from "#harness/caught-mail";
import { loggedInBrowser } from "#harness/cookie-jar";
import { execute } from "#harness/execute";
import { joinAs, password, testPerson } from "#harness/people";
import { deedsOf, endsOf, refusedWithinASecond } from "#harness/personal-trail";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { strangerHolding, waitingForLocks } from "#harness/stranger";
import { until } from "#harness/until";

/** A clock that the test turns; the database follows it. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const t = await testApp({ clock });
const { adminUrl } = t.database;
const minute = 60_000;
const another = "a wholly different phrase";
let people = 0;

const person = () => testPerson(t, { email: `ada-${++people}@example.com` });
const forgot = (email: string) => t.ask("POST", "/v1/auth/password/forgot", { body: { email } });
const reset = (token: string, phrase = another) =>
  t.ask("POST", "/v1/auth/password/reset", { body: { token, password: phrase } });
const logIn = (email: string, phrase: string) =>
  t.ask("POST", "/v1/auth/login", { body: { email, password: phrase } });

/** A link that was asked for and has arrived: another one each time. */
async function linkTo(email: string): Promise<string> {
  const links = async () => (await mailsTo(t, email)).filter(({ kind }) => kind === "password_reset");
  const before = (await links()).length;
  assert.equal((await forgot(email)).status, 202);
  const [newest] = await until("another link", async () => {
    const found = await links();
    return found.length > before && found;
  });
  assert.ok(newest);
  return tokenIn(newest);
}

/** The counts of mails and failures would outlive each test. */
const forgetCounts = () => execute(adminUrl, "delete from plinth.attempts");

test("202: the answer is the same whether or not an account has the address", async () => {
  const ada = await person();
  const answers = [await forgot(` ${ada.email.toUpperCase()} `), await forgot("nobody@example.com")];
  assert.deepEqual(
    answers.map(({ status, json }) => [status, json]),
    [
      [202, { email: ada.email }],
      [202, { email: "nobody@example.com" }],
    ],
  );
  const mail = await mailTo(t, ada.email, "password_reset");
  assert.match(mail.links[0] ?? "", /^http:\/\/localhost:3000\/account\/reset\?token=plp_\w{43}$/);
  assert.deepEqual(await mailsTo(t, "nobody@example.com"), []);
  // as much was written for the one as for the other
  const mails = await execute(adminUrl, "select kind from plinth.mails order by id");
  assert.deepEqual(
    mails.map(({ kind }) => kind),
    ["password_reset", "password_reset"],
  );
  assert.deepEqual(await deedsOf(t, ada.id), ["auth.login done", "auth.forgot_password done"]);
});

test("204: the link sets a password, ends all sessions, makes devices strangers, and logs nobody in", async () => {
  const ada = await person();
  const browser = await loggedInBrowser(t, ada.email, password);
  const token = await linkTo(ada.email);
  const answer = await reset(token);
  assert.deepEqual([answer.status, answer.text, answer.headers.getSetCookie()], [204, "", []]);

  await refusedWithinASecond(() => ada.ask("GET", "/v1/me"));
  await refusedWithinASecond(() => browser.ask("GET", "/v1/me"));
  assert.deepEqual(await endsOf(t, ada.id), ["password_reset", "password_reset"]);
  const devices = await execute(
    adminUrl,
    "select 1 from sessions where user_id = $1 and device_hash is not null",
    [ada.id],
  );
  assert.deepEqual(devices, []);
  assertProblem(await logIn(ada.email, password), 401, "invalid_credentials");
  assert.equal((await logIn(ada.email, another)).status, 200);
  await mailTo(t, ada.email, "password_changed");
  assert.ok((await deedsOf(t, ada.id)).includes("auth.reset_password done"));
});

test("422: a link is good once, and the others are void with it; three are good at a time, and no fourth is sent", async () => {
  const ada = await person();
  const sent = async () => (await mailsTo(t, ada.email)).filter(({ kind }) => kind === "password_reset");
  for (const count of [1, 2, 3]) {
    await forgot(ada.email);
    await until(`mail ${count}`, async () => (await sent()).length === count);
  }
  await forgetCounts();
  assert.equal((await forgot(ada.email)).status, 202);
  const [kept] = await execute(
    adminUrl,
    "select count(*)::int as links from user_tokens where user_id = $1 and used_at is null",
    [ada.id],
  );
  assert.equal(kept?.links, 3);
  const [first = "", ...others] = (await sent()).map(tokenIn);
  assert.equal(others.length, 2);
  assert.equal((await reset(first)).status, 204);
  for (const token of [first, ...others])
    assertProblem(await reset(token, "and another phrase"), 422, "invalid_token");
  assert.ok((await deedsOf(t, ada.id)).includes("auth.reset_password invalid_token"));
});

test("202: ten at once leave three links", async () => {
  const ada = await person();
  await Promise.all(Array.from({ length: 10 }, () => forgot(ada.email)));
  const links = await execute(adminUrl, "select 1 from user_tokens where user_id = $1", [ada.id]);
  assert.ok(links.length >= 1 && links.length <= 3, `${links.length} links`);
});

test("422: a link runs out after half an hour, and what is no link is refused in the same words", async () => {
  await forgetCounts();
  const ada = await person();
  const token = await linkTo(ada.email);
  aheadMs += 29 * minute;
  assertProblem(await reset(token, "short"), 422, "weak_password", { "/password": "weak_password" });
  aheadMs += 2 * minute;
  const late = await reset(token);
  assertProblem(late, 422, "invalid_token");
  for (const wrong of ["plp_x", token.replace("plp_", "plv_"), `plp_${"0".repeat(43)}`])
    assert.equal(withoutRequestId(await reset(wrong)), withoutRequestId(late));
  assert.equal((await logIn(ada.email, password)).status, 200);
});

test("422: the new password is none that is guessed first, nor the owner's name", async () => {
  const ada = await person();
  const token = await linkTo(ada.email);
  for (const weak of ["password123", "Ada Lovelace 1"])
    assertProblem(await reset(token, weak), 422, "weak_password", { "/password": "weak_password" });
  assert.equal((await reset(token)).status, 204);
});

test("204: a second factor is asked for as before", async () => {
  await forgetCounts();
  const ada = await person();
  await execute(
    adminUrl,
    "insert into totp_factors (user_id, secret_sealed, confirmed_at) values ($1, 'sealed', now())",
    [ada.id],
  );
  assert.equal((await reset(await linkTo(ada.email))).status, 204);
  assertProblem(await logIn(ada.email, another), 401, "mfa_required");
});

test("204: who had failed to log in before need not wait afterwards", async () => {
  await forgetCounts();
  const ada = await person();
  const token = await linkTo(ada.email);
  for (let i = 0; i < 8; i++) await logIn(ada.email, `guess number ${i}`);
  assertProblem(await logIn(ada.email, password), 429, "too_many_attempts");
  assert.equal((await reset(token)).status, 204);
  assert.equal((await logIn(ada.email, another)).status, 200);
});

test("429: mails to one address are limited silently, those from one range loudly", async () => {
  await forgetCounts();
  const ada = await person();
  for (let i = 0; i < 6; i++) assert.equal((await forgot(ada.email)).status, 202);
  let last: Answer | undefined;
  for (let i = 0; i < 40 && last?.status !== 429; i++) last = await forgot(`nobody-${i}@example.com`);
  assert.ok(last);
  assertProblem(last, 429, "too_many_attempts");
  assert.match(last.headers.get("retry-after") ?? "", /^\d+$/);
  await forgetCounts();
});

test("204 and 422: of two with one link at once one is done", async () => {
  const ada = await person();
  const token = await linkTo(ada.email);
  const answers = await Promise.all([reset(token), reset(token, "and another phrase")]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 422]);
});

test("204 and 422: of two with two links at once one is done, and neither waits for the other in a circle", async () => {
  const ada = await person();
  const [first, second] = [await linkTo(ada.email), await linkTo(ada.email)];
  assert.notEqual(first, second);
  const stranger = await strangerHolding(adminUrl, "select 1 from users where id = $1 for update", [ada.id]);
  const both = Promise.all([reset(first), reset(second, "and another phrase")]);
  await until("both to wait", async () => (await waitingForLocks(adminUrl)) === 2);
  await stranger.release();
  const answers = await both;
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 422]);
  const [row] = await execute(
    adminUrl,
    "select deadlocks::int from pg_stat_database where datname = current_database()",
  );
  assert.equal(row?.deadlocks, 0);
});

test("401: a login that was under way with the old password leaves no session", async () => {
  const ada = await person();
  const token = await linkTo(ada.email);
  // both stand at the user's row: the login has checked the old password by then
  const stranger = await strangerHolding(adminUrl, "select 1 from users where id = $1 for update", [ada.id]);
  const resetting = reset(token);
  await until("the reset to wait", async () => (await waitingForLocks(adminUrl)) === 1);
  const loggingIn = logIn(ada.email, password);
  await until("the login to wait", async () => (await waitingForLocks(adminUrl)) === 2);
  await stranger.release();
  assert.equal((await resetting).status, 204);
  const login = await loggingIn;
  // whichever came first: the login is refused, or its session has ended
  if (login.status === 200)
    await refusedWithinASecond(() => t.ask("GET", "/v1/me", { key: login.json.access_token }));
  else assertProblem(login, 401, "invalid_credentials");
  assert.ok((await endsOf(t, ada.id)).every((reason) => reason === "password_reset"));
});

test("204: members of organizations keep their place", async () => {
  const { id } = await t.tenant();
  const ada = await person();
  await joinAs(t, { id: ada.id, name: "Ada", email: ada.email }, id, "sales");
  assert.equal((await reset(await linkTo(ada.email))).status, 204);
  const { json } = await logIn(ada.email, another);
  assert.deepEqual(
    json.organizations.map((one: { id: string; role: string }) => [one.id, one.role]),
    [[id, "sales"]],
  );
});
