import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { invited } from "#harness/invitations";
import { testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();
const { adminUrl } = t.database;
const remove = (id: string) => `/v1/members/${id}/remove`;
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

test("200: a removed member can do nothing within a second, and stays listed with what they did", async () => {
  const { id: organization } = await t.tenant();
  const owner = await testPerson(t, { organization });
  const sales = await testPerson(t, { organization, role: "admin" });
  const { token } = await invited(t, sales, "void@example.com");
  assert.equal((await sales.ask("GET", "/v1/customers")).status, 200);

  const answer = await owner.ask("POST", remove(sales.id), { headers: { "if-match": '"1"' } });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.json.id, answer.json.version, answer.json.role], [sales.id, 2, "admin"]);
  assert.notEqual(answer.json.ended_at, null);
  await until(
    "the session to be refused there",
    async () => (await sales.ask("GET", "/v1/customers")).status === 403,
  );
  assertProblem(await t.ask("POST", "/v1/invitations/preview", { body: { token } }), 422, "invalid_token");

  const trail = await trailOf(adminUrl, sales.id);
  assert.deepEqual(
    trail.events.map(({ type, version, actor }) => [type, version, actor]),
    [["member.removed", 2, `member:${owner.id}`]],
  );
  assert.deepEqual(
    trail.audit.map(({ action, changes }) => [action, Object.keys(changes)]),
    [["members.remove", ["ended_at"]]],
  );
});

test("200: a rehearsal removes nobody", async () => {
  const { id: organization, key } = await t.tenant();
  const sales = await testPerson(t, { organization, role: "sales" });
  const answer = await leavesNoTrace(adminUrl, () =>
    t.ask("POST", `${remove(sales.id)}?dry_run=true`, { key }),
  );
  assert.equal(answer.status, 200, answer.text);
});

test("409: the last owner stays, and who has left cannot be removed", async () => {
  const { id: organization, key } = await t.tenant();
  const owner = await testPerson(t, { organization });
  const sales = await testPerson(t, { organization, role: "sales" });
  assertProblem(await t.ask("POST", remove(owner.id), { key }), 409, "last_owner");
  assertProblem(await owner.ask("POST", remove(owner.id)), 409, "last_owner");
  assert.equal((await owner.ask("POST", remove(sales.id))).status, 200);
  assertProblem(await owner.ask("POST", remove(sales.id)), 409, "invalid_state");
});

test("409: of two owners who remove each other at once, one stays", async () => {
  const { id: organization } = await t.tenant();
  const [one, two] = [await testPerson(t, { organization }), await testPerson(t, { organization })];
  const answers = await Promise.all([one.ask("POST", remove(two.id)), two.ask("POST", remove(one.id))]);
  const statuses = answers.map(({ status }) => status).sort();
  assert.ok(["200,403", "200,409"].includes(statuses.join()), answers.map(({ text }) => text).join("\n"));
});

test("403, 412: it needs the permission, and the version if one is named", async () => {
  const { id: organization, key } = await t.tenant();
  const sales = await testPerson(t, { organization, role: "sales" });
  assertProblem(await sales.ask("POST", remove(sales.id)), 403, "forbidden");
  const stale = await t.ask("POST", remove(sales.id), { key, headers: { "if-match": '"9"' } });
  assertProblem(stale, 412, "stale_version");
});

test("404: another organization's member does not exist, like one who never did", async () => {
  const { key } = await t.tenant();
  const foreign = await testPerson(t, { organization: (await t.tenant()).id, role: "sales" });
  const answers = await leavesNoTrace(adminUrl, () =>
    Promise.all([foreign.id, nobody].map((id) => t.ask("POST", remove(id), { key }))),
  );
  for (const answer of answers) assertProblem(answer, 404, "not_found");
  assert.equal(new Set(answers.map(withoutRequestId)).size, 1);
});
