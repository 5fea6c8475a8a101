/** `user recover` as an operator uses it: real commands on an installation of their own. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createApp } from "#app";
import type { TestApp } from "#harness/app";
import { askAt } from "#harness/ask";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { command, workFolder } from "#harness/plinth-process";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { createLogger } from "#platform/telemetry";

const secret = "a secret of the operator long enough to be one";
const database = await testDatabase();
const { adminUrl, appUrl, ownerUrl, systemUrl } = database;
const app = await createApp({ appUrl, systemUrl, secrets: [secret], logger: createLogger("silent") });
const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
after(async () => {
  await app.close();
  await database.drop();
});
const t = { database, ask: (...asked: Parameters<TestApp["ask"]>) => askAt(url, ...asked) };
const folder = await workFolder();
const env = {
  DATABASE_URL: appUrl,
  DATABASE_OWNER_URL: ownerUrl,
  DATABASE_SYSTEM_URL: systemUrl,
  PLINTH_SECRET: secret,
  PLINTH_URL: "http://localhost:4444",
};
const recover = (...args: string[]) => command(folder, ["user", "recover", ...args], env);

test("who lost every factor gets in again by a link that the operator is shown", async () => {
  const ada = await testPerson(t);
  const fill = `
    insert into totp_factors (user_id, secret_sealed, confirmed_at) values ('${ada.id}', 'sealed', now());
    insert into recovery_codes (user_id, code_hash) values ('${ada.id}', 'x');
    insert into passkeys (user_id, name, credential_id, public_key) values ('${ada.id}', 'Phone', 'c', 'k')`;
  await execute(adminUrl, fill);

  const unsure = await recover("--email", ada.email);
  assert.equal(unsure.code, 1);
  assert.match(unsure.stderr, /repeat it with --yes/);
  assert.equal((await ada.ask("GET", "/v1/me")).json.factors.totp, true);

  const { code, stdout, stderr } = await recover("--email", ada.email.toUpperCase(), "--yes", "--json");
  assert.equal(code, 0, stderr);
  const { link, expires_at, ...done } = JSON.parse(stdout);
  assert.deepEqual(done, { id: ada.id, email: ada.email, totp: true, passkeys: 1, sessions: 1 });
  assert.match(link, /^http:\/\/localhost:4444\/account\/reset\?token=plp_\w{43}$/);
  assert.ok(Date.parse(expires_at) > Date.now());
  await until("the session to end", async () => (await ada.ask("GET", "/v1/me")).status === 401, 1_000);
  const left = await execute(
    adminUrl,
    "select (select count(*) from totp_factors) + (select count(*) from recovery_codes) + (select count(*) from passkeys) as factors",
  );
  assert.equal(Number(left[0]?.factors), 0);
  // about the app, and about the passkey
  const mails = await execute(adminUrl, "select 1 from plinth.mails where kind = 'factor_changed'");
  assert.equal(mails.length, 2);

  const password = "a wholly different phrase";
  const reset = { token: new URL(link).searchParams.get("token"), password };
  assert.equal((await t.ask("POST", "/v1/auth/password/reset", { body: reset })).status, 204);
  const login = { email: ada.email, password };
  assert.equal((await t.ask("POST", "/v1/auth/login", { body: login })).status, 200);
  const trail = await execute(
    adminUrl,
    "select actor, door, outcome from plinth.user_audit_entries where user_id = $1 and action = 'users.recover'",
    [ada.id],
  );
  assert.deepEqual(trail, [
    { actor: "system:00000000-0000-0000-0000-000000000000", door: "cli", outcome: "done" },
  ]);
});

test("whom nobody knows is said in words, once, sure or not, and a person without factors too", async () => {
  for (const sure of [[], ["--yes"]]) {
    const unknown = await recover("--email", "nobody@example.com", ...sure);
    assert.deepEqual([unknown.code, unknown.stdout], [1, ""]);
    assert.equal(unknown.stderr.trim(), "There is no account with the address nobody@example.com.");
  }
  const eve = await testPerson(t);
  const { stdout, stderr } = await recover("--email", eve.email, "--yes");
  assert.match(stdout, /Taken off {5}nothing: there was no second factor/, stderr);
  assert.match(stdout, /Sessions {6}1 ended\nLink {10}http:\/\/localhost:4444\/account\/reset\?token=plp_/);
});
