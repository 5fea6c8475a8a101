import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { leavesNoTrace } from "#harness/checksum";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const remove = (id: string, headers = {}, key = s.key) =>
  t.ask("POST", `/v1/buyers/${id}/remove`, { key, headers });

test("200: a buyer ends once, stays listed, and can do nothing here within a second", async () => {
  const buyer = await buyerFor(t, s, await s.customer());
  assert.equal((await buyer.ask("GET", "/v1/orders")).status, 200);
  assertProblem(await remove(buyer.id, { "if-match": '"2"' }), 412, "stale_version");
  const answer = await remove(buyer.id, { "if-match": '"1"' });
  assert.deepEqual([answer.status, answer.json.version], [200, 2], answer.text);
  await until("the buyer to be refused", async () => (await buyer.ask("GET", "/v1/orders")).status === 403);
  assertProblem(await remove(buyer.id), 409, "invalid_state");
  const { events, audit } = await trailOf(adminUrl, buyer.id);
  assert.deepEqual(
    events.map(({ type, version, data }) => [type, version, data]),
    [["buyer.removed", 2, { customer_id: buyer.customer }]],
  );
  assert.deepEqual(Object.keys(audit[0]?.changes ?? {}), ["ended_at"]);
  const here = await s.get(`/v1/buyers?ended_at[null]=true&customer_id=${buyer.customer}`);
  assert.deepEqual(here.json.data, []);
  assert.equal((await s.get(`/v1/buyers?contact_id=${buyer.contact}`)).json.data.length, 1);
});

test("404 and 403: another organization's buyer never was; buyers and those without the permission end nobody", async () => {
  const foreign = await buyerFor(t, ...(await foreignShop()));
  const answers = await leavesNoTrace(adminUrl, () =>
    Promise.all([foreign.id, nobody].map((id) => remove(id))),
  );
  for (const answer of answers) assertProblem(answer, 404, "not_found");
  assert.equal(new Set(answers.map(withoutRequestId)).size, 1);
  const buyer = await buyerFor(t, s, await s.customer());
  assertProblem(await remove(buyer.id, {}, buyer.token), 403, "forbidden");
  assertProblem(await remove(buyer.id, {}, await t.keyFor(s.organization, "auditor")), 403, "forbidden");
});

test("204: a buyer leaves by themselves, once", async () => {
  const buyer = await buyerFor(t, s, await s.customer());
  const leave = () => buyer.ask("POST", `/v1/organizations/${s.organization}/leave`);
  assert.equal((await leave()).status, 204);
  await until("the buyer to be refused", async () => (await buyer.ask("GET", "/v1/orders")).status === 403);
  assertProblem(await leave(), 404, "not_found");
  const { events, audit } = await trailOf(adminUrl, buyer.id);
  assert.deepEqual(
    events.map(({ type, actor }) => [type, actor]),
    [["buyer.left", `buyer:${buyer.id}`]],
  );
  assert.deepEqual(
    audit.map(({ action, version }) => [action, version]),
    [["organizations.leave", 2]],
  );
});

async function foreignShop() {
  const other = await shop(t, "Other GmbH");
  return [other, await other.customer()] as const;
}
