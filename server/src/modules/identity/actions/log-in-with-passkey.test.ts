import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { addFrom, logInFrom, loginBody, offered, origin, withPasskey } from "#harness/passkeys";
import { testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { type DeviceLies, softwareAuthenticator } from "#harness/software-authenticator";

/** A clock that the test turns; the database follows it. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const t = await testApp({ clock });
const { adminUrl } = t.database;
beforeEach(forgetFailures);

const trailOf = async (userId: string) =>
  (
    await execute(
      adminUrl,
      "select action, outcome from plinth.user_audit_entries where user_id = $1 order by id",
      [userId],
    )
  ).map(({ action, outcome }) => `${action} ${outcome}`);
const sessionsOf = (userId: string) =>
  execute(adminUrl, "select methods, kind from sessions where user_id = $1 order by created_at", [userId]);

test("200: a passkey logs in without a name, and asks for no second factor", async () => {
  const { id: organization } = await t.tenant();
  const ada = await testPerson(t, { organization });
  const { device } = await withPasskey(ada);
  await execute(
    adminUrl,
    "insert into totp_factors (user_id, secret_sealed, confirmed_at) values ($1, 'x', now())",
    [ada.id],
  );

  const answer = await logInFrom(t, device);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.user.id, ada.id);
  assert.equal(answer.json.organization_id, organization);
  assert.equal((await t.ask("GET", "/v1/me", { key: answer.json.access_token })).status, 200);
  assert.deepEqual((await sessionsOf(ada.id)).at(-1), { methods: ["passkey"], kind: "token" });
  assert.equal((await trailOf(ada.id)).at(-1), "auth.login_passkey done");
  const { json } = await ada.ask("GET", "/v1/me/passkeys");
  assert.notEqual(json.data[0].last_used_at, null);
});

test("200: a browser gets its cookie and no token", async () => {
  const { device } = await withPasskey(await testPerson(t));
  const body = { ...(await loginBody(t, device)), session: "cookie" };
  const answer = await t.ask("POST", "/v1/auth/login/passkey", { body });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.access_token, undefined);
  const cookies = answer.headers.getSetCookie();
  assert.ok(cookies.some((cookie) => /^plinth_session=pls_\w+;.*HttpOnly; SameSite=Lax/.test(cookie)));
});

test("200: a device that never counts is used again and again", async () => {
  const { device } = await withPasskey(await testPerson(t), { counts: false });
  for (const _ of [1, 2, 3]) assert.equal((await logInFrom(t, device)).status, 200);
});

test("the options name our host, ask for recognition, and name no passkey of anybody", async () => {
  const { options } = await offered(t.ask("POST", "/v1/auth/login/passkey/options"));
  assert.deepEqual(
    [options.rpId, options.userVerification, options.allowCredentials],
    ["localhost", "required", undefined],
  );
  const other = await offered(t.ask("POST", "/v1/auth/login/passkey/options"));
  assert.notEqual(options.challenge, other.options.challenge);
});

test("401: whatever is wrong with the answer is refused in the same words, and nobody is logged in", async () => {
  const ada = await testPerson(t);
  const { device } = await withPasskey(ada);
  const other = await testPerson(t);
  const foreign = await withPasskey(other);
  const before = await sessionsOf(ada.id);
  const handleOf = (id: string) => Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");
  const cases: Record<string, DeviceLies> = {
    "another origin": { origin: "http://localhost:3001" },
    "another scheme": { origin: "https://localhost:3000" },
    "a host that only begins like ours": { origin: "http://localhost:3000.evil.example" },
    "another site's name": { rpId: "evil.example" },
    "inside another site's page": { crossOrigin: true },
    "a person who was not recognized": { unrecognized: true },
    "an answer to making a passkey": { type: "webauthn.create" },
    "another challenge": { challenge: Buffer.alloc(32).toString("base64url") },
    "a tampered signature": { tampered: true },
    "a count that does not grow": { count: 1 },
    "a count that begins anew": { count: 0 },
    "somebody else's handle": { userHandle: handleOf(other.id) },
    "no handle at all": { userHandle: null },
    "a passkey that nobody has": { credentialId: "AAAAAAAAAAAAAAAAAAAAAA" },
    "a passkey of somebody else": { credentialId: foreign.device.credentialId },
  };
  const words = new Set<string>();
  for (const [what, lies] of Object.entries(cases)) {
    const answer = await logInFrom(t, device, lies);
    assertProblem(answer, 401, "invalid_credentials");
    words.add(withoutRequestId(answer));
    assert.equal(answer.headers.getSetCookie().length, 0, what);
    await forgetFailures();
  }
  assert.equal(words.size, 1);
  assert.deepEqual(await sessionsOf(ada.id), before);
  assert.equal((await sessionsOf(other.id)).length, 1);
  assert.ok((await trailOf(ada.id)).includes("auth.login_passkey invalid_credentials"));
  assert.equal((await logInFrom(t, device)).status, 200, "an honest answer is still accepted");
});

test("401: an answer is good once, also when it comes twice at the same time", async () => {
  const ada = await testPerson(t);
  const { device } = await withPasskey(ada, { counts: false });
  const body = await loginBody(t, device);
  const send = () => t.ask("POST", "/v1/auth/login/passkey", { body });
  const answers = await Promise.all([send(), send(), send()]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401]);
  assertProblem(await send(), 401, "invalid_credentials");
  assert.equal((await sessionsOf(ada.id)).length, 2);
});

test("401: two copies of a passkey that show the same count at the same time are not both let in", async () => {
  const { device } = await withPasskey(await testPerson(t));
  const bodies = [await loginBody(t, device, { count: 7 }), await loginBody(t, device, { count: 7 })];
  const answers = await Promise.all(bodies.map((body) => t.ask("POST", "/v1/auth/login/passkey", { body })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
});

test("401: a challenge for something else, altered or made up logs nobody in", async () => {
  const ada = await testPerson(t);
  const { device } = await withPasskey(ada);
  const login = (body: object) => t.ask("POST", "/v1/auth/login/passkey", { body });
  for (const path of ["/v1/auth/step_up/passkey/options", "/v1/me/passkeys/options"]) {
    const { challenge_token, options } = await offered(ada.ask("POST", path));
    const response = device.use({ challenge: options.challenge, rpId: "localhost" });
    assertProblem(await login({ challenge_token, response }), 401, "invalid_credentials");
  }
  const { challenge_token, options } = await offered(t.ask("POST", "/v1/auth/login/passkey/options"));
  const last = challenge_token.at(-1) === "A" ? "B" : "A";
  for (const token of [`${challenge_token.slice(0, -2)}${last}${last}`, "x", "a.b", options.challenge])
    assertProblem(
      await login({ challenge_token: token, response: device.use(options) }),
      401,
      "invalid_credentials",
    );
});

test("401: a challenge runs out after 5 minutes", async () => {
  const { device } = await withPasskey(await testPerson(t));
  const [early, late] = [await loginBody(t, device), await loginBody(t, device)];
  const login = (body: object) => t.ask("POST", "/v1/auth/login/passkey", { body });
  try {
    aheadMs = 4 * 60_000 + 50_000;
    assert.equal((await login(early)).status, 200);
    aheadMs = 5 * 60_000 + 1_000;
    assertProblem(await login(late), 401, "invalid_credentials");
  } finally {
    aheadMs = 0;
  }
});

test("401: a passkey that was removed is worth nothing, also to a login that was under way", async () => {
  const ada = await testPerson(t);
  const { device, id } = await withPasskey(ada);
  const body = await loginBody(t, device);
  assert.equal((await ada.ask("DELETE", `/v1/me/passkeys/${id}`)).status, 204);
  assertProblem(await t.ask("POST", "/v1/auth/login/passkey", { body }), 401, "invalid_credentials");
});

test("429: who sends bad answers from one address has to wait", async () => {
  const device = softwareAuthenticator(origin);
  const statuses: number[] = [];
  for (let i = 0; i < 24; i++) statuses.push((await logInFrom(t, device)).status);
  assert.equal(statuses[0], 401);
  assert.equal(statuses.at(-1), 429);
});

test("422: what cannot be an answer of a browser is refused by its place", async () => {
  const body = { challenge_token: "x", response: { id: "!", rawId: "", type: "password", response: {} } };
  const answer = await t.ask("POST", "/v1/auth/login/passkey", { body });
  assert.equal(answer.status, 422);
  const pointers = answer.json.errors.map(({ pointer }: { pointer: string }) => pointer);
  assert.ok(pointers.includes("/response/id") && pointers.includes("/response/type"), answer.text);
});

test("409: a passkey of somebody is never another's as well", async () => {
  const { device } = await withPasskey(await testPerson(t));
  const thief = await testPerson(t);
  assertProblem(await addFrom(thief, device), 409, "already_exists");
  assert.deepEqual((await thief.ask("GET", "/v1/me/passkeys")).json, { data: [] });
});

/** All requests of a test come from one address. */
async function forgetFailures(): Promise<void> {
  await execute(adminUrl, "delete from plinth.attempts");
}
