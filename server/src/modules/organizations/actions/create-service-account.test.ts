import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";
import { createKey } from "#modules/identity";
import { systemContext } from "./found-organization.ts";

const t = await testApp();
const { adminUrl } = t.database;
const path = "/v1/service_accounts";
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const { id: organization } = await t.tenant();
const owner = await testPerson(t, { organization });
const admin = await testPerson(t, { organization, role: "admin" });
let made = 0;

async function account(role = "integration"): Promise<string> {
  const { status, text, json } = await owner.ask("POST", path, { body: { name: `Program ${++made}`, role } });
  assert.equal(status, 201, text);
  return json.id;
}

const change = (by: typeof admin, id: string, body: object, version = 1) =>
  by.ask("PATCH", `${path}/${id}`, { body, headers: { "if-match": `"${version}"` } });

/** A key that the account owns. */
async function keyOf(serviceAccountId: string): Promise<string> {
  const { secret } = await t.app.database.transaction(systemContext(organization, "test"), (tx) =>
    createKey(tx, { name: "x", role: "owner", scopes: null, serviceAccountId, expiresAt: null }),
  );
  return secret;
}

test("201: a program's account is made with trail and event", async () => {
  const body = { name: "Web shop", description: "Places the orders of the shop." };
  const answer = await admin.ask("POST", path, { body });
  assert.equal(answer.status, 201, answer.text);
  const { id, name, description, role, disabled_at, version } = answer.json;
  assert.deepEqual(
    [name, description, role, disabled_at, version],
    [body.name, body.description, "integration", null, 1],
  );
  assert.equal(answer.headers.get("location"), `${path}/${id}`);
  const trail = await trailOf(adminUrl, id);
  assert.deepEqual(
    trail.events.map(({ type, actor, data }) => [type, actor, data]),
    [["service_account.created", `member:${admin.id}`, { role: "integration" }]],
  );
  assert.equal(trail.audit[0]?.action, "service_accounts.create");
});

test("409: a name is used once, also when it is asked for at once", async () => {
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => admin.ask("POST", path, { body: { name: "Once" } })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409]);
  const refused = answers.find(({ status }) => status === 409);
  assert.ok(refused !== undefined);
  assertProblem(refused, 409, "already_exists", { "/name": "already_exists" });
  assertProblem(await change(owner, await account(), { name: "Once" }), 409, "already_exists", {
    "/name": "already_exists",
  });
});

test("200: another role holds for its keys within a second; what is absent stays, null empties", async () => {
  const id = await account("sales");
  const secret = await keyOf(id);
  const place = () =>
    t.ask("POST", "/v1/customers?dry_run=true", {
      key: secret,
      body: { name: "x", country: "DE", currency: "EUR" },
    });
  assert.equal((await place()).status, 200);
  const answer = await change(owner, id, { role: "auditor", description: null });
  assert.deepEqual([answer.status, answer.json.role, answer.json.version], [200, "auditor", 2], answer.text);
  await until("the role to hold", async () => (await place()).status === 403);
  const trail = await trailOf(adminUrl, id);
  assert.deepEqual(trail.events.at(-1)?.data, { changed: ["role"] });
  assert.deepEqual(trail.audit.at(-1)?.changes, { role: { before: "sales", after: "auditor" } });
  assert.equal((await change(owner, id, {}, 2)).json.version, 2);
  assertProblem(await change(owner, id, { name: "x" }, 1), 412, "stale_version");
});

test("403: an admin makes, changes and switches nothing that is of an owner, nor what holds more than they do", async () => {
  const ofOwner = await account("owner");
  const plain = await account();
  const narrow = await t.keyFor(organization, "owner", ["service_accounts:write", "service_accounts:read"]);
  const deeds = [
    () => admin.ask("POST", path, { body: { name: "x", role: "owner" } }),
    () => change(admin, plain, { role: "owner" }),
    () => change(admin, ofOwner, { role: "sales" }),
    () => change(admin, ofOwner, { name: "Harmless" }),
    () => admin.ask("POST", `${path}/${ofOwner}/disable`),
    () => admin.ask("POST", `${path}/${ofOwner}/enable`),
    () => admin.ask("DELETE", `${path}/${ofOwner}`),
    () => t.ask("POST", path, { key: narrow, body: { name: "x", role: "sales" } }),
    () => t.ask("DELETE", `${path}/${plain}`, { key: narrow }),
  ];
  for (const deed of deeds) assertProblem(await leavesNoTrace(adminUrl, deed), 403, "forbidden");
  const sales = await testPerson(t, { organization, role: "sales" });
  assertProblem(await sales.ask("POST", path, { body: { name: "x" } }), 403, "forbidden");
});

