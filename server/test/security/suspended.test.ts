/** A suspended organization is read only, whatever is asked of it and by whom. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { type Request, requested } from "#harness/every-action";
import { execute } from "#harness/execute";
import { invited } from "#harness/invitations";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { suspend } from "#harness/suspension";
import { until } from "#harness/until";

const t = await testApp();
const { actions, queries, registry } = t.app;
const verbs = actions.filter(({ audience }) => audience === "organization");
const sentence = "The invoice of May is open: call +43 1 234.";

/** What is done all the same, and why. Whoever adds one says so here. */
const standing: Record<string, string> = {
  "api_keys.revoke": "a key that leaked is taken away at once",
  "audit_entries.erase": "what the law says must be erased is erased",
  "buyers.remove": "a buyer who left their company orders nothing any more",
  "connections.pause": "nothing more goes to a system that must not have it",
  "customer_assignments.delete": "whoever is taken off a customer sees them no longer",
  "invitations.revoke": "nobody is asked in any longer",
  "members.remove": "whoever left the company loses their access that day",
  "service_accounts.disable": "a program that runs wild is stopped",
  "webhook_endpoints.delete": "what happens must not go on being told to a stranger",
  "webhook_endpoints.pause": "the same, for a while",
};

const s = await shop(t);
// everything that the requests need is made while it works
const asked = new Map<string, Request>();
for (const { name } of verbs) asked.set(name, await requested(name, s, t));
const guest = await testPerson(t, { email: "guest@example.com" });
const invitation = await invited(t, { ask: s.ask }, guest.email);
const member = await testPerson(t, { organization: s.organization, role: "sales" });
const lesser = await t.keyFor(s.organization, "auditor");
await suspend(t, s.organization, sentence);
await until("the suspension to be felt", async () => {
  const { status } = await s.post("/v1/customers", { name: "A", country: "DE", currency: "EUR" });
  return status === 403;
});

test("the verbs that a suspended organization still has are these, and no others", () => {
  const declared = actions.filter(({ whileSuspended }) => whileSuspended === true).map(({ name }) => name);
  assert.deepEqual(declared.sort(), Object.keys(standing).sort());
  for (const action of actions)
    assert.ok(action.whileSuspended !== true || action.audience === "organization", action.name);
});

describe("while an organization is suspended", () => {
  for (const { name } of verbs) {
    const { method, path, ...ask } = asked.get(name) ?? assert.fail(name);
    const stands = Object.hasOwn(standing, name);
    test(`${stands ? "done" : "403, tried out as well"}: ${name}`, async () => {
      const tried = await s.ask(method, `${path}?dry_run=true`, ask);
      const done = await s.ask(method, path, ask);
      if (stands) return assert.ok(done.status < 300, done.text);
      for (const answer of [tried, done]) {
        assertProblem(answer, 403, "organization_suspended");
        assert.equal(answer.json.detail, sentence);
      }
    });
  }

  for (const { path } of registry.resources.filter(({ path }) => path !== undefined))
    test(`200: /v1/${path} is read`, async () => assert.equal((await s.get(`/v1/${path}`)).status, 200));

  for (const { door } of queries.filter(
    ({ audience, door }) => audience === "organization" && !door.includes("{"),
  ))
    test(`200: ${door}`, async () => {
      const { status, text } = await s.get(door.replace("GET ", ""));
      // some ask for parameters, which is no refusal
      assert.ok(status === 200 || status === 400, text);
    });

  test("its people read since when and why", async () => {
    const [shown] = (await s.get("/v1/organizations")).json.data;
    assert.equal(shown.suspended_because, sentence);
    assert.ok(new Date(shown.suspended_at) <= new Date());
    assert.equal(
      (await member.ask("GET", `/v1/organizations/${s.organization}`)).json.suspended_because,
      sentence,
    );
  });

  test("403 forbidden: whoever lacks the permission learns only that", async () => {
    const refused = await s.ask("POST", "/v1/customers", { key: lesser, body: {} });
    assertProblem(refused, 403, "forbidden");
  });

  test("403: nobody joins; the invitation stays good", async () => {
    const body = { token: invitation.token };
    const refused = await guest.ask("POST", "/v1/invitations/accept", { body });
    assertProblem(refused, 403, "organization_suspended");
    assert.equal(refused.json.detail, sentence);
    await suspend(t, s.organization, null);
    assert.equal((await guest.ask("POST", "/v1/invitations/accept", { body })).status, 200);
    await suspend(t, s.organization, sentence);
  });

  test("people's own affairs go on, and leaving is one of them", async () => {
    const renamed = await member.ask("POST", "/v1/me/profile", { body: { name: "Ada King" } });
    assert.ok(renamed.status < 300, renamed.text);
    const left = await member.ask("POST", `/v1/organizations/${s.organization}/leave`);
    assert.equal(left.status, 204, left.text);
  });

  test("what was refused has left no trace but the log's", async () => {
    const rows = await execute(
      t.database.adminUrl,
      `select action from plinth.audit_entries where organization_id = $1 and action = 'orders.place' and occurred_at >
         (select suspended_at from organizations where id = $1)`,
      [s.organization],
    );
    assert.deepEqual(rows, []);
  });
});
