/** A contact becomes a buyer: sees and orders for their own company, and nothing of anybody else, ever. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { buyerFor, invitedContact, type TestBuyer } from "#harness/buyers";
import { mailTo, tokenIn } from "#harness/caught-mail";
import { password, testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();
const s = await shop(t, "Nordwind Handels GmbH");
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const contactAt = (customer_id: string, email: string, name = "Maria Anders") =>
  s.make("/v1/contacts", { customer_id, email, name });
const idsOf = ({ json }: { json: { data: { id: string }[] } }) => json.data.map(({ id }) => id);

test("from the mail to the order, and out again within a second", async () => {
  const [customer, stranger] = [await s.customer({ name: "Alfreds Futterkiste" }), await s.customer()];
  const product = await s.product({ unit_cost: "3.5" });
  await s.receive(product, 10);
  const contact = await contactAt(customer, "maria@alfreds.example");
  const sales = await testPerson(t, { organization: s.organization, role: "sales", name: "Sam Sales" });

  const { token } = await invitedContact(t, sales, contact);
  const mail = await mailTo(t, "maria@alfreds.example", "buyer_invitation");
  assert.equal(mail.subject, "Order from Nordwind Handels GmbH for Alfreds Futterkiste");
  assert.match(mail.text, /Sam Sales invites you to order from Nordwind Handels GmbH for your company/);
  const preview = await t.ask("POST", "/v1/invitations/preview", { body: { token } });
  assert.deepEqual(
    [preview.json.organization_name, preview.json.email, preview.json.role],
    ["Nordwind Handels GmbH", "maria@alfreds.example", "buyer"],
  );

  const account = { email: "maria@alfreds.example", password, name: "Maria Anders", locale: "en" };
  assert.equal((await t.ask("POST", "/v1/auth/register", { body: account })).status, 202);
  const proof = { token: tokenIn(await mailTo(t, account.email, "verify_email")) };
  assert.equal((await t.ask("POST", "/v1/auth/verify_email", { body: proof })).status, 200);
  const login = await t.ask("POST", "/v1/auth/login", { body: { email: account.email, password } });
  const ask: TestBuyer["ask"] = (method, path, wish = {}) =>
    t.ask(method, path, { key: login.json.access_token, ...wish });
  const accepted = await ask("POST", "/v1/invitations/accept", { body: { token } });
  assert.deepEqual(accepted.json, {
    organization_id: s.organization,
    name: "Nordwind Handels GmbH",
    role: "buyer",
  });

  const me = (await ask("GET", "/v1/me")).json;
  assert.deepEqual([me.actor.kind, me.organization_id, me.scope], ["buyer", s.organization, [customer]]);
  assert.deepEqual(
    me.organizations.map(({ kind, role }: { kind: string; role: string }) => [kind, role]),
    [["buyer", "buyer"]],
  );
  assert.deepEqual(idsOf(await ask("GET", "/v1/customers")), [customer]);
  assert.ok(idsOf(await ask("GET", "/v1/products")).includes(product));
  assert.ok(!("unit_cost" in (await ask("GET", `/v1/products/${product}`)).json));

  const lines = [{ product_id: product, quantity: 2 }];
  const wish = { customer_id: customer, currency: "EUR", lines };
  const placed = await ask("POST", "/v1/orders", { body: wish });
  assert.equal(placed.status, 201, placed.text);
  const order = `/v1/orders/${placed.json.id}`;
  assert.equal((await ask("GET", order)).status, 200);
  for (const other of [stranger, nobody])
    assertProblem(
      await ask("POST", "/v1/orders", { body: { ...wish, customer_id: other } }),
      422,
      "invalid_input",
      { "/customer_id": "not_found" },
    );
  const colleague = await buyerFor(t, s, customer, "Hanna Moos");
  assert.deepEqual(idsOf(await colleague.ask("GET", "/v1/orders")), [placed.json.id]);
  assert.deepEqual(
    (await colleague.ask("GET", "/v1/buyers")).json.data.map(({ name }: { name: string }) => name).sort(),
    ["Hanna Moos", "Maria Anders"],
  );
  const confirmed = await sales.ask("POST", `${order}/confirm`);
  assert.equal(confirmed.json.confirmed_by, `member:${sales.id}`);
  for (const path of [order, `${order}?expand=customer`, "/v1/orders"])
    assert.ok(!(await ask("GET", path)).text.includes(sales.id), "ids of staff are not for those who buy");
  const cancelled = await ask("POST", `${order}/cancel`);
  assert.deepEqual([cancelled.json.status, "cancelled_by" in cancelled.json], ["cancelled", false]);
  const { events } = await trailOf(t.database.adminUrl, placed.json.id);
  assert.deepEqual(
    events.map(({ type, actor }) => [type, actor]),
    [
      ["order.placed", `buyer:${me.actor.id}`],
      ["order.confirmed", `member:${sales.id}`],
      ["order.cancelled", `buyer:${me.actor.id}`],
    ],
  );

  const removed = await sales.ask("POST", `/v1/buyers/${me.actor.id}/remove`);
  assert.equal(removed.status, 200, removed.text);
  assert.notEqual(removed.json.ended_at, null);
  const since = performance.now();
  const refused = await until("the buyer to be refused", async () => {
    const answer = await ask("GET", "/v1/orders");
    return answer.status !== 200 && answer;
  });
  assertProblem(refused, 403, "no_organization");
  assert.ok(performance.now() - since < 1_000);
  assert.equal((await colleague.ask("GET", order)).status, 200);
});

test("403: what is for staff is not for buyers, whatever its state", async () => {
  const buyer = await buyerFor(t, s, await s.customer());
  const nouns = ["members", "invitations", "customer_assignments", "service_accounts", "api_keys", "roles"];
  for (const path of [...nouns, "stock_levels", "stock_movements", "warehouses", "settings"])
    assertProblem(await buyer.ask("GET", `/v1/${path}`), 403, "forbidden");
  const wishes: [string, object][] = [
    ["/v1/customers", { name: "A", country: "DE", currency: "EUR" }],
    [`/v1/contacts/${buyer.contact}/invite`, {}],
    [`/v1/buyers/${buyer.id}/remove`, {}],
    ["/v1/api_keys", { name: "mine" }],
  ];
  for (const [path, body] of wishes) assertProblem(await buyer.ask("POST", path, { body }), 403, "forbidden");
});

describe("two buyers of two customers", async () => {
  const [alfreds, bolido] = [await s.customer({ name: "Twin" }), await s.customer({ name: "Twin" })];
  const [a, b] = [await buyerFor(t, s, alfreds, "Ada A"), await buyerFor(t, s, bolido, "Bea B")];
  const product = await s.product();
  await s.receive(product, 1_000);
  const place = (who: TestBuyer, body: object = {}, headers = {}) =>
    who.ask("POST", "/v1/orders", {
      body: {
        customer_id: who.customer,
        currency: "EUR",
        lines: [{ product_id: product, quantity: 1 }],
        ...body,
      },
      headers,
    });
  for (let i = 0; i < 3; i++) for (const who of [a, b]) await place(who, { customer_reference: "PO 4711" });
  const foreign: string = (await place(b, { customer_reference: "ours" })).json.id;
  const addressOfB = await s.make("/v1/addresses", {
    ...{ customer_id: bolido, kind: "billing", line1: "1", city: "Bern", country: "CH" },
  });

  test("never meet in lists, totals, search and filters", async () => {
    const asked = [
      "?count=exact",
      "?q=PO%204711&count=exact",
      "?status=placed&count=exact",
      "?total_minor[gt]=0&count=exact",
      "?limit=2&count=exact&expand=customer,lines.product",
    ];
    for (const query of asked) {
      const { status, text, json } = await a.ask("GET", `/v1/orders${query}`);
      assert.equal(status, 200, text);
      assert.equal(json.total, 3, query);
      for (const order of json.data) assert.equal(order.customer_id, alfreds, query);
    }
    for (const path of ["customers", "contacts", "buyers", "addresses"]) {
      const { text } = await a.ask("GET", `/v1/${path}?count=exact`);
      for (const id of [bolido, b.contact, b.id, addressOfB]) assert.ok(!text.includes(id), path);
    }
    for (const query of [`customer_id=${bolido}`, "number=SO-2026-000001", "q=ours"]) {
      const { json } = await a.ask("GET", `/v1/orders?count=exact&${query}`);
      const seen = json.data.filter(({ customer_id }: { customer_id: string }) => customer_id !== alfreds);
      assert.deepEqual(seen, [], query);
    }
    const byForeign = await a.ask("GET", `/v1/orders?count=exact&customer_id=${bolido}`);
    const byAbsent = await a.ask("GET", `/v1/orders?count=exact&customer_id=${nobody}`);
    assert.equal(byForeign.text, byAbsent.text);
  });

  test("404: what is the other's is what never existed, for reading and for every deed", async () => {
    const places: [string, string, string][] = [
      ["GET", "/v1/orders/", foreign],
      ["GET", "/v1/customers/", bolido],
      ["GET", "/v1/contacts/", b.contact],
      ["GET", "/v1/addresses/", addressOfB],
      ["GET", "/v1/buyers/", b.id],
    ];
    for (const [method, path, id] of places) {
      const [theirs, nobodys] = [
        await a.ask(method, path + id),
        await a.ask(method, path + nobody, { headers: { "if-none-match": '"1.x"' } }),
      ];
      assertProblem(theirs, 404, "not_found");
      assert.equal(withoutRequestId(theirs), withoutRequestId(nobodys));
      assert.equal(theirs.headers.get("etag"), null);
    }
    for (const headers of [{} as Record<string, string>, { "if-match": '"1"' }, { "if-match": '"9"' }])
      assert.equal(
        withoutRequestId(await a.ask("POST", `/v1/orders/${foreign}/cancel`, { headers })),
        withoutRequestId(await a.ask("POST", `/v1/orders/${nobody}/cancel`, { headers })),
      );
    assert.equal((await b.ask("GET", `/v1/orders/${foreign}`)).json.status, "placed");
  });

  test("pages of one do not continue in the other's list", async () => {
    const first = (await b.ask("GET", "/v1/orders?limit=1&sort=placed_at")).json.next_cursor;
    const { status, text, json } = await a.ask("GET", `/v1/orders?limit=200&sort=placed_at&after=${first}`);
    if (status === 200)
      for (const order of json.data) assert.equal(order.customer_id, alfreds, "a cursor is a place, no key");
    else assert.equal(status, 400, text);
  });

  test("one idempotency key is two keys", async () => {
    const headers = { "idempotency-key": "one-key" };
    const [mine, theirs] = [await place(a, {}, headers), await place(b, {}, headers)];
    assert.deepEqual([mine.status, theirs.status], [201, 201]);
    assert.notEqual(mine.json.id, theirs.json.id);
    assert.equal(theirs.headers.get("idempotent-replayed"), null);
    assert.equal((await place(a, {}, headers)).json.id, mine.json.id);
  });

  test("403: what is unique in the organization they may not name, taken or not", async () => {
    const answers = [];
    for (const external_reference of ["TAKEN", "FREE"]) {
      if (external_reference === "TAKEN") await s.customer({ external_reference });
      const body = { external_reference };
      answers.push(await a.ask("PATCH", `/v1/customers/${alfreds}`, { body, headers: { "if-match": "*" } }));
    }
    for (const answer of answers) assertProblem(answer, 403, "forbidden");
    assert.equal(new Set(answers.map(withoutRequestId)).size, 1);
  });

  test("the feed tells nobody of them of the other's, and nothing of it is at an order of the other's", async () => {
    const told = await a.ask("GET", "/v1/events?limit=200");
    assert.ok(told.json.data.some(({ type }: { type: string }) => type === "order.placed"));
    for (const hidden of [foreign, bolido]) assert.ok(!told.text.includes(hidden));
    for (const id of [foreign, nobody])
      assert.ok([403, 404].includes((await a.ask("GET", `/v1/orders/${id}/history`)).status));
    assert.equal(
      withoutRequestId(await a.ask("GET", `/v1/orders/${foreign}/history`)).replaceAll(foreign, nobody),
      withoutRequestId(await a.ask("GET", `/v1/orders/${nobody}/history`)),
    );
  });
});
