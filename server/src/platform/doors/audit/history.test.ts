/** The history of an object: who may see it, what of it, and in which order. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { invitedContact } from "#harness/buyers";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { sealed } from "#harness/trail";

const t = await testApp();
const s = await shop(t);
const { adminUrl } = t.database;

type Entry = Record<string, unknown> & { changes: Record<string, unknown> };

async function historyOf(path: string, key = s.key, query = ""): Promise<Entry[]> {
  const answer = await t.ask("GET", `${path}/history${query}`, { key });
  assert.equal(answer.status, 200, answer.text);
  return answer.json.data;
}

async function renamed(customer: string, version: number, name: string): Promise<void> {
  const headers = { "if-match": `"${version}"` };
  const answer = await s.ask("PATCH", `/v1/customers/${customer}`, { body: { name }, headers });
  assert.equal(answer.status, 200, answer.text);
}

describe("an object's history", () => {
  test("200: tells newest first who did what, with what was there and what is", async () => {
    const id = await s.customer({ name: "First" });
    await renamed(id, 1, "Second");
    const [changed, made] = await historyOf(`/v1/customers/${id}`);
    assert.deepEqual(
      [changed?.action, changed?.version, changed?.changes, changed?.door, changed?.on_behalf_of],
      ["customers.update", 2, { name: { before: "First", after: "Second" } }, "rest", null],
    );
    assert.match(String(changed?.actor), /^api_key:/);
    assert.deepEqual([made?.action, made?.version], ["customers.create", 1]);
    assert.deepEqual(made?.changes.name, { before: null, after: "First" });
    assert.deepEqual(Object.keys(changed ?? {}), [
      ...[
        "id",
        "seq",
        "occurred_at",
        "actor",
        "on_behalf_of",
        "action",
        "door",
        "request_id",
        "version",
        "changes",
      ],
    ]);
  });

  test("200: is there at once, and the same when it is sealed but for its number", async () => {
    const id = await s.customer();
    await renamed(id, 1, "Fresh");
    const fresh = await historyOf(`/v1/customers/${id}`);
    await sealed(adminUrl);
    const later = await historyOf(`/v1/customers/${id}`);
    const plain = (entries: Entry[]) => entries.map(({ seq: _, ...rest }) => rest);
    assert.deepEqual(plain(later), plain(fresh));
    assert.equal(later.length, 2);
    const [second, first] = later.map(({ seq }) => Number(seq));
    assert.ok(second !== undefined && first !== undefined && second > first);
  });

  test("200: pages go on where the one before ended, also when it was sealed meanwhile", async () => {
    const id = await s.customer({ name: "0" });
    for (let version = 1; version <= 4; version++) await renamed(id, version, String(version));
    const path = `/v1/customers/${id}/history`;
    const first = await s.get(`${path}?limit=2`);
    await sealed(adminUrl);
    const second = await s.get(`${path}?limit=2&after=${first.json.next_cursor}`);
    const third = await s.get(`${path}?limit=2&after=${second.json.next_cursor}`);
    const versions = [first, second, third].flatMap(({ json }) => json.data.map((one: Entry) => one.version));
    assert.deepEqual(versions, [5, 4, 3, 2, 1]);
    assert.equal(third.json.next_cursor, null);
  });

  test("200: says for which human a program acted, and nothing of the kind where the human did it", async () => {
    const ada = await testPerson(t, { organization: s.organization });
    const key = (await ada.ask("POST", "/v1/api_keys", { body: { name: "Hers", role: "admin" } })).json.key;
    const made = await s.ask("POST", "/v1/customers", {
      key,
      body: { name: "By a key", country: "DE", currency: "EUR" },
    });
    const [byKey] = await historyOf(`/v1/customers/${made.json.id}`);
    assert.equal(byKey?.on_behalf_of, ada.id);
    const hers = await ada.ask("POST", "/v1/customers", {
      body: { name: "By her", country: "DE", currency: "EUR" },
    });
    const [herself] = await historyOf(`/v1/customers/${hers.json.id}`);
    assert.deepEqual([herself?.actor, herself?.on_behalf_of], [`member:${ada.id}`, null]);
  });
});

describe("what is about a person", () => {
  test("200: is masked, and shown to who may see it", async () => {
    const contact = await contactOf("ada@example.com");
    const admin = await t.keyFor(s.organization, "admin");
    const [changed, made] = await historyOf(`/v1/contacts/${contact}`, admin);
    assert.deepEqual(
      [changed?.changes, made?.changes.email],
      [{ email: { masked: true } }, { masked: true }],
    );
    const [shown] = await historyOf(`/v1/contacts/${contact}`);
    assert.deepEqual(shown?.changes, { email: { before: "ada@example.com", after: "changed@example.com" } });
  });

  test("200: that it was shown is in the history itself; what was masked is not", async () => {
    const contact = await contactOf("grace@example.com");
    await historyOf(`/v1/contacts/${contact}`, await t.keyFor(s.organization, "admin"));
    assert.equal((await historyOf(`/v1/contacts/${contact}`)).length, 2);
    const [looked, ...others] = await historyOf(`/v1/contacts/${contact}`, s.key, "?limit=3");
    assert.deepEqual(
      [looked?.action, looked?.changes, others.length],
      ["contacts.history", { asked: {} }, 2],
    );
  });

  test("no answer when it cannot be written that it was shown", async () => {
    const contact = await contactOf("joan@example.com");
    await sealed(adminUrl);
    await execute(
      adminUrl,
      "alter table plinth.audit_entries add constraint nothing check (action <> 'contacts.history') not valid",
    );
    try {
      const answer = await s.get(`/v1/contacts/${contact}/history`);
      assert.ok(answer.status >= 400, answer.text);
      assert.doesNotMatch(answer.text, /joan@example/);
    } finally {
      await execute(adminUrl, "alter table plinth.audit_entries drop constraint nothing");
    }
    assert.match((await s.get(`/v1/contacts/${contact}/history`)).text, /joan@example/);
  });

  test("200: erased it says so to who would have seen it, and the object is as it was", async () => {
    const contact = await contactOf("edsger@example.com");
    const erased = await s.post("/v1/audit_entries/erase", { subject_id: contact });
    assert.deepEqual([erased.status, erased.json], [200, { subject_id: contact, erased: 3 }]);
    const entries = await historyOf(`/v1/contacts/${contact}`);
    assert.deepEqual(
      entries.map(({ action, changes }) => [action, changes.email]),
      [
        ["contacts.update", { erased: true }],
        ["contacts.create", { erased: true }],
      ],
    );
    assert.equal((await s.get(`/v1/contacts/${contact}`)).json.email, "changed@example.com");
    const again = await s.post("/v1/audit_entries/erase", { subject_id: contact });
    assert.deepEqual([again.status, again.json.erased], [200, 0]);
    const rows = await execute(adminUrl, "select 1 from plinth.audit_values where subject_id = $1", [
      contact,
    ]);
    assert.equal(rows.length, 0);
  });

  test("422: an object of which nothing was ever told, and one of somebody else's, are alike", async () => {
    const other = await shop(t, "Other GmbH");
    const [foreign, absent] = [
      await s.post("/v1/audit_entries/erase", { subject_id: await other.customer() }),
      await s.post("/v1/audit_entries/erase", { subject_id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60" }),
    ];
    for (const answer of [foreign, absent]) {
      assertProblem(answer, 422, "invalid_input");
      assert.equal(answer.json.errors[0].code, "not_found");
    }
    const admin = await t.keyFor(s.organization, "admin");
    const denied = await s.ask("POST", "/v1/audit_entries/erase", {
      key: admin,
      body: { subject_id: s.organization },
    });
    assertProblem(denied, 403, "forbidden");
  });
});

describe("who sees a history", () => {
  test("403: needs its own permission, and the noun's", async () => {
    const customer = await s.customer();
    const path = `/v1/customers/${customer}/history`;
    const asked = async (role: "integration" | "auditor", scopes: string[] | null = null) =>
      t.ask("GET", path, { key: await t.keyFor(s.organization, role, scopes) });
    assertProblem(await asked("integration"), 403, "forbidden");
    assertProblem(await asked("auditor", ["history:read"]), 403, "forbidden");
    assert.equal((await asked("auditor", ["history:read", "customers:read"])).status, 200);
  });

  test("404: another organization's object, one that never existed, and one outside of the scope are alike", async () => {
    const [mine, others] = [await s.customer(), await s.customer()];
    const other = await shop(t, "Stranger GmbH");
    const made = await s.post("/v1/api_keys", { name: "Limited", role: "sales", customer_scope: [mine] });
    const key = made.json.key;
    assert.equal((await historyOf(`/v1/customers/${mine}`, key)).length, 1);
    for (const id of [others, await other.customer(), "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", "no-id"]) {
      const answer = await t.ask("GET", `/v1/customers/${id}/history`, { key });
      assertProblem(answer, 404, "not_found");
    }
    const foreign = await t.ask("GET", `/v1/customers/${mine}/history`, { key: other.key });
    assertProblem(foreign, 404, "not_found");
  });

  test("200: what an object was before it came to the customers that one sees is not told, sealed or not", async () => {
    const [mine, others] = [await s.customer(), await s.customer()];
    const contactAt = (customer_id: string) =>
      s.make("/v1/contacts", { customer_id, name: "A buyer", email: "moves@example.com" });
    const limited = async (...customer_scope: string[]) =>
      (await s.post("/v1/api_keys", { name: "Limited", role: "admin", customer_scope })).json.key;
    const person = await testPerson(t, { email: "moves@example.com" });
    const join = async (contact: string) => {
      const { token } = await invitedContact(t, s, contact);
      const answer = await person.ask("POST", "/v1/invitations/accept", { body: { token } });
      assert.equal(answer.status, 200, answer.text);
    };
    const first = await contactAt(others);
    await join(first);
    assert.equal((await s.post(`/v1/buyers/${person.id}/remove`)).status, 200);
    const second = await contactAt(mine);
    await join(second);

    const path = `/v1/buyers/${person.id}`;
    const [key, seesBoth] = [await limited(mine), await limited(mine, others)];
    for (const wait of [async () => {}, () => sealed(adminUrl)]) {
      await wait();
      const entries = await historyOf(path, key);
      assert.equal(entries.length, 1);
      assert.deepEqual(entries[0]?.changes.customer_id, { before: null, after: mine });
      assert.deepEqual(entries[0]?.changes.contact_id, { before: null, after: second });
      assert.doesNotMatch(JSON.stringify(entries), new RegExp(`${others}|${first}`));
      const all = await historyOf(path, seesBoth);
      assert.equal(all.length, 3);
      assert.deepEqual(all[0]?.changes.customer_id, { before: others, after: mine });
    }
  });

  test("400: what it does not take is named", async () => {
    const path = `/v1/customers/${await s.customer()}/history`;
    for (const query of ["colour=red", "limit=0", "after=x", "id=1", "actor=x"])
      assertProblem(await s.get(`${path}?${query}`), 400, "unknown_parameter");
  });

  test("200: fields that the caller may not see are not in it", async () => {
    const product = await s.product({ unit_cost: "1.5" });
    const [made] = await historyOf(`/v1/products/${product}`);
    assert.deepEqual(made?.changes.unit_cost, { before: null, after: "1.50" });
    const [seen] = await historyOf(`/v1/products/${product}`, await t.keyFor(s.organization, "sales"));
    assert.equal("unit_cost" in (seen?.changes ?? {}), false);
    assert.ok("sku" in (seen?.changes ?? {}));
  });
});

/** A contact whose address was changed once. */
async function contactOf(email: string): Promise<string> {
  const id = await s.make("/v1/contacts", { customer_id: await s.customer(), name: "A person", email });
  const headers = { "if-match": '"1"' };
  const answer = await s.ask("PATCH", `/v1/contacts/${id}`, {
    body: { email: "changed@example.com" },
    headers,
  });
  assert.equal(answer.status, 200, answer.text);
  return id;
}
