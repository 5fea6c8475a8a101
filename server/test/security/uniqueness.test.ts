/**
 * A value that may exist once in the organization is a question about everybody's objects, and so is everything about
 * what all share: whether it may be removed, and what it is from now on. Whoever sees a part may not ask: whatever is the case, the answer and what it costs are
 * the same.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Ask, testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { assertProblem } from "#harness/problems";
import { shopOf } from "#harness/shop";
import { type Action, resourceOf } from "#platform/action";
import type { Resource } from "#platform/resource";
import { countStatements } from "./counted-statements.fixture.ts";
import { populate, populateTenant } from "./population.fixture.ts";
import { sampler } from "./sample.fixture.ts";

const t = await testApp();
const spent = countStatements(t);
const mine = await populate(t, "Own GmbH");
const others = await populateTenant(t, mine.organization, mine.key, 500);
const s = shopOf(t, mine.organization, mine.key);
const { registry } = t.app;
const { body } = sampler(registry, mine.idOf, 30_000);
const { json: limited } = await s.post("/v1/api_keys", {
  name: "Limited",
  role: "owner",
  customer_scope: [mine.idOf("customer")],
});
// one more that another customer has, of what is recorded only
await s.make("/v1/orders/record", {
  ...body(verb("orders.record").input),
  number: "TAKEN-1",
  external_reference: "TAKEN-1",
  customer_id: others.idOf("customer"),
});

type Case = { action: Action; noun: Resource; field: string };
const ofCustomers = registry.resources.filter(({ belongs }) => typeof belongs === "object");
const cases: Case[] = t.app.actions.flatMap((action) => {
  const noun = resourceOf(action);
  if (noun === undefined || !ofCustomers.includes(noun)) return [];
  return noun.unique
    .filter((field) => field in action.input.properties)
    .map((field) => ({ action, noun, field }));
});

test("the names of other systems and the numbers of recorded orders are such values", () => {
  assert.deepEqual(cases.map(({ action, field }) => `${action.name} ${field}`).sort(), [
    "addresses.create external_reference",
    "addresses.update external_reference",
    "contacts.create external_reference",
    "contacts.update external_reference",
    "customers.create external_reference",
    "customers.update external_reference",
    "orders.record external_reference",
    "orders.record number",
  ]);
});

for (const { action, noun, field } of cases) {
  describe(`${action.name} with ${field}`, () => {
    const [method = "", door = ""] = action.door.split(" ");
    const path = door.replace("{id}", mine.idOf(noun.name));
    const headers: Record<string, string> = door.includes("{id}") ? { "if-match": "*" } : {};
    const sent = body(action.input);

    test("403: a part of the customers; taken and free look alike and cost nothing", async () => {
      const taken = await takenBy(noun, field);
      for (const [query, wrap] of waysOf(action)) {
        const answers = [];
        for (const value of [taken, "NOBODYS-1"]) {
          const request = wrap({ ...sent, [field]: value });
          answers.push(await asked(method, path + query, { key: limited.key, body: request, headers }));
        }
        assert.deepEqual(answers[0], answers[1], query);
        assert.equal(answers[0]?.status, 403, answers[0]?.text);
        // one does not make what one would not see either, whatever it is called
        assert.match(String(answers[0]?.text), /is unique in the whole organization|would not see it again/);
        assert.equal(answers[0]?.statements, 0);
      }
    });

    test("409: whoever sees all of them is told that it is taken", async () => {
      const clash = { ...sent, [field]: await takenBy(noun, field) };
      const answer = await s.ask(method, path, { body: clash, headers });
      assert.equal(answer.status, 409, answer.text);
      assert.equal(answer.json.code, "already_exists");
    });
  });
}

test("403: what everybody shares is neither made nor changed by whoever sees a part, taken or not", async () => {
  const [sku, organization] = [await s.product(), s.organization];
  const headers = { "if-match": "*" };
  const rate = { country: "NO", category: "standard", first_on: "2030-01-01", rate_percent: "25" };
  for (const [method, path, body] of [
    ["POST", "/v1/products", { sku: "LIMITED-1", name: "By the limited one" }],
    ["PATCH", `/v1/products/${sku}`, { name: "Renamed by the limited one" }],
    ["POST", "/v1/tax_rates", rate],
    ["PATCH", `/v1/organizations/${organization}`, { name: "Renamed by the limited one" }],
    ["POST", "/v1/warehouses", { code: "LIMITED", name: "By the limited one" }],
    ["DELETE", `/v1/warehouses/${others.idOf("warehouse")}`, undefined],
  ] as const) {
    const answer = await leavesNoTrace(t.database.adminUrl, () =>
      t.ask(method, path, { key: limited.key, body, headers }),
    );
    assertProblem(answer, 403, "forbidden");
    assert.deepEqual(
      [answer.json.decided_by, answer.json.grants],
      [{ rule: "scope" }, [{ whole_organization: true }]],
    );
  }
});

test("403: nor does it tell of others that something shared cannot be removed, because they refer to it", async () => {
  const unused = await s.product();
  const at = (id: string) => `/v1/products/${id}`;
  const answers = [];
  for (const id of [others.idOf("product"), unused])
    answers.push(await asked("DELETE", at(id), { key: limited.key, headers: { "if-match": "*" } }));
  assert.deepEqual(answers[0], answers[1]);
  assert.deepEqual([answers[0]?.status, answers[0]?.statements], [403, 0]);
  const remove = (id: string) => s.ask("DELETE", at(id), { headers: { "if-match": "*" } });
  assert.equal((await remove(others.idOf("product"))).status, 409);
  assert.equal((await remove(unused)).status, 204);
});

test("everything else may still be written within the scope", async () => {
  const contact = { customer_id: mine.idOf("customer"), name: "Ada" };
  const made = await t.ask("POST", "/v1/contacts", { key: limited.key, body: contact });
  assert.equal(made.status, 201, made.text);
  const at = `/v1/customers/${mine.idOf("customer")}`;
  const change = { body: { internal_note: "Seen." }, headers: { "if-match": "*" } };
  assert.equal((await t.ask("PATCH", at, { key: limited.key, ...change })).status, 200);
});

test("the database knows no other such value: what is unique there is declared, or names its object's own whole", async () => {
  const rows = await execute(
    t.database.adminUrl,
    `select c.relname as table, i.indexrelid::regclass::text as index,
            array_to_json(array(select a.attname::text from unnest(i.indkey) k(attnum)
                    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum))::text as columns
       from pg_index i join pg_class c on c.oid = i.indrelid
      where i.indisunique and c.relnamespace = 'public'::regnamespace and c.relname = any ($1)`,
    [ofCustomers.map(({ table }) => table)],
  );
  assert.ok(rows.length >= ofCustomers.length);
  const unheard = rows.filter(({ table, columns }) => {
    const names = (JSON.parse(String(columns)) as string[]).filter((name) => name !== "organization_id");
    // what a provider calls something is taken from nobody's input
    const wholes = ["id", "customer_id", "order_id", "contact_id", "payment_id", "connection_id"];
    const whole = wholes.some((name) => names.includes(name));
    const declared = ofCustomers.find((noun) => noun.table === table)?.unique ?? [];
    return !whole && !(names.length === 1 && declared.includes(names[0] ?? ""));
  });
  assert.deepEqual(unheard, []);
});

function verb(name: string): Action {
  const found = t.app.actions.find((action) => action.name === name);
  assert.ok(found);
  return found;
}

/** The value of an object that another customer has. */
async function takenBy(noun: Resource, field: string): Promise<unknown> {
  if (noun.name === "order") return "TAKEN-1";
  const value = (await s.get(`/v1/${noun.path}/${others.idOf(noun.name)}`)).json[field];
  assert.ok(value);
  return value;
}

/** Alone, tried out, and among others. */
function waysOf(action: Action): [query: string, wrap: (wish: object) => object][] {
  const alone = (wish: object) => wish;
  const among = (wish: object) => ({ items: [body(action.input), wish] });
  return [
    ["", alone],
    ["?dry_run=true", alone],
    ...(action.batch === true ? ([["/batch", among]] as [string, (wish: object) => object][]) : []),
  ];
}

async function asked(method: string, path: string, wish: Ask) {
  const requestId = crypto.randomUUID();
  const headers = { ...wish.headers, "x-request-id": requestId };
  const { status, text } = await t.ask(method, path, { ...wish, headers });
  return { status, text: text.replace(requestId, ""), statements: spent(requestId) };
}
