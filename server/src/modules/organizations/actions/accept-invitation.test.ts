import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { invited } from "#harness/invitations";
import { joinAs, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { strangerHolding, waitingForLocks } from "#harness/stranger";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

/** A clock that the test turns; the database follows it. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const t = await testApp({ clock });
const { adminUrl } = t.database;
let made = 0;
const address = () => `person-${++made}@example.com`;
const accept = (person: { ask: typeof t.ask }, token: string) =>
  person.ask("POST", "/v1/invitations/accept", { body: { token } });
const preview = (token: string) => t.ask("POST", "/v1/invitations/preview", { body: { token } });

async function company(name = "Muster GmbH") {
  const { id: organization, key } = await t.tenant(name);
  return { organization, key, owner: await testPerson(t, { organization }) };
}

test("200: before anybody logs in the link says what it is about, and changes nothing", async () => {
  const { owner } = await company("Muster Handels GmbH");
  const { email, token } = await invited(t, owner, address(), "finance");
  const answer = await leavesNoTrace(adminUrl, () => preview(token));
  assert.equal(answer.status, 200, answer.text);
  const { expires_at, ...rest } = answer.json;
  assert.deepEqual(rest, { organization_name: "Muster Handels GmbH", email, role: "finance" });
  assert.ok(new Date(expires_at) > new Date());
});

test("422: every link that is not good is answered alike", async () => {
  const { owner } = await company();
  const expired = await invited(t, owner, address());
  const person = await testPerson(t, { email: expired.email });
  aheadMs = 7 * 86_400_000 + 1_000;
  const late = await preview(expired.token);
  aheadMs = 0;
  const answers = [late, ...(await Promise.all(["x", `pli_${"0".repeat(43)}`, "%00", "🐘"].map(preview)))];
  for (const answer of answers) assertProblem(answer, 422, "invalid_token");
  assert.equal(new Set(answers.map(({ json }) => json.detail)).size, 1);
  await execute(adminUrl, "update invitations set expires_at = now() - interval '1 second' where id = $1", [
    expired.id,
  ]);
  for (const token of [expired.token, "x"]) assertProblem(await accept(person, token), 422, "invalid_token");
});

test("200: the owner of the address joins, acts at once, and all trails know of it", async () => {
  const { organization, owner } = await company("Muster Handels GmbH");
  const { id, email, token } = await invited(t, owner, address());
  const person = await testPerson(t, { email, name: "Grace Hopper" });
  assertProblem(await person.ask("GET", "/v1/customers"), 403, "no_organization");
  const answer = await accept(person, token);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json, {
    organization_id: organization,
    name: "Muster Handels GmbH",
    role: "sales",
  });

  const headers = { "plinth-organization": organization };
  assert.equal((await person.ask("GET", "/v1/customers", { headers })).status, 200);
  const listed = (await owner.ask("GET", `/v1/members/${person.id}`)).json;
  assert.deepEqual(
    [listed.name, listed.email, listed.role, listed.version],
    ["Grace Hopper", email, "sales", 1],
  );
  const invitation = (await owner.ask("GET", `/v1/invitations/${id}`)).json;
  assert.deepEqual([invitation.accepted_by, invitation.version], [person.id, 2]);

  const actor = `member:${person.id}`;
  const trail = await trailOf(adminUrl, id);
  assert.deepEqual(
    trail.events.slice(1).map(({ type, version, actor, data }) => [type, version, actor, data]),
    [["invitation.accepted", 2, actor, { member_id: person.id }]],
  );
  assert.deepEqual(
    trail.audit.map(({ action, actor }) => [action, actor]),
    [
      ["invitations.create", `member:${owner.id}`],
      ["invitations.accept", actor],
    ],
  );
  const joined = await trailOf(adminUrl, person.id);
  assert.deepEqual(
    joined.events.map(({ type, data }) => [type, data]),
    [["member.joined", { role: "sales" }]],
  );
  assert.equal(joined.audit[0]?.action, "invitations.accept");
  assert.ok("name" in (joined.audit[0]?.changes ?? {}));
  assert.doesNotMatch(JSON.stringify(joined.audit), /Grace|@/, "who it is stands apart");
  const own = await execute(
    adminUrl,
    "select outcome from plinth.user_audit_entries where user_id = $1 and action = 'invitations.accept'",
    [person.id],
  );
  assert.deepEqual(own, [{ outcome: "done" }]);

  assertProblem(await preview(token), 422, "invalid_token");
  assertProblem(await accept(person, token), 422, "invalid_token");
});

test("403: whoever has the link and not the address does not join", async () => {
  const { owner } = await company();
  const { email, token } = await invited(t, owner, address());
  const thief = await testPerson(t);
  const refused = await leavesNoTrace(adminUrl, () => accept(thief, token));
  assertProblem(refused, 403, "forbidden");
  assert.equal((await accept(await testPerson(t, { email }), token)).status, 200);
});

test("200: of all who accept at once, one does, and is a member once", async () => {
  const { organization, owner } = await company();
  const { email, token } = await invited(t, owner, address());
  const [person, thief] = [await testPerson(t, { email }), await testPerson(t)];
  const answers = await Promise.all([
    ...Array.from({ length: 6 }, () => accept(person, token)),
    accept(thief, token),
  ]);
  const statuses = answers.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 200).length, 1, statuses.join());
  assert.ok(
    statuses.every((status) => [200, 403, 409, 422].includes(status)),
    statuses.join(),
  );
  const members = await execute(
    adminUrl,
    "select version from members where organization_id = $1 and id = $2",
    [organization, person.id],
  );
  assert.deepEqual(members, [{ version: 1 }]);
  assert.equal((await trailOf(adminUrl, person.id)).events.length, 1);
});

test("422: whoever accepts while it is being revoked does not join", async () => {
  const { organization, owner } = await company();
  const { id, email, token } = await invited(t, owner, address());
  const person = await testPerson(t, { email });
  const stranger = await strangerHolding(adminUrl, "update invitations set version = version where id = $1", [
    id,
  ]);
  const revoking = owner.ask("POST", `/v1/invitations/${id}/revoke`);
  await until("the revocation to wait", async () => (await waitingForLocks(adminUrl)) === 1);
  const accepting = accept(person, token);
  await until("both to wait", async () => (await waitingForLocks(adminUrl)) === 2);
  await stranger.release();
  assert.equal((await revoking).status, 200);
  assertProblem(await accepting, 422, "invalid_token");
  const members = await execute(adminUrl, "select 1 from members where organization_id = $1 and id = $2", [
    organization,
    person.id,
  ]);
  assert.deepEqual(members, []);
});

test("422: whoever accepts while the inviter is being removed does not join", async () => {
  const { organization, owner } = await company();
  const admin = await testPerson(t, { organization, role: "admin" });
  const { email, token } = await invited(t, admin, address());
  const person = await testPerson(t, { email });
  const stranger = await strangerHolding(adminUrl, "update members set version = version where id = $1", [
    admin.id,
  ]);
  const removing = owner.ask("POST", `/v1/members/${admin.id}/remove`);
  await until("the removal to wait", async () => (await waitingForLocks(adminUrl)) === 1);
  const accepting = accept(person, token);
  await until("both to wait", async () => (await waitingForLocks(adminUrl)) === 2);
  await stranger.release();
  assert.equal((await removing).status, 200);
  assertProblem(await accepting, 422, "invalid_token");
});

test("422: whoever invited must still be able to give the role", async () => {
  const { organization, key } = await company();
  const admin = await testPerson(t, { organization, role: "admin" });
  const byAdmin = await invited(t, admin, address());
  // behind the back of the verbs, which would have taken the invitation back
  await execute(adminUrl, "update members set role = 'warehouse' where id = $1", [admin.id]);
  const person = await testPerson(t, { email: byAdmin.email });
  assertProblem(await leavesNoTrace(adminUrl, () => accept(person, byAdmin.token)), 422, "invalid_token");
  await execute(adminUrl, "update members set role = 'admin', ended_at = now() where id = $1", [admin.id]);
  assertProblem(await accept(person, byAdmin.token), 422, "invalid_token");
  await execute(adminUrl, "update members set ended_at = null where id = $1", [admin.id]);
  assert.equal((await accept(person, byAdmin.token)).status, 200);

  // an organization's own key has no role that is taken from it later
  const asked = { ask: (method: string, path: string, wish = {}) => t.ask(method, path, { key, ...wish }) };
  const byKey = await invited(t, asked, address(), "owner");
  assert.equal((await accept(await testPerson(t, { email: byKey.email }), byKey.token)).status, 200);
});

test("409: who is a member already stays what they are", async () => {
  const { organization, owner } = await company();
  const { email, token } = await invited(t, owner, address(), "admin");
  const person = await testPerson(t, { email });
  await joinAs(t, { id: person.id, name: "x", email }, organization, "warehouse");
  assertProblem(await leavesNoTrace(adminUrl, () => accept(person, token)), 409, "already_member");
});

test("200: who left comes back by an invitation, as the member they were", async () => {
  const { organization, owner } = await company();
  const person = await testPerson(t, { organization, role: "admin", email: address() });
  assert.equal((await owner.ask("POST", `/v1/members/${person.id}/remove`)).status, 200);
  const { token } = await invited(t, owner, person.email, "warehouse");
  const answer = await accept(person, token);
  assert.deepEqual([answer.status, answer.json.role], [200, "warehouse"], answer.text);
  const { json } = await owner.ask("GET", `/v1/members/${person.id}`);
  assert.deepEqual([json.role, json.ended_at, json.version], ["warehouse", null, 3]);
});

test("403: a program joins nothing", async () => {
  const { owner, key } = await company();
  const { token } = await invited(t, owner, address());
  assertProblem(await t.ask("POST", "/v1/invitations/accept", { key, body: { token } }), 403, "people_only");
});
