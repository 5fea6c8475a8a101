/** What happens besides a verb's own object is in the trail as well, and what happens outside of any verb. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { shop } from "#harness/shop";
import { auditRows } from "#harness/trail";
import { makeFirstKey } from "../../src/commands/founding.ts";
import { createOrganization, founders, systemContext } from "../../src/commands/tenants.ts";

const t = await testApp();
const { adminUrl } = t.database;

type Row = Record<string, unknown> & { changes: Record<string, { before?: unknown; after?: unknown }> };

async function rowsOf(subject: string): Promise<Row[]> {
  return (await execute(
    adminUrl,
    `select actor, on_behalf_of, people, action, subject_type, subject_version as version, changes::json as changes
       from ${auditRows} a where subject_id = $1 order by id`,
    [subject],
  )) as Row[];
}

test("who is removed takes open invitations and own keys along, and each has its row", async () => {
  const s = await shop(t);
  const leaver = await testPerson(t, { organization: s.organization, role: "owner" });
  const invitation = await leaver.ask("POST", "/v1/invitations", {
    body: { email: "new@example.com", role: "sales" },
  });
  const key = await leaver.ask("POST", "/v1/api_keys", { body: { name: "Theirs", role: "sales" } });
  const remover = await testPerson(t, { organization: s.organization, role: "owner" });
  const removed = await remover.ask("POST", `/v1/members/${leaver.id}/remove`, { body: {} });
  assert.equal(removed.status, 200, removed.text);

  const withdrawn = (await rowsOf(invitation.json.id)).at(-1);
  assert.deepEqual(
    [withdrawn?.action, withdrawn?.actor, withdrawn?.version, Object.keys(withdrawn?.changes ?? {})],
    ["invitations.withdraw", `member:${remover.id}`, 2, ["revoked_at"]],
  );
  const ended = (await rowsOf(key.json.id)).at(-1);
  assert.deepEqual(
    [ended?.action, ended?.version, Object.keys(ended?.changes ?? {})],
    ["api_keys.end_with_member", 2, ["revoked_at"]],
  );
});

test("the first key and what the operator founds have their rows: the system did it, for nobody", async () => {
  const id = await createOrganization(t.app.database, founders, { name: "Founded GmbH" });
  const [founded] = await rowsOf(id);
  assert.deepEqual(
    [founded?.action, founded?.actor, founded?.on_behalf_of, founded?.people, founded?.changes.name],
    ["organizations.create", `system:${id}`, null, [], { after: "Founded GmbH" }],
  );
  const secret = await makeFirstKey(t.app, { id, name: "Founded GmbH", demo: false }, undefined);
  const me = await t.ask("GET", "/v1/me", { key: String(secret) });
  const [made] = await rowsOf(me.json.actor.id);
  assert.deepEqual(
    [made?.action, made?.actor, made?.changes.role?.after],
    ["api_keys.create", `system:${systemContext(id, "test").actor.id}`, "owner"],
  );
});

test("the trail says who holds the credential, and for whom a program acts", async () => {
  const s = await shop(t);
  const ada = await testPerson(t, { organization: s.organization });
  const customer = await ada.ask("POST", "/v1/customers", {
    body: { name: "A", country: "DE", currency: "EUR" },
  });
  const [hers] = await rowsOf(customer.json.id);
  assert.deepEqual([hers?.actor, hers?.on_behalf_of, hers?.people], [`member:${ada.id}`, null, [ada.id]]);
  const key = (await ada.ask("POST", "/v1/api_keys", { body: { name: "Hers", role: "sales" } })).json;
  const by = await s.ask("POST", "/v1/customers", {
    key: key.key,
    body: { name: "B", country: "DE", currency: "EUR" },
  });
  const [programs] = await rowsOf(by.json.id);
  assert.deepEqual(
    [programs?.actor, programs?.on_behalf_of, programs?.people],
    [`api_key:${key.id}`, ada.id, [ada.id]],
  );
});

test("who founds a company is in its trail as its first owner, their name and address only as digests", async () => {
  const ada = await testPerson(t);
  const made = await ada.ask("POST", "/v1/organizations", { body: { name: "Hers GmbH" } });
  const [member] = await rowsOf(ada.id);
  assert.equal(made.status, 201);
  assert.deepEqual(
    [member?.action, member?.subject_type, member?.changes.role?.after],
    ["organizations.create", "member", "owner"],
  );
  assert.doesNotMatch(JSON.stringify(member?.changes), /@/);
  const kept = await execute(
    adminUrl,
    "select field, after from plinth.audit_values where subject_id = $1 order by field",
    [ada.id],
  );
  assert.deepEqual(kept, [
    { field: "email", after: JSON.stringify(ada.email) },
    { field: "name", after: '"Ada Lovelace"' },
  ]);
});
