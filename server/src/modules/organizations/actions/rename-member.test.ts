/** A person who goes by another name, or has another address, is renamed everywhere, and every trail knows it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { buyerOf } from "#harness/buyers";
import { mailTo, tokenIn } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { joinAs } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { auditRows, trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const bought = await shop(t, "Where she buys");
const contact = await bought.make("/v1/contacts", { customer_id: await bought.customer(), name: "Ada" });
const ada = await buyerOf(t, bought.organization, contact, { name: "Ada Lovelace" });
const [worked, left, strangers] = [await t.tenant(), await t.tenant(), await t.tenant()];
for (const { id } of [worked, left]) await joinAs(t, { ...ada, name: "Ada Lovelace" }, id, "sales");
await execute(adminUrl, "update members set ended_at = now() where organization_id = $1", [left.id]);

/** Their rows by organization, with the values that stand beside the trail. */
async function rowsOf(action: string) {
  const rows = await execute(
    adminUrl,
    `select a.organization_id, a.actor, a.people, a.subject_type, a.subject_version, a.changes::json,
            (select json_object_agg(v.field, json_build_array(v.before, v.after)) from plinth.audit_values v
              where v.organization_id = a.organization_id and v.entry_id = a.id) as values
       from ${auditRows} a where a.subject_id = $1 and a.action = $2`,
    [ada.id, action],
  );
  return new Map(rows.map(({ organization_id, ...row }) => [organization_id as string, row]));
}

const everywhere = [
  [bought.organization, "buyer"],
  [worked.id, "member"],
  [left.id, "member"],
] as const;

async function assertTold(action: string, version: number, values: Record<string, [string, string]>) {
  const rows = await rowsOf(action);
  assert.equal(rows.size, everywhere.length);
  for (const [organization, kind] of everywhere) {
    const { changes, ...row } = rows.get(organization) ?? {};
    const wanted = Object.entries(values).map(([field, pair]) => [field, pair.map((one) => `"${one}"`)]);
    assert.deepEqual(row, {
      actor: `${kind}:${ada.id}`,
      people: [ada.id],
      subject_type: kind,
      subject_version: version,
      values: Object.fromEntries(wanted),
    });
    assert.deepEqual(Object.keys(changes as object), Object.keys(values));
    assert.doesNotMatch(JSON.stringify(changes), /Ada|example\.com/);
  }
}

test("200: another name is in the trail and the feed of every organization of theirs, as a personal value", async () => {
  const { status } = await ada.ask("POST", "/v1/me/profile", { body: { name: "Ada King" } });
  assert.equal(status, 200);
  await assertTold("me.update_profile", 2, { name: ["Ada Lovelace", "Ada King"] });
  const { events } = await trailOf(adminUrl, ada.id);
  assert.deepEqual(events.map(({ type, version, data }) => [type, version, data]).sort(), [
    ["buyer.updated", 2, { changed: ["name"] }],
    ["member.updated", 2, { changed: ["name"] }],
    ["member.updated", 2, { changed: ["name"] }],
  ]);
  const { json } = await t.ask("GET", `/v1/members/${ada.id}/history`, { key: worked.key });
  assert.deepEqual(
    json.data.map(({ action, actor }: { action: string; actor: string }) => [action, actor]),
    [["me.update_profile", `member:${ada.id}`]],
  );
  const foreign = await t.ask("GET", `/v1/members/${ada.id}/history`, { key: strangers.key });
  assertProblem(foreign, 404, "not_found");
});

test("200: another language alone changes nothing there", async () => {
  const { status } = await ada.ask("POST", "/v1/me/profile", { body: { name: "Ada King", locale: "de" } });
  assert.equal(status, 200);
  assert.equal((await trailOf(adminUrl, ada.id)).events.length, 3);
});

test("200: another address likewise, when the link to it was followed", async () => {
  const email = "ada.king@example.com";
  assert.equal((await ada.ask("POST", "/v1/me/email", { body: { email } })).status, 202);
  assert.equal((await rowsOf("auth.verify_email")).size, 0);
  const token = tokenIn(await mailTo(t, email, "email_change_verify"));
  assert.equal((await t.ask("POST", "/v1/auth/verify_email", { body: { token } })).status, 200);
  await assertTold("auth.verify_email", 3, { email: [ada.email, email] });
});
