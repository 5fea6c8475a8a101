import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const create = "/v1/organizations";

test("201: whoever founds an organization is its owner and acts for it at once", async () => {
  const ada = await testPerson(t);
  assertProblem(await ada.ask("GET", "/v1/customers"), 403, "no_organization");
  const body = { name: "Muster Handels GmbH", country: "AT", currency: "CHF" };
  const answer = await ada.ask("POST", create, { body });
  assert.equal(answer.status, 201, answer.text);
  const { id, ...rest } = answer.json;
  assert.deepEqual(rest, { ...body, role: "owner" });

  // within the same second, though this process remembers a person without organizations
  const headers = { "plinth-organization": id };
  const members = await ada.ask("GET", "/v1/members", { headers });
  assert.equal(members.status, 200, members.text);
  const [{ id: memberId, role, email, ended_at }] = members.json.data;
  assert.deepEqual([memberId, role, email, ended_at], [ada.id, "owner", ada.email, null]);
  const own = await ada.ask("GET", `/v1/organizations/${id}`, { headers });
  assert.deepEqual([own.json.name, own.json.country, own.json.currency], [body.name, "AT", "CHF"]);
  // what other modules put into a new organization is there
  const warehouses = await ada.ask("GET", "/v1/warehouses", { headers });
  assert.equal(warehouses.json.data.length, 1);
});

test("201: it is a fact and a line in the organization's trail, and one in the person's own", async () => {
  const ada = await testPerson(t);
  const { json } = await ada.ask("POST", create, { body: { name: "Trail GmbH" } });
  assert.deepEqual([json.country, json.currency], ["DE", "EUR"]);
  const actor = `member:${ada.id}`;
  const trail = await trailOf(adminUrl, json.id);
  assert.deepEqual(
    trail.events.map(({ type, actor }) => [type, actor]),
    [["organization.created", actor]],
  );
  assert.deepEqual(
    trail.audit.map(({ action, version, actor }) => [action, version, actor]),
    [["organizations.create", 1, actor]],
  );
  assert.deepEqual(trail.audit[0]?.changes.name, { after: "Trail GmbH" });
  const joined = await trailOf(adminUrl, ada.id);
  assert.deepEqual(
    joined.events.map(({ type, data }) => [type, data]),
    [["member.joined", { role: "owner" }]],
  );
  assert.deepEqual(
    joined.audit.map(({ changes }) => changes.role),
    [{ before: null, after: "owner" }],
  );
  const about = JSON.stringify(joined.audit.map(({ changes }) => [changes.name, changes.email]));
  assert.equal(about.match(/"masked":\s?true/g)?.length, 2, `the trail has a person's name: ${about}`);
  const own = await execute(
    adminUrl,
    "select action, outcome, subject_id from plinth.user_audit_entries where user_id = $1 and action = $2",
    [ada.id, "organizations.create"],
  );
  assert.deepEqual(own, [{ action: "organizations.create", outcome: "done", subject_id: json.id }]);
});

test("201: a repeated request with its key founds nothing twice", async () => {
  const ada = await testPerson(t);
  const ask = { body: { name: "Once GmbH" }, headers: { "idempotency-key": "once" } };
  const answers = [await ada.ask("POST", create, ask), await ada.ask("POST", create, ask)];
  assert.deepEqual(
    answers.map(({ status, json }) => [status, json.id]),
    [
      [201, answers[0]?.json.id],
      [201, answers[0]?.json.id],
    ],
  );
  const rows = await execute(adminUrl, "select 1 from organizations where name = 'Once GmbH'");
  assert.equal(rows.length, 1);
});

test("409: a person owns at most 20 organizations, also when they found many at once", async () => {
  const ada = await testPerson(t);
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, i) => ada.ask("POST", create, { body: { name: `Many ${i}` } })),
  );
  const made = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 409);
  assert.deepEqual([made.length, refused.length], [20, 4]);
  for (const answer of refused) assertProblem(answer, 409, "limit_reached");
  const bob = await testPerson(t);
  assert.equal((await bob.ask("POST", create, { body: { name: "Bob" } })).status, 201);
});

test("403: a program founds no organization", async () => {
  const { key } = await t.tenant();
  assertProblem(await t.ask("POST", create, { key, body: { name: "x" } }), 403, "people_only");
});

test("422: a company has a name, and a country and a currency that exist", async () => {
  const ada = await testPerson(t);
  const body = { name: "  ", country: "XX", currency: "ZZZ", demo: true };
  const answer = await ada.ask("POST", create, { body });
  assert.deepEqual(
    answer.json.errors.map(({ pointer }: { pointer: string }) => pointer).sort(),
    ["/country", "/currency", "/demo", "/name"],
    answer.text,
  );
  assertProblem(await ada.ask("POST", create, { body: {} }), 422, "invalid_input", { "/name": "required" });
});

test("200: whoever founds their first company acts for it at once, with the token that they have", async () => {
  const ada = await testPerson(t);
  assert.equal((await ada.ask("GET", "/v1/customers")).json.code, "no_organization");
  const { status } = await ada.ask("POST", "/v1/organizations", {
    body: { name: "At once Ltd", country: "GB", currency: "GBP" },
  });
  assert.equal(status, 201);
  assert.equal((await ada.ask("GET", "/v1/customers")).status, 200);
});
