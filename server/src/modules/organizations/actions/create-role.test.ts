import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { invited } from "#harness/invitations";
import { type TestPerson, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";
import { fixedRoles } from "../roles.ts";

const t = await testApp();
const { adminUrl } = t.database;
const { id: organization } = await t.tenant();
const owner = await testPerson(t, { organization });
const admin = await testPerson(t, { organization, role: "admin" });
const path = "/v1/roles";
let made = 0;

const wish = (given: object = {}) => ({
  name: `role_${++made}`,
  permissions: ["customers:read", "orders:read"],
  ...given,
});

async function roleOf(by: TestPerson, given: object = {}): Promise<{ id: string; name: string }> {
  const { status, text, json } = await by.ask("POST", path, { body: wish(given) });
  assert.equal(status, 201, text);
  return json;
}

const change = (by: TestPerson, id: string, body: object, version = 1) =>
  by.ask("PATCH", `${path}/${id}`, { body, headers: { "if-match": `"${version}"` } });

const remove = (by: TestPerson, id: string) => by.ask("DELETE", `${path}/${id}`);

test("200: a new organization lists the fixed roles with what they allow in this version", async () => {
  const other = await t.tenant();
  const { json } = await t.ask("GET", `${path}?sort=name`, { key: other.key });
  type Listed = { name: string; description: string; permissions: string[]; fixed: boolean; scope: string };
  const listed = json.data as Listed[];
  assert.deepEqual(
    listed.map(({ name }) => name),
    [...fixedRoles].sort(),
  );
  assert.ok(listed.every(({ fixed, scope }) => fixed && scope === "all"));
  for (const { name, description } of listed) assert.match(description, /^[A-Z].{20,}\.$/, name);
  const { json: me } = await t.ask("GET", "/v1/me", { key: other.key });
  const ofOwners = listed.find(({ name }) => name === "owner")?.permissions ?? [];
  assert.deepEqual([...ofOwners].sort(), me.permissions);
});

test("200: a role is found by its name, with a description that is the version's or the organization's", async () => {
  const described = async (name: string) => {
    const { json } = await admin.ask("GET", `${path}?name=${name}`);
    return json.data.map((one: { name: string; description: string | null }) => [one.name, one.description]);
  };
  const sentence = 'It\'s for "those" who ask.';
  const { name } = await roleOf(admin, { description: sentence });
  const { name: silent } = await roleOf(admin);
  assert.deepEqual(await described(name), [[name, sentence]]);
  assert.deepEqual(await described(silent), [[silent, null]]);
  assert.deepEqual(await described("nobody"), []);
  const [[buyer, whom] = []] = await described("buyer");
  assert.equal(buyer, "buyer");
  assert.match(whom ?? "", /their own company only/);
});

test("200: every permission is described, with the fixed roles that hold it", async () => {
  const { json } = await admin.ask("GET", "/v1/permissions");
  const { json: me } = await owner.ask("GET", "/v1/me");
  const listed = json.data as { name: string; describe: string; roles: string[]; held: boolean }[];
  assert.deepEqual(listed.map(({ name }) => name).sort(), me.permissions);
  for (const { name, describe, roles } of listed) {
    assert.ok(describe.length > 10 && describe.endsWith("."), `${name}: ${describe}`);
    assert.ok(roles.includes("owner"), name);
  }
  const own = listed.find(({ name }) => name === "organizations:own");
  assert.deepEqual([own?.roles, own?.held], [["owner"], false]);
});

test("201: a role of one's own is made with trail and event, and given like a fixed one", async () => {
  const body = wish({ description: "Reads orders.", scope: "assigned" });
  const answer = await admin.ask("POST", path, { body });
  assert.equal(answer.status, 201, answer.text);
  const { id, ...shown } = answer.json;
  assert.deepEqual(
    [shown.name, shown.description, shown.permissions, shown.scope, shown.fixed, shown.version],
    [body.name, "Reads orders.", body.permissions, "assigned", false, 1],
  );
  const { events, audit } = await trailOf(adminUrl, id);
  assert.deepEqual(
    events.map(({ type, data }) => [type, data]),
    [["role.created", { name: body.name }]],
  );
  assert.equal(audit[0]?.action, "roles.create");

  const { name } = await roleOf(owner);
  const member = await testPerson(t, { organization, role: name });
  const { json: me } = await member.ask("GET", "/v1/me");
  assert.deepEqual([me.permissions, me.scope], [["customers:read", "orders:read"], "all"]);
  assert.equal((await member.ask("GET", "/v1/orders")).status, 200);
  assert.equal((await member.ask("GET", "/v1/members")).status, 403);
});

test("422: permissions that do not exist, or that make an owner", async () => {
  await leavesNoTrace(adminUrl, async () => {
    const unknown = await owner.ask("POST", path, {
      body: wish({ permissions: ["orders:read", "orders:fly"] }),
    });
    assertProblem(unknown, 422, "invalid_input", { "/permissions/1": "unknown_permission" });
    const owners = await owner.ask("POST", path, { body: wish({ permissions: ["organizations:own"] }) });
    assertProblem(owners, 422, "invalid_input", { "/permissions/0": "owners_only" });
    const empty = await owner.ask("POST", path, { body: wish({ permissions: [] }) });
    assertProblem(empty, 422, "invalid_input", { "/permissions": "min_items" });
    for (const name of ["Sales", "a", "9lives", "key accounts", "x".repeat(41)])
      assertProblem(await owner.ask("POST", path, { body: wish({ name }) }), 422, "invalid_input", {
        "/name": name.length > 40 ? "max_length" : "pattern",
      });
  });
});

test("409: a name is one role's, fixed ones included, also when it is asked for at once", async () => {
  for (const name of fixedRoles)
    assertProblem(await owner.ask("POST", path, { body: wish({ name }) }), 409, "already_exists", {
      "/name": "already_exists",
    });
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => owner.ask("POST", path, { body: wish({ name: "at_once" }) })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
});

test("403: nobody puts into a role, or leaves in it, what they do not hold", async () => {
  const { name } = await roleOf(owner, {
    permissions: ["roles:write", "roles:read", "orders:read", "customers:read"],
  });
  const keeper = await testPerson(t, { organization, role: name });
  const small = await roleOf(keeper, { permissions: ["orders:read"] });
  const large = await roleOf(owner, { permissions: ["orders:read", "orders:cancel"] });
  await leavesNoTrace(adminUrl, async () => {
    const raised = await keeper.ask("POST", path, { body: wish({ permissions: ["orders:cancel"] }) });
    assert.equal(raised.status, 403, raised.text);
    for (const [id, permissions] of [
      [small.id, ["orders:read", "orders:cancel"]],
      [large.id, ["orders:read"]],
    ] as const)
      assert.equal((await change(keeper, id, { permissions })).status, 403);
    assert.equal((await remove(keeper, large.id)).status, 403);
  });
  const widened = await change(keeper, small.id, { permissions: ["orders:read", "customers:read"] });
  assert.equal(widened.status, 200, widened.text);
});

test("409: a fixed role neither changes nor goes", async () => {
  const { json } = await owner.ask("GET", `${path}?limit=200`);
  const sales = json.data.find(({ name }: { name: string }) => name === "sales");
  assertProblem(await change(owner, sales.id, { description: "Mine." }), 409, "invalid_state");
  assertProblem(await remove(owner, sales.id), 409, "invalid_state");
});

test("200: a change reaches sessions and keys of whoever has the role within a second", async () => {
  const role = await roleOf(owner, { permissions: ["orders:read", "customers:read"] });
  const member = await testPerson(t, { organization, role: role.name });
  const made = await owner.ask("POST", "/v1/api_keys", { body: { name: "By role", role: role.name } });
  assert.equal(made.status, 201, made.text);
  const { key } = made.json;
  assert.equal((await member.ask("GET", "/v1/orders")).status, 200);
  assert.equal((await t.ask("GET", "/v1/orders", { key })).status, 200);

  assert.equal((await change(admin, role.id, { permissions: ["customers:read"] })).status, 200);
  await until("the session holds less", async () => (await member.ask("GET", "/v1/orders")).status === 403);
  await until("the key holds less", async () => (await t.ask("GET", "/v1/orders", { key })).status === 403);
  assert.equal((await member.ask("GET", "/v1/customers")).status, 200);
  const { audit, events } = await trailOf(adminUrl, role.id);
  assert.equal(audit.at(-1)?.action, "roles.update");
  assert.deepEqual(events.at(-1)?.data, { changed: ["permissions"] });
});

test("409: a role goes when nobody has it any more", async () => {
  const role = await roleOf(owner);
  const member = await testPerson(t, { organization, role: role.name });
  assertProblem(await remove(owner, role.id), 409, "still_referenced");
  await execute(adminUrl, "update members set ended_at = now() where id = $1", [member.id]);
  const { json: account } = await owner.ask("POST", "/v1/service_accounts", {
    body: { name: "By role", role: role.name },
  });
  assertProblem(await remove(owner, role.id), 409, "still_referenced");
  assert.equal((await owner.ask("DELETE", `/v1/service_accounts/${account.id}`)).status, 204);
  assert.equal((await remove(owner, role.id)).status, 204);
  assert.equal((await owner.ask("GET", `${path}/${role.id}`)).status, 404);
  const again = await owner.ask("POST", "/v1/invitations", {
    body: { email: "a@example.com", role: role.name },
  });
  assertProblem(again, 422, "invalid_input", { "/role": "not_found" });
});

test("409: an invitation that has run out keeps its role, until it is revoked", async () => {
  const role = await roleOf(owner);
  const { id } = await invited(t, owner, "run.out@example.com", role.name);
  await execute(adminUrl, "update invitations set expires_at = now() - interval '1 day' where id = $1", [id]);
  assertProblem(await remove(owner, role.id), 409, "still_referenced");
  assert.equal((await owner.ask("POST", `/v1/invitations/${id}/revoke`)).status, 200);
  assert.equal((await remove(owner, role.id)).status, 204);
});

test("409 and 422: a role that is gone is not given, whatever is called so later", async () => {
  const role = await roleOf(owner);
  const asked = await invited(t, owner, "gone@example.com", role.name);
  await execute(adminUrl, "delete from roles where id = $1", [role.id]);
  const resend = () => owner.ask("POST", `/v1/invitations/${asked.id}/resend`);
  assertProblem(await leavesNoTrace(adminUrl, resend), 409, "invalid_state");
  const person = await testPerson(t, { email: asked.email });
  const body = { token: asked.token };
  const accept = () => person.ask("POST", "/v1/invitations/accept", { body });
  assertProblem(await accept(), 422, "invalid_token");
  const [joined] = await execute(adminUrl, "select count(*)::int from members where id = $1", [person.id]);
  assert.equal(joined?.count, 0);
});

test("422: programs get no role that sees assigned customers only, and no role of another organization", async () => {
  const { name } = await roleOf(owner, { scope: "assigned" });
  for (const [door, body] of [
    ["/v1/service_accounts", { name: "Assigned", role: name }],
    ["/v1/api_keys", { name: "Assigned", role: name }],
  ] as const)
    assertProblem(await owner.ask("POST", door, { body }), 422, "invalid_input", { "/role": "not_found" });

  const other = await t.tenant();
  const elsewhere = await t.ask("POST", path, { key: other.key, body: wish({ name: "elsewhere" }) });
  assert.equal(elsewhere.status, 201, elsewhere.text);
  const [theirs, nobodys] = await Promise.all(
    ["elsewhere", "nowhere00"].map((role) =>
      owner.ask("POST", "/v1/invitations", { body: { email: "b@example.com", role } }),
    ),
  );
  assert.equal(theirs?.status, 422);
  assert.equal(theirs?.text.replaceAll("elsewhere", "nowhere00").length, nobodys?.text.length);
});

test("409: there are at most 50 roles of one's own", async () => {
  const { id, key } = await t.tenant();
  await execute(
    adminUrl,
    "insert into roles (organization_id, name, permissions) select $1, 'many_' || n, '{orders:read}' from generate_series(1, 50) n",
    [id],
  );
  assertProblem(await t.ask("POST", path, { key, body: wish() }), 409, "limit_reached");
});
