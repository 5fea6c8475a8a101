/**
 * What a 403 tells: to whoever may know, the rule that refused and what would change it; to everybody else nothing, the
 * same to the byte whatever the rule was, but for the few that declare their sentence to be for whoever is refused.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { choose } from "#harness/choose";
import { figureOf } from "#harness/figures";
import { testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { shopOf } from "#harness/shop";
import { countStatements } from "./counted-statements.fixture.ts";

const t = await testApp();
const spent = countStatements(t);
const { id: organization, key } = await t.tenant();
await choose(t, organization, { "orders.second_person_confirms": true, "orders.buyers_may_cancel": false });
const s = shopOf(t, organization, key);
const owner = await testPerson(t, { organization });
const customer = await s.customer();
const product = await s.product();
await s.receive(product, 100);
const lines = [{ product_id: product, quantity: 1 }];
const basket = { customer_id: customer, currency: "EUR", lines };

type Case = { method: string; path: string; body?: object };
/** One request per rule of access, each refused by that rule to whoever holds `held` and sees this customer only. */
async function refusals(placer: string): Promise<Record<string, Case>> {
  const order = await placedBy(placer);
  return {
    "the permission of a verb": { method: "POST", path: "/v1/api_keys", body: { name: "x" } },
    "the permission of a list": { method: "GET", path: "/v1/members" },
    "the permission of another read": { method: "GET", path: "/v1/audit_entries" },
    "a field that is asked for": { method: "GET", path: "/v1/products?fields=unit_cost" },
    "a field that is sorted by": { method: "GET", path: "/v1/orders?fields=margin_minor" },
    "a relation": { method: "GET", path: `/v1/orders/${order}?expand=lines.product` },
    "a verb for those who see all": {
      method: "POST",
      path: "/v1/customers",
      body: { name: "x", country: "DE", currency: "EUR" },
    },
    "a field of an input": {
      method: "POST",
      path: "/v1/orders",
      body: { ...basket, lines: [{ product_id: product, quantity: 1, unit_price: "1" }] },
    },
    "what explains": { method: "GET", path: "/v1/access/explain?action=orders.list" },
  };
}

const placedBy = async (credential: string): Promise<string> =>
  (await t.ask("POST", "/v1/orders", { key: credential, body: basket })).json.id;
const inTheDeed = ["a field of an input"];
const held = ["orders:read", "orders:place", "orders:confirm", "customers:read", "customers:write"];
async function keyWith(scopes: string[]): Promise<string> {
  const body = { name: "k", role: "admin", scopes, customer_scope: [customer] };
  const { status, text, json } = await owner.ask("POST", "/v1/api_keys", { body });
  assert.equal(status, 201, text);
  return json.key;
}

describe("403: to whoever does not hold access:explain", () => {
  test("every rule answers alike, to the byte, and wording it costs no statement", async () => {
    const plain = await keyWith([...held, "products:write"]);
    const answers = new Map<string, string>();
    for (const [words, { method, path, body }] of Object.entries(await refusals(plain))) {
      const requestId = crypto.randomUUID();
      const answer = await t.ask(method, path, {
        key: plain,
        headers: { "x-request-id": requestId },
        ...(body && { body }),
      });
      assertProblem(answer, 403, "forbidden");
      answers.set(words, withoutRequestId(answer));
      // what is refused before the deed begins asks the database nothing, to word the refusal neither
      if (!inTheDeed.includes(words)) assert.equal(spent(requestId), 0, words);
    }
    const [first] = answers.values();
    for (const [words, text] of answers) assert.equal(text, first, words);
    assert.doesNotMatch(first ?? "", /decided_by|grants|orders:|products:|customers:|members:/);
  });

  const toldAlone = (answer: Answer, code: string, sentence: RegExp): void => {
    assertProblem(answer, 403, code);
    assert.match(answer.json.detail, sentence);
    assert.doesNotMatch(answer.text, /decided_by|grants|"[a-z_]+:[a-z_]+"/);
  };

  test("a buyer reads that the seller cancels, where the organization has chosen so", async () => {
    const buyer = await buyerFor(t, s, customer);
    const order = await placedBy(buyer.token);
    toldAlone(
      await buyer.ask("POST", `/v1/orders/${order}/cancel`),
      "forbidden",
      /cancelled by the people you buy from/,
    );
    assertProblem(await buyer.ask("POST", `/v1/orders/${crypto.randomUUID()}/cancel`), 404, "not_found");
    assert.match((await buyer.ask("GET", "/v1/members")).json.detail, /You may not do this/);
  });

  test("whoever did the other half reads that somebody else must do this one", async () => {
    const plain = await keyWith(held);
    const order = await placedBy(plain);
    toldAlone(
      await t.ask("POST", `/v1/orders/${order}/confirm`, { key: plain }),
      "separation_of_duties",
      /^You placed or recorded this order.*Somebody else must do it\.$/,
    );
  });

  test("a key that ends reads that it gives nothing for good", async () => {
    const body = { name: "k", role: "admin", expires_at: "2999-01-01T00:00:00Z" };
    const narrow = { ...body, scopes: ["service_accounts:write", "orders:read"] };
    const { status, text, json } = await owner.ask("POST", "/v1/api_keys", { body: narrow });
    assert.equal(status, 201, text);
    toldAlone(
      await t.ask("POST", "/v1/service_accounts", { key: json.key, body: { name: "x", role: "sales" } }),
      "forbidden",
      /^Your key ends or is bound to addresses/,
    );
  });

  test("in a batch the place of what was refused is not told", async () => {
    const plain = await keyWith(held);
    const priced = { ...basket, lines: [{ ...lines[0], unit_price: "1" }] };
    const answer = await t.ask("POST", "/v1/orders/batch", { key: plain, body: { items: [basket, priced] } });
    assertProblem(answer, 403, "forbidden");
    assert.ok(!("errors" in answer.json), answer.text);
  });

  test("what is for people themselves is said in its own words", async () => {
    const buyer = await buyerFor(t, s, customer);
    assertProblem(await t.ask("GET", "/v1/me/sessions", { key }), 403, "people_only");
    const headers = { "plinth-organization": crypto.randomUUID() };
    assertProblem(await buyer.ask("GET", "/v1/orders", { headers }), 403, "no_organization");
  });
});

