import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { mailsTo, tokenIn } from "#harness/caught-mail";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { invited } from "#harness/invitations";
import { testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

/** A clock that the test turns; the database follows it. */
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);
const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
const t = await testApp({ clock });
const { adminUrl } = t.database;
const resend = (id: string) => `/v1/invitations/${id}/resend`;
const preview = (token: string) => t.ask("POST", "/v1/invitations/preview", { body: { token } });
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

/** The newest of so many mails. */
async function newestToken(email: string, count: number): Promise<string> {
  const [mail] = await until(`${count} mails`, async () => {
    const mails = await mailsTo(t, email);
    return mails.length === count && mails;
  });
  assert.ok(mail !== undefined);
  return tokenIn(mail);
}

test("200: a new link takes the place of the old one, and whoever sends it answers for it", async () => {
  const { id: organization } = await t.tenant();
  const ada = await testPerson(t, { organization, role: "admin" });
  const bob = await testPerson(t, { organization, role: "admin" });
  const { id, email, token } = await invited(t, ada, "again@example.com");
  const answer = await bob.ask("POST", resend(id));
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.json.version, answer.json.invited_by], [2, `member:${bob.id}`]);
  const renewed = await newestToken(email, 2);
  assert.notEqual(renewed, token);
  assertProblem(await preview(token), 422, "invalid_token");
  assert.equal((await preview(renewed)).status, 200);
  const trail = await trailOf(adminUrl, id);
  assert.deepEqual(
    trail.events.map(({ type, version, actor }) => [type, version, actor]),
    [
      ["invitation.created", 1, `member:${ada.id}`],
      ["invitation.resent", 2, `member:${bob.id}`],
    ],
  );
  assert.equal(trail.audit.at(-1)?.action, "invitations.resend");

  // ada leaving takes nothing back: it is bob's by now
  assert.equal((await ada.ask("POST", `/v1/organizations/${organization}/leave`)).status, 204);
  assert.equal((await preview(renewed)).status, 200);
});

test("200: what has run out can be sent again, and a rehearsal sends nothing", async () => {
  const { id: organization, key } = await t.tenant();
  const ada = await testPerson(t, { organization });
  const { id, email, token } = await invited(t, ada, "late@example.com");
  aheadMs = 7 * 86_400_000 + 1_000;
  assertProblem(await preview(token), 422, "invalid_token");
  const rehearsed = await leavesNoTrace(adminUrl, () => t.ask("POST", `${resend(id)}?dry_run=true`, { key }));
  assert.equal(rehearsed.status, 200, rehearsed.text);
  assert.equal((await t.ask("POST", resend(id), { key })).status, 200);
  assert.equal((await preview(await newestToken(email, 2))).status, 200);
  aheadMs = 0;
});

test("403, 404, 409, 412: not the owner's, not a stranger's, not what is over, not what was read before", async () => {
  const { id: organization, key } = await t.tenant();
  const [owner, admin] = [
    await testPerson(t, { organization }),
    await testPerson(t, { organization, role: "admin" }),
  ];
  const asOwner = await invited(t, owner, "as-owner@example.com", "owner");
  assertProblem(await leavesNoTrace(adminUrl, () => admin.ask("POST", resend(asOwner.id))), 403, "forbidden");
  const foreign = await t.tenant();
  const strangers = await Promise.all(
    [asOwner.id, nobody].map((id) => t.ask("POST", resend(id), { key: foreign.key })),
  );
  for (const answer of strangers) assertProblem(answer, 404, "not_found");
  assert.equal(new Set(strangers.map(withoutRequestId)).size, 1);
  const stale = await t.ask("POST", resend(asOwner.id), { key, headers: { "if-match": '"5"' } });
  assertProblem(stale, 412, "stale_version");

  assert.equal((await t.ask("POST", `/v1/invitations/${asOwner.id}/revoke`, { key })).status, 200);
  assertProblem(await t.ask("POST", resend(asOwner.id), { key }), 409, "invalid_state");
  const accepted = await invited(t, owner, "accepted@example.com");
  await execute(adminUrl, "update invitations set accepted_at = now() where id = $1", [accepted.id]);
  assertProblem(await t.ask("POST", resend(accepted.id), { key }), 409, "invalid_state");
});

test("409: five mails a day go to one address", async () => {
  const { id: organization, key } = await t.tenant();
  const { id } = await invited(t, await testPerson(t, { organization }), "five@example.com");
  for (let i = 1; i < 5; i++) assert.equal((await t.ask("POST", resend(id), { key })).status, 200);
  assertProblem(await t.ask("POST", resend(id), { key }), 409, "limit_reached");
});
