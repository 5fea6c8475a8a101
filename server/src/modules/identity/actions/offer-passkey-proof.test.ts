import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { offered, withPasskey } from "#harness/passkeys";
import { loggedIn, type TestPerson, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import type { DeviceLies } from "#harness/software-authenticator";

const t = await testApp();
const { adminUrl } = t.database;
// all requests of a test come from one address
beforeEach(() => execute(adminUrl, "delete from plinth.attempts"));

const offerTo = (person: TestPerson) => offered(person.ask("POST", "/v1/auth/step_up/passkey/options"));
const prove = (person: TestPerson, body: object) => person.ask("POST", "/v1/auth/step_up", { body });
const growOld = (sessionId: string) =>
  execute(adminUrl, "update sessions set authenticated_at = now() - interval '1 hour' where id = $1", [
    sessionId,
  ]);
const mayChange = async (person: TestPerson) =>
  (await person.ask("POST", "/v1/me/passkeys/options")).status === 200;

test("200: a passkey is a fresh proof, and the options name one's own alone", async () => {
  const ada = await testPerson(t);
  const { device } = await withPasskey(ada);
  await withPasskey(await testPerson(t));
  await growOld(ada.sessionId);
  assert.equal(await mayChange(ada), false);
  const { challenge_token, options } = await offerTo(ada);
  assert.deepEqual(
    options.allowCredentials.map(({ id }: { id: string }) => id),
    [device.credentialId],
  );
  assert.equal(options.userVerification, "required");
  // asked by name, a device need not say whose it is
  const answer = await prove(ada, { challenge_token, response: device.use(options, { userHandle: null }) });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(await mayChange(ada), true);
});

test("401: no lie and nothing borrowed is a fresh proof", async () => {
  const ada = await testPerson(t);
  const { device } = await withPasskey(ada);
  const bob = await testPerson(t);
  const bobs = await withPasskey(bob);
  await growOld(ada.sessionId);
  const lies: Record<string, DeviceLies> = {
    "another origin": { origin: "https://evil.example" },
    "another site's name": { rpId: "evil.example" },
    "not recognized": { unrecognized: true },
    tampered: { tampered: true },
    "a count that does not grow": { count: 1 },
    "another challenge": { challenge: Buffer.alloc(32).toString("base64url") },
    "somebody else's handle": { userHandle: Buffer.alloc(16).toString("base64url") },
  };
  for (const [what, lie] of Object.entries(lies)) {
    const { challenge_token, options } = await offerTo(ada);
    const answer = await prove(ada, { challenge_token, response: device.use(options, lie) });
    assert.equal(answer.status, 401, what);
    assertProblem(answer, 401, "invalid_credentials");
  }
  const own = await offerTo(ada);
  const foreign = { challenge_token: own.challenge_token, response: bobs.device.use(own.options) };
  assertProblem(await prove(ada, foreign), 401, "invalid_credentials");
  const elsewhere = await loggedIn(t, ada.email);
  for (const offer of [
    offerTo(bob),
    offerTo(elsewhere),
    offered(t.ask("POST", "/v1/auth/login/passkey/options")),
  ]) {
    const { challenge_token, options } = await offer;
    const response = device.use({ ...options, rpId: "localhost" });
    assertProblem(await prove(ada, { challenge_token, response }), 401, "invalid_credentials");
  }
  assert.equal(await mayChange(ada), false);
});

test("401: a proof is good once, and never as a login", async () => {
  const ada = await testPerson(t);
  const { device } = await withPasskey(ada, { counts: false });
  const { challenge_token, options } = await offerTo(ada);
  const body = { challenge_token, response: device.use(options) };
  const login = await t.ask("POST", "/v1/auth/login/passkey", { body });
  assertProblem(login, 401, "invalid_credentials");
  const answers = await Promise.all([prove(ada, body), prove(ada, body)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
});
