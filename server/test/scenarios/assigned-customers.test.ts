/** A member whose role sees assigned customers only: exactly those, what hangs on them, and nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { buyerFor, invitedContact } from "#harness/buyers";
import { mailsTo } from "#harness/caught-mail";
import { leavesNoTrace } from "#harness/checksum";
import { type TestPerson, testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { shop } from "#harness/shop";
import { until } from "#harness/until";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t, "Nordwind Handels GmbH");
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const permissions = [
  ...[
    "customers:read",
    "customers:write",
    "contacts:invite",
    "buyers:read",
    "buyers:write",
    "payments:read",
    "payments:pay",
  ],
  ...["products:read", "orders:read", "orders:place", "orders:cancel", "members:read", "members:write"],
  ...["invitations:read", "api_keys:read", "service_accounts:read", "events:read", "inventory:read"],
  "access:explain", // so that a refusal says why
];
await s.make("/v1/roles", { name: "key_accounts", scope: "assigned", permissions });

const owner = await testPerson(t, { organization: s.organization });
const [theirs, others] = [await s.customer({ name: "Theirs" }), await s.customer({ name: "Others" })];
const product = await s.product();
await s.receive(product, 1_000);
const orders: Record<string, string> = {};
for (const customer of [theirs, others])
  orders[customer] = (await s.place(customer, [{ product_id: product, quantity: 1 }])).json.id;
let made = 0;
const contactOf = (customer_id: string) =>
  s.make("/v1/contacts", { customer_id, name: "Maria", email: `maria.${++made}@example.com` });

async function salesperson(...customers: string[]): Promise<TestPerson & { assignments: string[] }> {
  const person = await testPerson(t, { organization: s.organization, role: "key_accounts" });
  const assignments = [];
  for (const customer_id of customers)
    assignments.push(await s.make("/v1/customer_assignments", { member_id: person.id, customer_id }));
  return { ...person, assignments };
}

const idsAt = async (person: TestPerson, path: string): Promise<string[]> => {
  const { status, text, json } = await person.ask("GET", path);
  assert.equal(status, 200, text);
  return json.data.map(({ id }: { id: string }) => id);
};
/** Until what was decided about the person has reached the process. */
const seeing = (person: TestPerson, customers: string[]) =>
  until("the scope to be known", async () => {
    const { scope } = (await person.ask("GET", "/v1/me")).json;
    return JSON.stringify([...scope].sort()) === JSON.stringify([...customers].sort());
  });

test("200: who is assigned one customer sees it and what hangs on it, and places its orders", async () => {
  const sam = await salesperson(theirs);
  const [contact, foreign] = [await contactOf(theirs), await contactOf(others)];
  assert.deepEqual((await sam.ask("GET", "/v1/me")).json.scope, [theirs]);
  assert.deepEqual(await idsAt(sam, "/v1/customers"), [theirs]);
  assert.deepEqual(await idsAt(sam, "/v1/orders"), [orders[theirs]]);
  const contacts = await idsAt(sam, "/v1/contacts");
  assert.ok(contacts.includes(contact) && !contacts.includes(foreign));
  for (const path of [`customers/${others}`, `orders/${orders[others]}`, `contacts/${foreign}`])
    assert.equal(
      withoutRequestId(await sam.ask("GET", `/v1/${path}`)),
      withoutRequestId(await sam.ask("GET", `/v1/${path.replace(/[^/]+$/, nobody)}`)),
    );

  const place = (customer_id: string) =>
    sam.ask("POST", "/v1/orders", {
      body: { customer_id, currency: "EUR", lines: [{ product_id: product, quantity: 1 }] },
    });
  const placed = await place(theirs);
  assert.equal(placed.status, 201, placed.text);
  assert.equal((await sam.ask("POST", `/v1/orders/${placed.json.id}/cancel`)).status, 200);
  for (const customer of [others, nobody])
    assertProblem(await place(customer), 422, "invalid_input", { "/customer_id": "not_found" });
});

test("200: with none assigned there is none, and no error", async () => {
  const sam = await salesperson();
  for (const path of ["customers", "contacts", "addresses", "orders", "buyers"]) {
    const { json } = await sam.ask("GET", `/v1/${path}?count=exact`);
    assert.deepEqual(json, { data: [], next_cursor: null, total: 0 }, path);
  }
  assert.ok((await idsAt(sam, "/v1/products")).includes(product));
});

test("200: what is assigned and taken counts within a second, one customer at a time", async () => {
  const sam = await salesperson(theirs, others);
  await seeing(sam, [theirs, others]);
  const [first] = sam.assignments;
  const since = performance.now();
  assert.equal((await s.ask("DELETE", `/v1/customer_assignments/${first}`)).status, 204);
  await seeing(sam, [others]);
  assert.ok(performance.now() - since < 1_000);
  assert.deepEqual(await idsAt(sam, "/v1/orders"), [orders[others]]);
  await s.make("/v1/customer_assignments", { member_id: sam.id, customer_id: theirs });
  await seeing(sam, [theirs, others]);
});