test("what a rule refuses is counted by the rule, reads and verbs, whoever asked", async () => {
  const plain = await keyWith(held);
  const asked: [rule: string, status: number, method: string, path: string, body?: object][] = [
    ["permission", 403, "GET", "/v1/members"],
    ["permission", 403, "POST", "/v1/api_keys", { name: "x" }],
    ["field", 403, "GET", "/v1/orders?fields=margin_minor"],
    ["permission", 200, "GET", "/v1/orders"],
    ["permission", 404, "GET", `/v1/orders/${crypto.randomUUID()}`],
  ];
  for (const [rule, status, method, path, body] of asked) {
    const before = await figureOf(`plinth_refused_total{rule="${rule}"}`);
    const answer = await t.ask(method, path, { key: plain, ...(body && { body }) });
    assert.equal(answer.status, status, answer.text);
    const more = (await figureOf(`plinth_refused_total{rule="${rule}"}`)) - before;
    assert.equal(more, status === 403 ? 1 : 0, path);
  }
});

describe("403: to whoever holds it", () => {
  test("the rule, and what would have to be given, beside the sentence", async () => {
    const knowing = await keyWith([...held, "access:explain"]);
    const cases = await refusals(knowing);
    const { "what explains": _, ...silent } = cases;
    const own = await placedBy(knowing);
    const others: typeof cases = {
      ...silent,
      "separation of duties": { method: "POST", path: `/v1/orders/${own}/confirm` },
    };
    const told: Record<string, [object, object[]]> = {};
    for (const [words, { method, path, body }] of Object.entries(others)) {
      const answer = await t.ask(method, path, { key: knowing, ...(body && { body }) });
      assert.equal(answer.status, 403, `${words}: ${answer.text}`);
      assert.doesNotMatch(answer.json.detail, /You may not do this/, words);
      told[words] = [answer.json.decided_by, answer.json.grants];
    }
    const needing = (rule: string, permission: string, roles: string[]) => [
      { rule, permission },
      [{ permission, roles }],
    ];
    assert.deepEqual(told, {
      "the permission of a verb": needing("permission", "api_keys:write", ["owner", "admin"]),
      "the permission of a list": needing("permission", "members:read", [
        "owner",
        "admin",
        "sales",
        "warehouse",
        "finance",
        "auditor",
      ]),
      "the permission of another read": needing("permission", "audit:read", ["owner", "admin", "auditor"]),
      "a field that is asked for": needing("field", "products:see_cost", [
        "owner",
        "admin",
        "finance",
        "auditor",
      ]),
      "a field that is sorted by": needing("field", "orders:see_margin", [
        "owner",
        "admin",
        "finance",
        "auditor",
      ]),
      "a relation": told["a relation"],
      "a verb for those who see all": [{ rule: "scope" }, [{ whole_organization: true }]],
      "a field of an input": needing("field", "orders:set_price", ["owner", "admin", "sales"]),
      "separation of duties": [{ rule: "separation_of_duties" }, [{ another_person: true }]],
    });
    assert.deepEqual(told["a relation"]?.[0], { rule: "permission", permission: "products:read" });
  });

  test("a rule of the area itself, with all that is missing", async () => {
    const admin = await testPerson(t, { organization, role: "admin" });
    const { json } = await admin.ask("POST", "/v1/api_keys", { body: { name: "x", role: "owner" } });
    assert.deepEqual(json.decided_by, { rule: "policy", permission: "organizations:own" });
    assert.deepEqual(json.grants, [{ permission: "organizations:own", roles: ["owner"] }]);
  });
});