test("200: a disabled account's keys are refused within a second, and work again when it is enabled", async () => {
  const id = await account();
  const secret = await keyOf(id);
  const ask = () => t.ask("GET", "/v1/customers", { key: secret });
  assert.equal((await ask()).status, 200);
  const disabled = await admin.ask("POST", `${path}/${id}/disable`);
  assert.ok(disabled.status === 200 && disabled.json.disabled_at !== null, disabled.text);
  await until("the key to be refused", async () => (await ask()).status === 401);
  assertProblem(await admin.ask("POST", `${path}/${id}/disable`), 409, "invalid_state");
  const enabled = await admin.ask("POST", `${path}/${id}/enable`);
  assert.deepEqual(
    [enabled.status, enabled.json.disabled_at, enabled.json.version],
    [200, null, 3],
    enabled.text,
  );
  await until("the key to work", async () => (await ask()).status === 200);
  assertProblem(await admin.ask("POST", `${path}/${id}/enable`), 409, "invalid_state");
  const trail = await trailOf(adminUrl, id);
  assert.deepEqual(
    trail.events.map(({ type, version }) => [type, version]),
    [
      ["service_account.created", 1],
      ["service_account.disabled", 2],
      ["service_account.enabled", 3],
    ],
  );
});

test("422: what a program asked others to join is void when it is switched off", async () => {
  const id = await account("admin");
  const secret = await keyOf(id);
  const asked = await t.ask("POST", "/v1/invitations", {
    key: secret,
    body: { email: "by-program@example.com", role: "sales" },
  });
  assert.deepEqual([asked.status, asked.json.invited_by], [201, `service_account:${id}`], asked.text);
  assert.equal((await owner.ask("POST", `${path}/${id}/disable`)).status, 200);
  assert.notEqual((await owner.ask("GET", `/v1/invitations/${asked.json.id}`)).json.revoked_at, null);
});

test("204: an account without keys can be removed; one that had any stays", async () => {
  const id = await account();
  assert.equal((await admin.ask("DELETE", `${path}/${id}`)).status, 204);
  assertProblem(await admin.ask("GET", `${path}/${id}`), 404, "not_found");
  assert.equal((await trailOf(adminUrl, id)).events.at(-1)?.type, "service_account.deleted");
  const used = await account();
  await keyOf(used);
  assertProblem(
    await leavesNoTrace(adminUrl, () => admin.ask("DELETE", `${path}/${used}`)),
    409,
    "still_referenced",
  );
});

test("200: rehearsals change nothing", async () => {
  const id = await account();
  const rehearsals: [string, string, object?][] = [
    ["POST", path, { name: "Rehearsed" }],
    ["PATCH", `${path}/${id}`, { name: "Rehearsed" }],
    ["POST", `${path}/${id}/disable`],
    ["DELETE", `${path}/${id}`],
  ];
  for (const [method, at, body] of rehearsals) {
    const answer = await leavesNoTrace(adminUrl, () =>
      admin.ask(method, `${at}?dry_run=true`, { ...(body ? { body } : {}), headers: { "if-match": '"1"' } }),
    );
    assert.ok([200, 204].includes(answer.status), `${method} ${answer.text}`);
  }
});

test("404: another organization's account does not exist, like one that never did", async () => {
  const id = await account();
  const foreign = await testPerson(t, { organization: (await t.tenant()).id });
  const deeds = (one: string) => [
    () => change(foreign, one, { name: "x" }),
    () => foreign.ask("POST", `${path}/${one}/disable`),
    () => foreign.ask("POST", `${path}/${one}/enable`),
    () => foreign.ask("DELETE", `${path}/${one}`),
  ];
  for (const [i, deed] of deeds(id).entries()) {
    const answer = await leavesNoTrace(adminUrl, deed);
    assertProblem(answer, 404, "not_found");
    const absent = await deeds(nobody)[i]?.();
    assert.equal(absent && withoutRequestId(absent), withoutRequestId(answer));
  }
});