test("403 and empty: members, keys, invitations, events and assignments are not theirs to see", async () => {
  const sam = await salesperson(theirs);
  for (const path of ["members", "invitations", "api_keys", "service_accounts", "customer_assignments"]) {
    const answer = await sam.ask("GET", `/v1/${path}?count=exact`);
    if (answer.status === 200) assert.deepEqual([answer.json.data, answer.json.total], [[], 0], path);
    else assertProblem(answer, 403, "forbidden");
  }
  assert.equal((await sam.ask("GET", `/v1/customer_assignments/${sam.assignments[0]}`)).status, 404);
  const pair = { member_id: sam.id, customer_id: others };
  assertProblem(await sam.ask("POST", "/v1/customer_assignments", { body: pair }), 403, "forbidden");
  assertProblem(
    await leavesNoTrace(adminUrl, () => sam.ask("DELETE", `/v1/customer_assignments/${sam.assignments[0]}`)),
    403,
    "forbidden",
  );
});

test("403: nobody makes a customer that they would not see again; they are told whom to ask", async () => {
  const sam = await salesperson(theirs);
  const company = { name: "New", country: "DE", currency: "EUR" };
  const wishes: [string, object][] = [
    ["/v1/customers", company],
    ["/v1/customers?dry_run=true", company],
    ["/v1/customers/batch", { items: [company] }],
  ];
  for (const [path, body] of wishes) {
    const answer = await leavesNoTrace(adminUrl, () => sam.ask("POST", path, { body }));
    assertProblem(answer, 403, "forbidden");
    assert.match(answer.json.detail, /would not see it again.*Somebody who sees all customers/);
  }
  const headers = { "if-match": "*" };
  const renamed = await sam.ask("PATCH", `/v1/customers/${theirs}`, { body: { name: "Ours" }, headers });
  assert.equal(renamed.status, 200, renamed.text);
});

test("200: contacts of assigned customers are invited and their buyers ended, those of others do not exist", async () => {
  const sam = await salesperson(theirs);
  const [contact, foreign] = [await contactOf(theirs), await contactOf(others)];
  const { id, email } = await invitedContact(t, sam, contact);
  assert.equal((await owner.ask("GET", `/v1/invitations/${id}`)).json.contact_id, contact);
  assert.equal((await mailsTo(t, email)).length, 1);
  const buyer = await buyerFor(t, s, others);
  for (const [path, there] of [
    [`/v1/contacts/{}/invite`, foreign],
    [`/v1/buyers/{}/remove`, buyer.id],
  ] as const) {
    const [theirsNot, never] = await leavesNoTrace(adminUrl, () =>
      Promise.all([there, nobody].map((one) => sam.ask("POST", path.replace("{}", one)))),
    );
    assert(theirsNot !== undefined && never !== undefined);
    assertProblem(theirsNot, 404, "not_found");
    assert.equal(withoutRequestId(theirsNot), withoutRequestId(never));
  }
  const own = await buyerFor(t, s, theirs);
  assert.equal((await sam.ask("POST", `/v1/buyers/${own.id}/remove`)).status, 200);
});

test("200: an address that somebody else uses is no news for whoever sees some customers only", async () => {
  const sam = await salesperson(theirs);
  const body = { customer_id: others, name: "Maria", email: "shared@example.com" };
  await invitedContact(t, owner, await s.make("/v1/contacts", body));
  const own = await s.make("/v1/contacts", { ...body, customer_id: theirs });
  assertProblem(await owner.ask("POST", `/v1/contacts/${own}/invite`), 409, "already_exists");
  assert.equal((await sam.ask("POST", `/v1/contacts/${own}/invite`)).status, 200);
});

test("422: an invitation is void when the customer is theirs no more", async () => {
  const sam = await salesperson(theirs, others);
  await seeing(sam, [theirs, others]);
  const [kept, lost] = [
    await invitedContact(t, sam, await contactOf(theirs)),
    await invitedContact(t, sam, await contactOf(others)),
  ];
  assert.equal((await s.ask("DELETE", `/v1/customer_assignments/${sam.assignments[1]}`)).status, 204);
  const preview = (token: string) => t.ask("POST", "/v1/invitations/preview", { body: { token } });
  assert.equal((await preview(kept.token)).status, 200);
  assertProblem(await preview(lost.token), 422, "invalid_token");
  const person = await testPerson(t, { email: kept.email });
  const accepted = await person.ask("POST", "/v1/invitations/accept", { body: { token: kept.token } });
  assert.equal(accepted.status, 200, accepted.text);
});
