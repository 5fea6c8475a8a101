import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { invited } from "#harness/invitations";
import { testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const revoke = (id: string) => `/v1/invitations/${id}/revoke`;
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const { id: organization, key } = await t.tenant();
const owner = await testPerson(t, { organization });
const admin = await testPerson(t, { organization, role: "admin" });

test("200: the link is void at once, with trail and event, and the address may be asked anew", async () => {
  const { id, email, token } = await invited(t, owner, "back@example.com");
  const rehearsed = await leavesNoTrace(adminUrl, () => admin.ask("POST", `${revoke(id)}?dry_run=true`));
  assert.equal(rehearsed.status, 200);
  const answer = await admin.ask("POST", revoke(id), { headers: { "if-match": '"1"' } });
  assert.equal(answer.status, 200, answer.text);
  assert.ok(answer.json.revoked_at !== null && answer.json.version === 2);
  assertProblem(await t.ask("POST", "/v1/invitations/preview", { body: { token } }), 422, "invalid_token");
  const person = await testPerson(t, { email });
  assertProblem(
    await person.ask("POST", "/v1/invitations/accept", { body: { token } }),
    422,
    "invalid_token",
  );
  const trail = await trailOf(adminUrl, id);
  assert.deepEqual(
    trail.events.map(({ type, version, actor }) => [type, version, actor]),
    [
      ["invitation.created", 1, `member:${owner.id}`],
      ["invitation.revoked", 2, `member:${admin.id}`],
    ],
  );
  assert.equal(trail.audit.at(-1)?.action, "invitations.revoke");
  assertProblem(await admin.ask("POST", revoke(id)), 409, "invalid_state");
  assert.equal((await admin.ask("POST", "/v1/invitations", { body: { email, role: "sales" } })).status, 201);
});

test("403: an admin takes back no owner's invitation", async () => {
  const { id } = await invited(t, owner, "owner@example.com", "owner");
  const refused = await leavesNoTrace(adminUrl, () => admin.ask("POST", revoke(id)));
  assertProblem(refused, 403, "forbidden");
  assert.match(refused.json.detail, /Only owners/);
  assert.equal((await owner.ask("POST", revoke(id))).status, 200);
});

test("404, 409, 412: not a stranger's, not what was accepted, not what was read before", async () => {
  const { id, email, token } = await invited(t, owner, "joins@example.com");
  const foreign = await t.tenant();
  const answers = await leavesNoTrace(adminUrl, () =>
    Promise.all([id, nobody].map((one) => t.ask("POST", revoke(one), { key: foreign.key }))),
  );
  for (const answer of answers) assertProblem(answer, 404, "not_found");
  assert.equal(new Set(answers.map(withoutRequestId)).size, 1);
  assertProblem(
    await t.ask("POST", revoke(id), { key, headers: { "if-match": '"9"' } }),
    412,
    "stale_version",
  );
  const person = await testPerson(t, { email });
  assert.equal((await person.ask("POST", "/v1/invitations/accept", { body: { token } })).status, 200);
  assertProblem(await t.ask("POST", revoke(id), { key }), 409, "invalid_state");
});

test("422: what a key asked others to join is void when the key is revoked", async () => {
  const answer = await owner.ask("POST", "/v1/api_keys", { body: { name: "Leaked", role: "admin" } });
  assert.equal(answer.status, 201, answer.text);
  const ask: typeof owner.ask = (method, path, wish) =>
    t.ask(method, path, { key: answer.json.key, ...wish });
  const { email, token } = await invited(t, { ask }, "friend-of-a-thief@example.com");
  assert.equal((await owner.ask("POST", `/v1/api_keys/${answer.json.id}/revoke`)).status, 200);
  const person = await testPerson(t, { email });
  assertProblem(
    await person.ask("POST", "/v1/invitations/accept", { body: { token } }),
    422,
    "invalid_token",
  );
});
