/** What an organization may send, as its callers see it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import pino from "pino";
import { type Answer, testApp } from "#harness/app";
import { buyerOf } from "#harness/buyers";
import { execute } from "#harness/execute";
import { figureOf } from "#harness/figures";
import { startInstance } from "#harness/instance";
import { password, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shopOf } from "#harness/shop";
import { until } from "#harness/until";

const t = await testApp();

const said = ({ headers }: Answer) => [headers.get("ratelimit-policy"), headers.get("ratelimit")];

describe("requests of an organization", () => {
  test("every answer says how many there are and how many are left: reads, writes, refusals", async () => {
    const at = await startInstance(t.database, { requestsPerMinute: 60 });
    const { key } = await t.tenant();
    const answers = [
      await at.ask("GET", "/v1/customers", { key }),
      await at.ask("GET", "/v1/me", { key }),
      await at.ask("POST", "/v1/customers", { key, body: {} }),
      await at.ask("GET", "/v1/customers?colour=red", { key }),
      await at.ask("GET", "/v1/events", { key }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 422, 400, 200],
    );
    for (const [i, answer] of answers.entries()) {
      const [policy, left = ""] = said(answer);
      assert.equal(policy, '"organization";q=60;w=60, "actor";q=30;w=60');
      assert.match(left ?? "", /^"actor";r=\d+;t=\d+$/);
      const remaining = Number(/r=(\d+)/.exec(left ?? "")?.[1]);
      // while five were spent, a second or so may have been made good
      assert.ok(remaining <= 29 && remaining >= 29 - i, `${left} after ${i + 1}`);
    }
  });

  test("429: too many are turned away before any statement, with when to come again; others go on", async () => {
    const lines: { status: number; sql: number }[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const at = await startInstance(t.database, { requestsPerMinute: 6, logger });
    const [a, b] = [await t.tenant(), await t.tenant()];
    const ask = (key: string) => at.ask("GET", "/v1/customers", { key });
    for (let i = 0; i < 3; i++) assert.equal((await ask(a.key)).status, 200);
    const turnedAway = 'plinth_rate_limited_total{limit="requests"}';
    const before = await figureOf(turnedAway);
    const refused = await ask(a.key);
    assertProblem(refused, 429, "rate_limited");
    assert.match(refused.headers.get("retry-after") ?? "", /^([1-9]|1\d|20)$/);
    assert.equal(said(refused)[0], '"organization";q=6;w=60, "actor";q=3;w=60');
    assert.match(said(refused)[1] ?? "", /^"actor";r=0;/);
    assert.match(refused.json.detail, /^You have sent more requests than one of your organization may/);
    assertProblem(await at.ask("POST", "/v1/customers", { key: a.key, body: {} }), 429, "rate_limited");
    assert.equal((await ask(b.key)).status, 200);
    assert.equal((await figureOf(turnedAway)) - before, 2);
    const told = lines.map(({ status, sql }) => [status, sql]).filter(([status]) => status === 429);
    assert.deepEqual(told, [
      [429, 0],
      [429, 0],
    ]);
  });

  test("people's own affairs, and those of nobody yet, are not counted: one can always leave", async () => {
    const at = await startInstance(t.database, { requestsPerMinute: 1 });
    const { id } = await t.tenant();
    const ada = await testPerson(t, { organization: id });
    const ask = (method: string, path: string, body?: object) =>
      at.ask(method, path, { key: ada.token, ...(body === undefined ? {} : { body }) });
    assert.equal((await ask("GET", "/v1/customers")).status, 200);
    assertProblem(await ask("GET", "/v1/customers"), 429, "rate_limited");
    const own = await ask("GET", "/v1/me/sessions");
    assert.deepEqual([own.status, ...said(own)], [200, null, null]);
    const login = await at.ask("POST", "/v1/auth/login", { body: { email: ada.email, password } });
    assert.deepEqual([login.status, ...said(login)], [200, null, null]);
    const out = await ask("POST", "/v1/auth/logout");
    assert.ok(out.status < 300, out.text);
  });

  test("one actor's flood keeps no colleague out, nor anybody from taking their access away", async () => {
    const at = await startInstance(t.database, { requestsPerMinute: 20 });
    const { id, key } = await t.tenant();
    const s = shopOf(at, id, key);
    const customer = await t.ask("POST", "/v1/customers", {
      ...{ key, body: { name: "Alfreds", country: "DE", currency: "EUR" } },
    });
    const contact = await t.ask("POST", "/v1/contacts", {
      ...{ key, body: { customer_id: customer.json.id, name: "Maria" } },
    });
    const buyer = await buyerOf(t, id, contact.json.id);
    const owner = await testPerson(t, { organization: id });
    const own = await owner.ask("POST", "/v1/api_keys", { body: { name: "own", role: "admin" } });
    const flood = async (credential: string) => {
      for (let i = 0; i < 25; i++) await at.ask("GET", "/v1/orders", { key: credential });
      return await at.ask("GET", "/v1/orders", { key: credential });
    };
    assertProblem(await flood(buyer.token), 429, "rate_limited");
    assert.equal((await s.get("/v1/orders")).status, 200);
    // a human is one, whatever they come with
    assertProblem(await flood(owner.token), 429, "rate_limited");
    assertProblem(await at.ask("GET", "/v1/orders", { key: own.json.key }), 429, "rate_limited");
    const refused = await s.get("/v1/orders");
    assertProblem(refused, 429, "rate_limited");
    assert.match(refused.json.detail, /^Your organization has sent more requests than it may/);
    for (const path of [`/v1/buyers/${buyer.id}/remove`, `/v1/api_keys/${own.json.id}/revoke`]) {
      const taken = await at.ask("POST", path, { key: owner.token });
      assert.deepEqual([taken.status, ...said(taken)], [200, null, null], taken.text);
    }
  });

  test("a long poll is one request, however long it waits", async () => {
    const at = await startInstance(t.database, { requestsPerMinute: 60 });
    const { key } = await t.tenant();
    const { json } = await at.ask("GET", "/v1/events", { key });
    const polled = await at.ask("GET", `/v1/events?after=${json.next_cursor ?? 0}&wait=1`, { key });
    assert.equal(polled.status, 200);
    const after = await at.ask("GET", "/v1/me", { key });
    assert.match(said(after)[1] ?? "", /;r=(27|28|29);/);
  });

  test("no limit, no words about it; the operator's number for one organization holds all the same", async () => {
    const at = await startInstance(t.database);
    const { id, key } = await t.tenant();
    assert.deepEqual(said(await at.ask("GET", "/v1/customers", { key })), [null, null]);
    await execute(
      t.database.adminUrl,
      `with limited as (update organizations set requests_per_minute = 2 where id = $1 returning id)
       insert into plinth.revocations (organization_id, subject_id) select id, id from limited`,
      [id],
    );
    await until("the process to know of it", async () => {
      const [policy] = said(await at.ask("GET", "/v1/customers", { key }));
      return policy === '"organization";q=2;w=60, "actor";q=1;w=60';
    });
  });
});
