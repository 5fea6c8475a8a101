import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "pg";
import { testApp } from "#harness/app";
import { mailsTo, mailTo, tokenIn } from "#harness/caught-mail";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { invited } from "#harness/invitations";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { relayed, trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const create = "/v1/invitations";

test("201: somebody is asked by a mail, in the trail without their address, and the link is in the mail alone", async () => {
  const { id: organization } = await t.tenant("Muster Handels GmbH");
  const admin = await testPerson(t, { organization, role: "admin", name: "Grace Hopper" });
  const body = { email: "  Ada.Lovelace@Example.com ", role: "sales" };
  const headers = { "idempotency-key": "ask-ada" };
  const answer = await admin.ask("POST", create, { body, headers });
  assert.equal(answer.status, 201, answer.text);
  const { id, email, role, invited_by, expires_at, accepted_at, revoked_at } = answer.json;
  assert.deepEqual(
    [email, role, invited_by, accepted_at, revoked_at],
    ["ada.lovelace@example.com", "sales", `member:${admin.id}`, null, null],
  );
  const days = (new Date(expires_at).getTime() - Date.now()) / 86_400_000;
  assert.ok(days > 6.9 && days <= 7, expires_at);

  const mail = await mailTo(t, "ada.lovelace@example.com", "invitation");
  assert.match(mail.text, /Muster Handels GmbH/);
  assert.match(mail.text, /Grace Hopper/);
  const token = tokenIn(mail);
  assert.match(token, /^pli_[0-9A-Za-z]{43}$/);
  assert.ok(mail.links.some((link) => link === `http://localhost:3000/account/invitation?token=${token}`));

  const replay = await admin.ask("POST", create, { body, headers });
  assert.deepEqual([replay.status, replay.text], [201, answer.text]);
  const trail = await trailOf(adminUrl, id);
  assert.deepEqual(
    trail.events.map(({ type, actor, data }) => [type, actor, data]),
    [["invitation.created", `member:${admin.id}`, { role: "sales" }]],
  );
  const changes = trail.audit[0]?.changes as Record<string, { masked?: true; after?: unknown }>;
  assert.deepEqual([changes.email?.masked, changes.role], [true, { after: "sales" }]);
  assert.doesNotMatch(JSON.stringify(changes), /ada\.lovelace/);

  await admin.ask("POST", `${create}/preview`, { body: { token } });
  const ada = await testPerson(t, { email: "ada.lovelace@example.com" });
  assert.equal((await ada.ask("POST", `${create}/accept`, { body: { token } })).status, 200);
  await relayed(adminUrl);
  assert.deepEqual(await tablesWith(token), []);
  assert.deepEqual(await tablesWith("ada.lovelace@example.com"), [
    "invitations",
    "members",
    // apart from the trail, where it can be erased
    "plinth.audit_values",
    "plinth.idempotency_records",
    "users",
  ]);
});

/** Names of the tables in which any row has the text, looked through by somebody whom no policy stops. */
async function tablesWith(text: string): Promise<string[]> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname in ('public', 'plinth') order by 1`);
    assert.ok(tables.length > 20);
    const found: string[] = [];
    for (const { name } of tables) {
      const { rowCount } = await client.query(
        `select 1 from ${name} t where position($1 in t::text) > 0 limit 1`,
        [text],
      );
      if (rowCount !== 0) found.push(name);
    }
    return found;
  } finally {
    await client.end();
  }
}

test("201: a program invites as well", async () => {
  const { key } = await t.tenant();
  const answer = await t.ask("POST", create, { key, body: { email: "by-key@example.com", role: "owner" } });
  assert.equal(answer.status, 201, answer.text);
  assert.match(answer.json.invited_by, /^api_key:/);
});

test("200: a rehearsal asks nobody", async () => {
  const { id: organization } = await t.tenant();
  const admin = await testPerson(t, { organization, role: "admin" });
  const answer = await leavesNoTrace(adminUrl, () =>
    admin.ask("POST", `${create}?dry_run=true`, { body: { email: "nobody@example.com", role: "sales" } }),
  );
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(await mailsTo(t, "nobody@example.com"), []);
});

test("403: nobody gives a role that holds more than they do, and owners are made by owners", async () => {
  const { id: organization } = await t.tenant();
  const admin = await testPerson(t, { organization, role: "admin" });
  const asOwner = await leavesNoTrace(adminUrl, () =>
    admin.ask("POST", create, { body: { email: "owner@example.com", role: "owner" } }),
  );
  assertProblem(asOwner, 403, "forbidden");
  assert.match(asOwner.json.detail, /Only owners/);
  const narrow = await t.keyFor(organization, "admin", [
    "invitations:write",
    "invitations:read",
    "orders:read",
    "access:explain",
  ]);
  const refused = await t.ask("POST", create, {
    key: narrow,
    body: { email: "a@example.com", role: "sales" },
  });
  assertProblem(refused, 403, "forbidden");
  assert.match(refused.json.detail, /customers:write/);
  for (const role of ["sales", "finance", "auditor", "warehouse"]) {
    const member = await testPerson(t, { organization, role });
    assertProblem(
      await member.ask("POST", create, { body: { email: "a@example.com", role: "warehouse" } }),
      403,
      "forbidden",
    );
  }
});

test("409: whoever is a member or is asked already is not asked again, however the address is written", async () => {
  const { id: organization } = await t.tenant();
  const admin = await testPerson(t, { organization, role: "admin" });
  const member = await admin.ask("POST", create, {
    body: { email: admin.email.toUpperCase(), role: "sales" },
  });
  assertProblem(member, 409, "already_exists", { "/email": "already_exists" });
  await invited(t, admin, "twice@example.com");
  const again = await admin.ask("POST", create, { body: { email: "Twice@Example.COM", role: "sales" } });
  assertProblem(again, 409, "already_exists", { "/email": "already_exists" });
  assert.match(again.json.detail, /again/);
  // elsewhere nobody knows
  const other = await testPerson(t, { organization: (await t.tenant()).id });
  await invited(t, other, "twice@example.com");
});

test("409: of many who ask the same person at once, one does", async () => {
  const { key } = await t.tenant();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      t.ask("POST", create, { key, body: { email: "race@example.com", role: "sales" } }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(7).fill(409)]);
});

test("409: no more than 200 invitations are open, and no more than 300 mails a day leave", async () => {
  const { id: organization, key } = await t.tenant();
  const fill = (count: number, revoked: boolean) =>
    execute(
      adminUrl,
      `insert into invitations (organization_id, email, role, secret_hash, invited_by, expires_at, revoked_at)
       select $1::uuid, gen_random_uuid() || '@example.com', 'sales', sha256(gen_random_uuid()::text::bytea), 'system:' || $1::uuid,
              now() + interval '1 day', case when $3 then now() end from generate_series(1, $2::int)`,
      [organization, count, revoked],
    );
  const ask = (email: string) => t.ask("POST", create, { key, body: { email, role: "sales" } });
  await fill(199, false);
  assert.equal((await ask("200th@example.com")).status, 201);
  const full = await ask("201st@example.com");
  assertProblem(full, 409, "limit_reached");
  assert.match(full.json.detail, /open/);
  await execute(adminUrl, "update invitations set revoked_at = now() where organization_id = $1", [
    organization,
  ]);
  await fill(100, true);
  const mails = await ask("301st@example.com");
  assertProblem(mails, 409, "limit_reached");
  assert.match(mails.json.detail, /within a day/);
  await execute(
    adminUrl,
    "update invitations set sent_at = now() - interval '25 hours' where organization_id = $1",
    [organization],
  );
  assert.equal((await ask("301st@example.com")).status, 201);
});

test("409: nobody is written to again and again by revoking and asking anew", async () => {
  const { key } = await t.tenant();
  for (let i = 0; i < 5; i++) {
    const { status, json } = await t.ask("POST", create, {
      key,
      body: { email: "much@example.com", role: "sales" },
    });
    assert.equal(status, 201);
    assert.equal((await t.ask("POST", `${create}/${json.id}/revoke`, { key })).status, 200);
  }
  const sixth = await t.ask("POST", create, { key, body: { email: "much@example.com", role: "sales" } });
  assertProblem(sixth, 409, "limit_reached");
});

test("422: an address is one address, and the role one of those that people have", async () => {
  const { key } = await t.tenant();
  for (const email of [
    "ada",
    "a@b.example, c@d.example",
    "Ada <ada@example.com>",
    "a@b.example\nBcc: c@d.example",
  ]) {
    const answer = await t.ask("POST", create, { key, body: { email, role: "sales" } });
    assertProblem(answer, 422, "invalid_input", { "/email": "format" });
  }
  const answer = await t.ask("POST", create, { key, body: { email: "a@example.com", role: "buyer" } });
  assertProblem(answer, 422, "invalid_input", { "/role": "not_found" });
});
