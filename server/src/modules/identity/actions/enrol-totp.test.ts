/** An authenticator app, from the first look at its secret to its end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { enrolApp, mfaToken, wrongCode } from "#harness/authenticator-app";
import { mailsTo, mailTo } from "#harness/caught-mail";
import { loggedInBrowser } from "#harness/cookie-jar";
import { execute } from "#harness/execute";
import { password, testPerson } from "#harness/people";
import { deedsOf, endsOf } from "#harness/personal-trail";
import { assertProblem } from "#harness/problems";
import { until } from "#harness/until";
import { totpCode, totpStep } from "../totp.ts";

let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const t = await testApp({ clock });
const { adminUrl } = t.database;
const minute = 60_000;

const logInWith = (proof: object) => t.ask("POST", "/v1/auth/login/totp", { body: proof });
const factorsOf = async (person: { ask: typeof t.ask }) => (await person.ask("GET", "/v1/me")).json.factors;

test("200: the secret is shown once, counts when a code has confirmed it, and then every login asks for one", async () => {
  const ada = await testPerson(t);
  const begun = await ada.ask("POST", "/v1/me/totp");
  assert.equal(begun.status, 200, begun.text);
  const { secret, uri, qr_svg } = begun.json;
  assert.match(secret, /^[A-Z2-7]{32}$/);
  assert.match(uri, new RegExp(`^otpauth://totp/Plinth:.*secret=${secret}`));
  assert.match(qr_svg, /^<svg/);
  assert.equal(begun.headers.get("cache-control"), "no-store");
  // shown and not confirmed: nobody is asked for it
  assert.deepEqual(await factorsOf(ada), {
    password: true,
    totp: false,
    recovery_codes_left: 0,
    passkeys: 0,
  });

  const step = totpStep(now());
  const confirmed = await ada.ask("POST", "/v1/me/totp/confirm", {
    body: { code: totpCode(secret, step - 1) },
  });
  assert.equal(confirmed.status, 200, confirmed.text);
  assert.equal(new Set(confirmed.json.recovery_codes).size, 10);
  assert.deepEqual(await factorsOf(ada), {
    password: true,
    totp: true,
    recovery_codes_left: 10,
    passkeys: 0,
  });
  await mailTo(t, ada.email, "factor_changed");
  // this session goes on
  assert.deepEqual(await endsOf(t, ada.id), [null]);

  // the code that confirmed is spent
  const token = await mfaToken(t, ada.email);
  assertProblem(
    await logInWith({ mfa_token: token, code: totpCode(secret, step - 1) }),
    401,
    "invalid_credentials",
  );
  assert.equal((await logInWith({ mfa_token: token, code: totpCode(secret, step) })).status, 200);
  assert.deepEqual((await deedsOf(t, ada.id)).slice(0, 3), [
    "auth.login done",
    "me.enrol_totp done",
    "me.confirm_totp done",
  ]);
});

test("200: until it is confirmed another secret takes its place; 409: afterwards none does", async () => {
  const ada = await testPerson(t);
  const first = (await ada.ask("POST", "/v1/me/totp")).json.secret;
  const second = (await ada.ask("POST", "/v1/me/totp")).json.secret;
  assert.notEqual(first, second);
  const confirm = (code: string) => ada.ask("POST", "/v1/me/totp/confirm", { body: { code } });
  assertProblem(await confirm(wrongCode(second, now())), 401, "invalid_credentials", { "/code": "wrong" });
  assertProblem(await confirm(totpCode(first, totpStep(now()))), 401, "invalid_credentials");
  assert.equal((await confirm(totpCode(second, totpStep(now())))).status, 200);
  assertProblem(await confirm(totpCode(second, totpStep(now()) + 1)), 409, "invalid_state");
  assertProblem(await ada.ask("POST", "/v1/me/totp"), 409, "invalid_state");
  assert.ok((await deedsOf(t, ada.id)).includes("me.enrol_totp invalid_state"));
});

test("409: there is nothing to confirm, or it was shown more than an hour ago", async () => {
  const ada = await testPerson(t);
  const browser = await loggedInBrowser(t, ada.email, password);
  const confirm = (code: string) => browser.ask("POST", "/v1/me/totp/confirm", { code });
  assertProblem(await confirm("123456"), 409, "invalid_state");
  aheadMs += minute;
  const { secret } = (await browser.ask("POST", "/v1/me/totp")).json;
  aheadMs += 61 * minute;
  assertProblem(await confirm(totpCode(secret, totpStep(now()))), 409, "invalid_state");
});

test("429: who guesses the first code waits longer and longer", async () => {
  const ada = await testPerson(t);
  const { secret } = (await ada.ask("POST", "/v1/me/totp")).json;
  const wrong = { body: { code: wrongCode(secret, now()) } };
  const statuses: number[] = [];
  for (let i = 0; i < 7; i++) statuses.push((await ada.ask("POST", "/v1/me/totp/confirm", wrong)).status);
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 401, 429]);
});

test("200 and 409: of two who confirm at once one sees recovery codes, and those are kept", async () => {
  const ada = await testPerson(t);
  const { secret } = (await ada.ask("POST", "/v1/me/totp")).json;
  const step = totpStep(now());
  const codes = [totpCode(secret, step), totpCode(secret, step + 1)];
  const answers = await Promise.all(
    codes.map((code) => ada.ask("POST", "/v1/me/totp/confirm", { body: { code } })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  const [shown] = answers.flatMap(({ json }) => json.recovery_codes ?? []);
  const token = await mfaToken(t, ada.email);
  assert.equal((await logInWith({ mfa_token: token, recovery_code: shown })).status, 200);
});

test("401: one code in two logins at once is accepted once; a recovery code too", async () => {
  const ada = await testPerson(t);
  const app = await enrolApp(ada, now());
  for (const proof of [{ code: app.code(now()) }, { recovery_code: app.recoveryCodes[0] }]) {
    const tokens = [await mfaToken(t, ada.email), await mfaToken(t, ada.email)];
    const answers = await Promise.all(tokens.map((mfa_token) => logInWith({ mfa_token, ...proof })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
  }
  assert.equal((await factorsOf(ada)).recovery_codes_left, 9);
});

test("401: a login that was half done when a factor changed begins again", async () => {
  const ada = await testPerson(t);
  const app = await enrolApp(ada, now());
  const token = await mfaToken(t, ada.email);
  assert.equal((await ada.ask("POST", "/v1/me/recovery_codes")).status, 200);
  assertProblem(await logInWith({ mfa_token: token, code: app.code(now()) }), 401, "invalid_credentials");
});

test("204: without the app its recovery codes are gone too, and a login asks for the password alone", async () => {
  const ada = await testPerson(t);
  await enrolApp(ada, now());
  const token = await mfaToken(t, ada.email);
  const answer = await ada.ask("DELETE", "/v1/me/totp");
  assert.deepEqual([answer.status, answer.text], [204, ""]);
  assert.deepEqual(await factorsOf(ada), {
    password: true,
    totp: false,
    recovery_codes_left: 0,
    passkeys: 0,
  });
  const kept = await execute(adminUrl, "select 1 from recovery_codes where user_id = $1", [ada.id]);
  assert.deepEqual(kept, []);
  assertProblem(await logInWith({ mfa_token: token, code: "123456" }), 401, "invalid_credentials", {});
  await until("both mails", async () => {
    const mails = await mailsTo(t, ada.email);
    return mails.filter(({ kind }) => kind === "factor_changed").length === 2;
  });
  assert.ok((await deedsOf(t, ada.id)).includes("me.remove_totp done"));
  // and it can be taken up again
  await enrolApp(ada, now());
});

test("204: what was never confirmed goes without a mail; 404: what is not there does not go", async () => {
  const ada = await testPerson(t);
  assertProblem(await ada.ask("DELETE", "/v1/me/totp"), 404, "not_found");
  await ada.ask("POST", "/v1/me/totp");
  const mails = () => execute(adminUrl, "select id from plinth.mails order by id");
  const before = await mails();
  assert.equal((await ada.ask("DELETE", "/v1/me/totp")).status, 204);
  assert.deepEqual(await mails(), before);
  assertProblem(await ada.ask("DELETE", "/v1/me/totp"), 404, "not_found");
});

test("200: recovery codes are renewed as a whole; 409: without an app there are none", async () => {
  const ada = await testPerson(t);
  assertProblem(await ada.ask("POST", "/v1/me/recovery_codes"), 409, "invalid_state");
  const { recoveryCodes } = await enrolApp(ada, now());
  const renewed = await ada.ask("POST", "/v1/me/recovery_codes");
  assert.equal(new Set([...recoveryCodes, ...renewed.json.recovery_codes]).size, 20);
  const token = await mfaToken(t, ada.email);
  const old = { mfa_token: token, recovery_code: recoveryCodes[0] };
  assertProblem(await logInWith(old), 401, "invalid_credentials");
  assert.equal(
    (await logInWith({ ...old, recovery_code: renewed.json.recovery_codes[0].toUpperCase() })).status,
    200,
  );
  assert.deepEqual((await ada.ask("GET", "/v1/me/recovery_codes")).json, { left: 9 });
});

test("403: what concerns factors asks for a proof that is at most ten minutes old, and for a person", async () => {
  const ada = await testPerson(t);
  const eve = await testPerson(t);
  await enrolApp(eve, now());
  aheadMs += 5 * minute;
  assert.equal((await eve.ask("POST", "/v1/me/recovery_codes")).status, 200);
  aheadMs += 4.5 * minute;
  const verbs: [string, string][] = [
    ["POST", "/v1/me/totp"],
    ["DELETE", "/v1/me/totp"],
    ["POST", "/v1/me/recovery_codes"],
  ];
  // tokens live for ten minutes: the proof is made older than the session instead
  await execute(adminUrl, "update sessions set authenticated_at = authenticated_at - interval '31 seconds'");
  for (const [method, path] of verbs) {
    assertProblem(await ada.ask(method, path), 403, "step_up_required");
    assertProblem(await eve.ask(method, path), 403, "step_up_required");
  }
  const { key } = await t.tenant();
  for (const [method, path] of verbs) assertProblem(await t.ask(method, path, { key }), 403, "people_only");
});
