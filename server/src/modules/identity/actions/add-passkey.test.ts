import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { mailsTo, mailTo } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { addFrom, logInFrom, offered, origin, withPasskey } from "#harness/passkeys";
import { loggedIn, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { type DeviceLies, softwareAuthenticator } from "#harness/software-authenticator";
import { until } from "#harness/until";

/** A clock that the test turns; the database follows it. */
const aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const t = await testApp({ clock });
const { adminUrl } = t.database;

const versionOf = async (userId: string) =>
  (await execute(adminUrl, "select security_version from users where id = $1", [userId]))[0]
    ?.security_version;
const passkeysOf = async (person: { ask: typeof t.ask }) =>
  (await person.ask("GET", "/v1/me/passkeys")).json.data;

test("201: a passkey is added, listed, told by mail and kept in the trail", async () => {
  const ada = await testPerson(t);
  const answer = await addFrom(ada, softwareAuthenticator(origin));
  assert.equal(answer.status, 201, answer.text);
  const { id, ...shown } = answer.json;
  assert.deepEqual(
    { ...shown, created_at: typeof shown.created_at },
    { name: "A device", created_at: "string", last_used_at: null, backed_up: false },
  );
  assert.deepEqual(await passkeysOf(ada), [answer.json]);
  assert.match((await mailTo(t, ada.email, "factor_changed")).text, /passkey/i);
  const [entry] = await execute(
    adminUrl,
    "select outcome, subject_type, subject_id from plinth.user_audit_entries where user_id = $1 and action = 'passkeys.create'",
    [ada.id],
  );
  assert.deepEqual(entry, { outcome: "done", subject_type: "passkey", subject_id: id });
  assert.equal(await versionOf(ada.id), 2, "logins that were under way are void");
});

test("the options ask for a passkey that needs no name and recognizes its person, and leave out known devices", async () => {
  const ada = await testPerson(t, { name: "Ada" });
  const { device } = await withPasskey(ada);
  const { options } = await offered(ada.ask("POST", "/v1/me/passkeys/options"));
  assert.deepEqual(options.rp, { name: "Plinth", id: "localhost" });
  assert.deepEqual([options.user.name, options.user.displayName], [ada.email, "Ada"]);
  assert.equal(Buffer.from(options.user.id, "base64url").toString("hex"), ada.id.replaceAll("-", ""));
  assert.equal(options.attestation, "none");
  assert.equal(options.authenticatorSelection.residentKey, "required");
  assert.equal(options.authenticatorSelection.userVerification, "required");
  assert.deepEqual(
    options.pubKeyCredParams.map(({ alg }: { alg: number }) => alg),
    [-7, -8, -257],
  );
  assert.deepEqual(
    options.excludeCredentials.map(({ id }: { id: string }) => id),
    [device.credentialId],
  );
});

test("422: whatever is wrong with the answer, nothing is added", async () => {
  const ada = await testPerson(t);
  const cases: Record<string, DeviceLies> = {
    "another origin": { origin: "https://evil.example" },
    "another site's name": { rpId: "evil.example" },
    "inside another site's page": { crossOrigin: true },
    "a person who was not recognized": { unrecognized: true },
    "an answer to using a passkey": { type: "webauthn.get" },
    "another challenge": { challenge: Buffer.alloc(32).toString("base64url") },
    "a maker's statement that nobody asked for": { vouched: true },
    "a statement of another kind": { format: "tpm" },
    "a statement of a kind that nobody knows": { format: "made-up" },
    "a statement without its signature": { format: "packed" },
  };
  for (const [what, lies] of Object.entries(cases)) {
    const answer = await addFrom(ada, softwareAuthenticator(origin), lies);
    assert.equal(answer.status, 422, what);
    assertProblem(answer, 422, "passkey_refused");
  }
  assert.deepEqual(await passkeysOf(ada), []);
  assert.equal(await versionOf(ada.id), 1);
});

test("422: a challenge of another person, of another session, for something else, or spent adds nothing", async () => {
  const ada = await testPerson(t);
  const elsewhere = await loggedIn(t, ada.email);
  const bob = await testPerson(t);
  const asked = {
    "another session": elsewhere.ask("POST", "/v1/me/passkeys/options"),
    "another person": bob.ask("POST", "/v1/me/passkeys/options"),
    "a fresh proof": ada.ask("POST", "/v1/auth/step_up/passkey/options"),
    "a login": t.ask("POST", "/v1/auth/login/passkey/options"),
  };
  const rest = { rp: { id: "localhost" }, user: { id: "AAAAAAAAAAAAAAAAAAAAAA" } };
  for (const [what, offer] of Object.entries(asked)) {
    const { challenge_token, options } = await offered(offer);
    const response = softwareAuthenticator(origin).make({ ...rest, ...options });
    const body = { challenge_token, response, name: "x" };
    const answer = await ada.ask("POST", "/v1/me/passkeys", { body });
    assert.equal(answer.json.code, "passkey_refused", what);
  }

  const { challenge_token, options } = await offered(ada.ask("POST", "/v1/me/passkeys/options"));
  const send = () => {
    const response = softwareAuthenticator(origin).make(options);
    return ada.ask("POST", "/v1/me/passkeys", { body: { challenge_token, response, name: "x" } });
  };
  const rivals = await Promise.all([send(), send()]);
  assert.deepEqual(rivals.map(({ status }) => status).sort(), [201, 422]);
  assertProblem(await send(), 422, "passkey_refused");
  assert.equal((await passkeysOf(ada)).length, 1);
});

test("409: an account has at most 20 passkeys", async () => {
  const ada = await testPerson(t);
  const { challenge_token, options } = await offered(ada.ask("POST", "/v1/me/passkeys/options"));
  await execute(
    adminUrl,
    "insert into passkeys (user_id, name, credential_id, public_key) select $1, 'x', 'full-' || n, '' from generate_series(1, 20) n",
    [ada.id],
  );
  const body = { challenge_token, response: softwareAuthenticator(origin).make(options), name: "x" };
  assertProblem(await ada.ask("POST", "/v1/me/passkeys", { body }), 409, "too_many_passkeys");
  assertProblem(await ada.ask("POST", "/v1/me/passkeys/options"), 409, "too_many_passkeys");
  assert.equal((await passkeysOf(ada)).length, 20);
});

test("204: a passkey is removed, told by mail, and its sessions go on", async () => {
  const ada = await testPerson(t);
  const { device, id } = await withPasskey(ada);
  const { json } = await logInFrom(t, device);
  assert.equal((await ada.ask("DELETE", `/v1/me/passkeys/${id}`)).status, 204);
  assert.deepEqual(await passkeysOf(ada), []);
  assert.equal(await versionOf(ada.id), 3);
  assert.equal((await t.ask("GET", "/v1/me", { key: json.access_token })).status, 200);
  const mails = await until("both mails", async () => {
    const all = (await mailsTo(t, ada.email)).filter(({ kind }) => kind === "factor_changed");
    return all.length === 2 && all;
  });
  assert.match(mails[0]?.text ?? "", /passkey was removed/i);
});

test("404: another person's passkey does not exist, and stays", async () => {
  const ada = await testPerson(t);
  const bob = await testPerson(t);
  const { id } = await withPasskey(ada);
  assertProblem(await bob.ask("DELETE", `/v1/me/passkeys/${id}`), 404, "not_found");
  assertProblem(await bob.ask("DELETE", "/v1/me/passkeys/none"), 404, "not_found");
  assert.equal((await passkeysOf(ada)).length, 1);
  assert.deepEqual(await passkeysOf(bob), []);
  assert.equal(await versionOf(bob.id), 1);
});

test("409: the last way to log in stays; with another one it goes", async () => {
  const ada = await testPerson(t);
  const [first, second] = [await withPasskey(ada), await withPasskey(ada)];
  await execute(adminUrl, "delete from passwords where user_id = $1", [ada.id]);
  // nobody is offered this provider any more
  await execute(
    adminUrl,
    "insert into linked_accounts (user_id, provider, issuer, subject) values ($1, 'gone', 'https://gone.example', 'a')",
    [ada.id],
  );
  const rivals = await Promise.all(
    [first, second].map(({ id }) => ada.ask("DELETE", `/v1/me/passkeys/${id}`)),
  );
  assert.deepEqual(rivals.map(({ status }) => status).sort(), [204, 409]);
  assert.deepEqual(
    rivals.flatMap(({ json }) => json?.code ?? []),
    ["last_way_in"],
  );
  assert.equal((await passkeysOf(ada)).length, 1);
});

test("403: an old proof is not enough to add or remove one, but to see them", async () => {
  const ada = await testPerson(t);
  const { id } = await withPasskey(ada);
  await execute(
    adminUrl,
    "update sessions set authenticated_at = now() - interval '11 minutes' where user_id = $1",
    [ada.id],
  );
  for (const [method, path] of [
    ["POST", "/v1/me/passkeys/options"],
    ["DELETE", `/v1/me/passkeys/${id}`],
  ] as const)
    assertProblem(await ada.ask(method, path), 403, "step_up_required");
  assert.equal((await passkeysOf(ada)).length, 1);
});

test("403: a program has no passkeys", async () => {
  const { key } = await t.tenant();
  assertProblem(await t.ask("GET", "/v1/me/passkeys", { key }), 403, "people_only");
  assertProblem(await t.ask("POST", "/v1/me/passkeys/options", { key }), 403, "people_only");
});
