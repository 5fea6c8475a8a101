/** What a reader of the whole trail is told of an entry: who held the credential, and no more than they may read else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { testPerson } from "#harness/people";
import { shop } from "#harness/shop";

const t = await testApp();
const s = await shop(t);
const path = "/v1/audit_entries";

type Entry = Record<string, unknown> & { changes: Record<string, unknown> };

const exported = (query = "", key = s.key) =>
  t.ask("GET", `${path}${query}`, { key, headers: { accept: "text/csv" } });

async function entries(query: string, key = s.key): Promise<Entry[]> {
  const answer = await t.ask("GET", `${path}?${query}`, { key });
  assert.equal(answer.status, 200, answer.text);
  return answer.json.data;
}

test("200: says who held the credential, in JSON and as CSV, but not in an object's history", async () => {
  const ada = await testPerson(t, { organization: s.organization });
  const key = (await ada.ask("POST", "/v1/api_keys", { body: { name: "Hers", role: "admin" } })).json.key;
  const body = { name: "By a key", country: "DE", currency: "EUR" };
  const { id } = (await s.ask("POST", "/v1/customers", { key, body })).json;
  const [entry] = await entries(`subject_id=${id}`);
  assert.deepEqual(entry?.people, [ada.id]);
  assert.ok((await exported(`?subject_id=${id}`)).text.includes(`,${ada.id},${ada.id},customers.create,`));
  const { json } = await s.get(`/v1/customers/${id}/history`);
  assert.equal("people" in json.data[0], false);
  const [nobodys] = await entries(`subject_id=${await s.customer()}`);
  assert.deepEqual(nobodys?.people, []);
});

test("200: values of settings are for those who may read settings", async () => {
  const headers = { "if-match": "*" };
  const body = { "orders.number_prefix": "ZZ" };
  const changed = await s.ask("PATCH", "/v1/settings", { body, headers });
  assert.equal(changed.status, 200, changed.text);
  const asked = async (scopes: string[]) => {
    const key = await t.keyFor(s.organization, "owner", scopes);
    const [entry] = await entries(`action=settings.update`, key);
    return entry?.changes;
  };
  assert.deepEqual(await asked(["audit:read"]), {});
  assert.deepEqual(Object.keys((await asked(["audit:read", "settings:read"])) ?? {}), [
    "orders.number_prefix",
  ]);
  const csv = await exported(
    "?action=settings.update",
    await t.keyFor(s.organization, "owner", ["audit:read"]),
  );
  assert.doesNotMatch(csv.text, /number_prefix/);
});
