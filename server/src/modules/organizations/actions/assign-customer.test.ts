import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
const path = "/v1/customer_assignments";
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const memberOf = async (role = "sales", organization = s.organization) =>
  (await testPerson(t, { organization, role })).id;
const assign = (member_id: string, customer_id: string, key = s.key) =>
  t.ask("POST", path, { key, body: { member_id, customer_id } });
const countOf = async (member: string) =>
  (await s.get(`${path}?member_id=${member}&count=exact`)).json.total as number;

test("201: a customer is assigned, listed both ways, taken again, and all of it is told", async () => {
  const [member, customer] = [await memberOf(), await s.customer()];
  const { status, text, json, headers } = await assign(member, customer);
  assert.equal(status, 201, text);
  assert.equal(headers.get("location"), `${path}/${json.id}`);
  assert.deepEqual([json.member_id, json.customer_id, json.version], [member, customer, 1]);
  for (const query of [`member_id=${member}`, `customer_id=${customer}&expand=member,customer`])
    assert.equal((await s.get(`${path}?${query}`)).json.data[0].id, json.id);
  const remove = (version: string) =>
    s.ask("DELETE", `${path}/${json.id}`, { headers: { "if-match": version } });
  assertProblem(await remove('"2"'), 412, "stale_version");
  assert.equal((await remove('"1"')).status, 204);
  assertProblem(await remove('"1"'), 404, "not_found");
  const { events, audit } = await trailOf(adminUrl, json.id);
  const pair = { member_id: member, customer_id: customer };
  assert.deepEqual(
    events.map(({ type, data }) => [type, data]),
    [
      ["customer_assignment.created", pair],
      ["customer_assignment.deleted", pair],
    ],
  );
  assert.deepEqual(
    audit.map(({ action }) => action),
    ["customer_assignments.create", "customer_assignments.delete"],
  );
  assert.deepEqual(audit[1]?.changes, {
    member_id: { before: member, after: null },
    customer_id: { before: customer, after: null },
  });
});

test("422: foreign and absent members and customers are the same; who has left looks after nobody", async () => {
  const other = await shop(t, "Other GmbH");
  const [member, customer] = [await memberOf(), await s.customer()];
  const wishes: [string, string, string][] = [
    [await memberOf("sales", other.organization), customer, "/member_id"],
    [member, await other.customer(), "/customer_id"],
  ];
  for (const [who, what, pointer] of wishes) {
    const foreign = await leavesNoTrace(adminUrl, () => assign(who, what));
    assertProblem(foreign, 422, "invalid_input", { [pointer]: "not_found" });
    const absent = pointer === "/member_id" ? await assign(nobody, what) : await assign(who, nobody);
    assert.equal(withoutRequestId(foreign), withoutRequestId(absent));
  }
  await execute(adminUrl, "update members set ended_at = now() where id = $1", [member]);
  assertProblem(await assign(member, customer), 422, "invalid_input", { "/member_id": "left" });
});

test("409: a pair exists once, also within one batch and between rivals", async () => {
  const [member, customer] = [await memberOf(), await s.customer()];
  const pair = { member_id: member.toUpperCase(), customer_id: customer };
  const batch = (items: object[]) => s.post(`${path}/batch`, { items });
  const twice = await leavesNoTrace(adminUrl, () => batch([pair, { ...pair, member_id: member }]));
  assertProblem(twice, 409, "already_exists", { "/items/1/customer_id": "already_exists" });
  const answers = await Promise.all(Array.from({ length: 5 }, () => assign(member, customer)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409]);
  assert.equal(await countOf(member), 1);
});

test("200 and 409: a thousand at once, and not one more", async () => {
  const member = await memberOf();
  await execute(
    adminUrl,
    `insert into customers (organization_id, name, country, currency)
     select $1, 'many', 'DE', 'EUR' from generate_series(1, 1001)`,
    [s.organization],
  );
  const rows = await execute(adminUrl, "select id from customers where name = 'many'");
  const items = rows.map(({ id }) => ({ member_id: member, customer_id: String(id) }));
  const answer = await s.post(`${path}/batch`, { items: items.slice(0, 1000) });
  assert.deepEqual([answer.status, answer.json.data?.length], [200, 1000], answer.text.slice(0, 300));
  const more = await leavesNoTrace(adminUrl, () => assign(member, items[1000]?.customer_id ?? ""));
  assertProblem(more, 409, "limit_reached");
});

test("403: nobody widens or narrows the sight of somebody who holds more than they do", async () => {
  const admin = await testPerson(t, { organization: s.organization, role: "admin" });
  const [boss, sales] = [await memberOf("owner"), await memberOf("sales")];
  const [customer, another] = [await s.customer(), await s.customer()];
  const refused = await leavesNoTrace(adminUrl, () => assign(boss, customer, admin.token));
  assertProblem(refused, 403, "forbidden");
  const { json } = await assign(boss, customer);
  assertProblem(await admin.ask("DELETE", `${path}/${json.id}`), 403, "forbidden");
  assert.equal((await assign(sales, customer, admin.token)).status, 201);
  const ending = await s.post("/v1/api_keys", {
    name: "e",
    role: "owner",
    expires_at: "2099-01-01T00:00:00Z",
  });
  assertProblem(await assign(sales, another, ending.json.key), 403, "forbidden");
  assertProblem(await assign(sales, another, await t.keyFor(s.organization, "sales")), 403, "forbidden");
});

test("200: a membership that ends takes its assignments along, and says so", async () => {
  const owner = await testPerson(t, { organization: s.organization });
  const member = await memberOf();
  const { json } = await assign(member, await s.customer());
  assert.equal((await owner.ask("POST", `/v1/members/${member}/remove`)).status, 200);
  assert.equal(await countOf(member), 0);
  const { events, audit } = await trailOf(adminUrl, json.id);
  assert.equal(events.at(-1)?.type, "customer_assignment.deleted");
  assert.deepEqual(audit.map(({ action, actor }) => [action, actor]).at(-1), [
    "customer_assignments.end_with_member",
    `member:${owner.id}`,
  ]);
});

test("409: a customer who is assigned stays", async () => {
  const customer = await s.customer();
  await assign(await memberOf(), customer);
  assertProblem(await s.ask("DELETE", `/v1/customers/${customer}`), 409, "still_referenced");
});
