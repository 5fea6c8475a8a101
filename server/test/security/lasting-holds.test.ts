/** What somebody who had an account for a moment may keep of it: nothing that they gave themselves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { mailTo, tokenIn } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { loggedIn, password, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { until } from "#harness/until";

let ahead = 0;
const clock = {
  now: () => new Date(Date.now() + ahead),
  forDatabase: () => (ahead === 0 ? "" : new Date(Date.now() + ahead).toISOString()),
};
const t = await testApp({ clock });
const { adminUrl } = t.database;
const owner = async () => {
  const { id: organization, key } = await t.tenant();
  return { organization, key, ada: await testPerson(t, { organization, role: "owner" }) };
};

test("403: whoever found a session open gives nobody rights without a fresh proof", async () => {
  const { ada, organization } = await owner();
  const bob = await testPerson(t, { organization, role: "sales" });
  const account = await ada.ask("POST", "/v1/service_accounts", { body: { name: "Shop" } });
  const customer = await ada.ask("POST", "/v1/customers", {
    body: { name: "A", country: "DE", currency: "EUR" },
  });
  const { json: made } = await ada.ask("POST", "/v1/contacts", {
    body: { customer_id: customer.json.id, name: "Maria", email: "maria@example.com" },
  });
  const contact: string = made.id;
  ahead = 9 * 60_000;
  assert.equal((await ada.ask("GET", "/v1/members")).status, 200);
  ahead = 11 * 60_000;
  const { json } = await t.ask("POST", "/v1/auth/refresh", { body: { refresh_token: ada.refreshToken } });
  const ask = (method: string, path: string, body: object, headers = {}) =>
    t.ask(method, path, { key: json.access_token, body, headers });
  const current = { "if-match": '"1"' };
  const asked = [
    await ask("POST", "/v1/invitations", { email: "thief@example.com", role: "owner" }),
    await ask("PATCH", `/v1/members/${bob.id}`, { role: "owner" }, current),
    await ask("POST", `/v1/members/${bob.id}/remove`, {}),
    await ask("POST", "/v1/service_accounts", { name: "Thief", role: "owner" }),
    await ask("PATCH", `/v1/service_accounts/${account.json.id}`, { role: "owner" }, current),
    await ask("POST", `/v1/service_accounts/${account.json.id}/enable`, {}),
    await ask("POST", "/v1/api_keys", { name: "Thief", role: "owner" }),
    await ask("POST", `/v1/contacts/${contact}/invite`, {}),
  ];
  for (const answer of asked) assertProblem(answer, 403, "step_up_required");
  ahead = 0;
});

test("422: an invitation that was made in a session which a new password ended lets nobody in", async () => {
  const { ada } = await owner();
  const thief = await testPerson(t);
  const body = { email: thief.email, role: "owner" };
  assert.equal((await ada.ask("POST", "/v1/invitations", { body })).status, 201);
  const token = tokenIn(await mailTo(t, thief.email, "invitation"));

  await t.ask("POST", "/v1/auth/password/forgot", { body: { email: ada.email } });
  const link = tokenIn(await mailTo(t, ada.email, "password_reset"));
  const reset = { token: link, password: "another zebra battery staple" };
  assert.equal((await t.ask("POST", "/v1/auth/password/reset", { body: reset })).status, 204);
  assertProblem(await thief.ask("POST", "/v1/invitations/accept", { body: { token } }), 422, "invalid_token");
});

test("403: a key that ends or is bound to addresses gives nothing for good", async () => {
  const { ada, organization } = await owner();
  const bob = await testPerson(t, { organization, role: "sales" });
  const limits = [
    { expires_at: new Date(Date.now() + 3_600_000).toISOString() },
    { allowed_ranges: ["127.0.0.1/32", "::1"] },
  ];
  for (const limit of limits) {
    const made = await ada.ask("POST", "/v1/api_keys", {
      body: { name: "Limited", role: "admin", ...limit },
    });
    const key = made.json.key;
    const invited = await t.ask("POST", "/v1/invitations", {
      key,
      body: { email: "evil@example.com", role: "admin" },
    });
    assertProblem(invited, 403, "forbidden");
    const raised = await t.ask("PATCH", `/v1/members/${bob.id}`, {
      key,
      body: { role: "admin" },
      headers: { "if-match": '"1"' },
    });
    assertProblem(raised, 403, "forbidden");
    const account = await t.ask("POST", "/v1/service_accounts", {
      key,
      body: { name: "For ever", role: "admin" },
    });
    assertProblem(account, 403, "forbidden");
  }
});

test("401: the keys of a member end with the membership, and do not wake when the member comes back", async () => {
  const { ada, organization } = await owner();
  const bob = await testPerson(t, { organization, role: "admin" });
  const made = await bob.ask("POST", "/v1/api_keys", { body: { name: "Mine", role: "sales" } });
  const { key, id } = made.json;
  assert.equal((await t.ask("GET", "/v1/orders", { key })).status, 200);
  assert.equal((await ada.ask("POST", `/v1/members/${bob.id}/remove`, { body: {} })).status, 200);
  await until(
    "the key to be refused",
    async () => (await t.ask("GET", "/v1/orders", { key })).status === 401,
  );
  const listed = await ada.ask("GET", `/v1/api_keys/${id}`);
  assert.ok(listed.json.revoked_at);

  await execute(adminUrl, "update members set ended_at = null where organization_id = $1 and id = $2", [
    organization,
    bob.id,
  ]);
  await loggedIn(t, bob.email);
  assert.equal((await t.ask("GET", "/v1/orders", { key })).status, 401);
});

test("401: leaving by oneself ends one's keys as well", async () => {
  const { organization } = await owner();
  const bob = await testPerson(t, { organization, role: "admin" });
  const { key } = (await bob.ask("POST", "/v1/api_keys", { body: { name: "Mine", role: "sales" } })).json;
  const left = await bob.ask("POST", `/v1/organizations/${organization}/leave`, { body: {} });
  assert.equal(left.status, 204);
  await until(
    "the key to be refused",
    async () => (await t.ask("GET", "/v1/orders", { key })).status === 401,
  );
});

test("403: a service account gets keys of its own and of no other", async () => {
  const { ada } = await owner();
  const account = async (name: string, role: string) =>
    (await ada.ask("POST", "/v1/service_accounts", { body: { name, role } })).json.id;
  const [one, two] = [await account("One", "admin"), await account("Two", "integration")];
  const keyOf = async (service_account_id: string) =>
    (await ada.ask("POST", "/v1/api_keys", { body: { name: "Its key", service_account_id } })).json;
  const [ones, twos] = [await keyOf(one), await keyOf(two)];
  const rotated = await t.ask("POST", `/v1/api_keys/${twos.id}/rotate`, { key: ones.key, body: {} });
  assertProblem(rotated, 403, "forbidden");
  const body = { name: "In its name", service_account_id: two };
  assertProblem(await t.ask("POST", "/v1/api_keys", { key: ones.key, body }), 403, "forbidden");
  assert.equal(
    (await t.ask("POST", `/v1/api_keys/${ones.id}/rotate`, { key: ones.key, body: {} })).status,
    200,
  );
});

test("422: a right password that asks for an organization of others is remembered in the trail", async () => {
  const ada = await testPerson(t);
  const organization_id = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
  const body = { email: ada.email, password, organization_id };
  assertProblem(await t.ask("POST", "/v1/auth/login", { body }), 422, "invalid_input");
  const trail = await execute(
    adminUrl,
    "select outcome from plinth.user_audit_entries where user_id = $1 and action = 'auth.login' order by id",
    [ada.id],
  );
  assert.deepEqual(
    trail.map(({ outcome }) => outcome),
    ["done", "invalid_input"],
  );
});
