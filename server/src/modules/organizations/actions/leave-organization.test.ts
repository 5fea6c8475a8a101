import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { invited } from "#harness/invitations";
import { testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();
const { adminUrl } = t.database;
const leave = (organization: string) => `/v1/organizations/${organization}/leave`;
const nobodys = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

test("204: who leaves is a member no more, everywhere within a second, and stays listed", async () => {
  const { id: organization, key } = await t.tenant();
  const ada = await testPerson(t, { organization, role: "sales" });
  assert.equal((await ada.ask("GET", "/v1/customers")).status, 200);
  const answer = await ada.ask("POST", leave(organization));
  assert.deepEqual([answer.status, answer.text], [204, ""]);

  const refused = await until("the session to be refused there", async () => {
    const one = await ada.ask("GET", "/v1/customers");
    return one.status === 403 && one;
  });
  assertProblem(refused, 403, "no_organization");
  const { json } = await t.ask("GET", `/v1/members/${ada.id}`, { key });
  assert.notEqual(json.ended_at, null);
  assert.deepEqual([json.name, json.version], ["Ada Lovelace", 2]);

  const trail = await trailOf(adminUrl, ada.id);
  assert.deepEqual(
    trail.events.map(({ type, version, actor }) => [type, version, actor]),
    [["member.left", 2, `member:${ada.id}`]],
  );
  assert.deepEqual(
    trail.audit.map(({ action, version }) => [action, version]),
    [["organizations.leave", 2]],
  );
  assert.deepEqual(Object.keys(trail.audit[0]?.changes ?? {}), ["ended_at"]);
});

test("404: a foreign organization, an absent one and one that was left are all the same", async () => {
  const foreign = await t.tenant();
  await testPerson(t, { organization: foreign.id });
  const { id: left } = await t.tenant();
  await testPerson(t, { organization: left });
  const ada = await testPerson(t, { organization: left, role: "sales" });
  assert.equal((await ada.ask("POST", leave(left))).status, 204);
  const answers = await leavesNoTrace(adminUrl, () =>
    Promise.all([foreign.id, nobodys, left].map((id) => ada.ask("POST", leave(id)))),
  );
  for (const answer of answers) assertProblem(answer, 404, "not_found");
  assert.equal(new Set(answers.map(withoutRequestId)).size, 1);
});

test("409: the last owner stays, whoever else is there", async () => {
  const { id: organization } = await t.tenant();
  const owner = await testPerson(t, { organization });
  await testPerson(t, { organization, role: "admin" });
  assertProblem(
    await leavesNoTrace(adminUrl, () => owner.ask("POST", leave(organization))),
    409,
    "last_owner",
  );
});

test("409: of two owners who leave at once, one stays", async () => {
  for (let round = 0; round < 5; round++) {
    const { id: organization } = await t.tenant();
    const owners = [await testPerson(t, { organization }), await testPerson(t, { organization })];
    const answers = await Promise.all(owners.map((owner) => owner.ask("POST", leave(organization))));
    assert.deepEqual(
      answers.map(({ status }) => status).sort(),
      [204, 409],
      answers.map(({ text }) => text).join(),
    );
    const left = await execute(
      adminUrl,
      "select 1 from members where organization_id = $1 and role = 'owner' and ended_at is null",
      [organization],
    );
    assert.equal(left.length, 1);
  }
});

test("204: what they asked others to join is void", async () => {
  const { id: organization } = await t.tenant();
  const ada = await testPerson(t, { organization, role: "admin" });
  const { id, token } = await invited(t, ada, "left-behind@example.com");
  assert.equal((await ada.ask("POST", leave(organization))).status, 204);
  assertProblem(await t.ask("POST", "/v1/invitations/preview", { body: { token } }), 422, "invalid_token");
  const trail = await trailOf(adminUrl, id);
  assert.deepEqual(
    trail.events.map(({ type, version }) => [type, version]),
    [
      ["invitation.created", 1],
      ["invitation.revoked", 2],
    ],
  );
});
