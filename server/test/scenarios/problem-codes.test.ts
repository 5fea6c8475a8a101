/** Every code of the catalogue is reached by somebody's request, with the form and the status that it promises. */
import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { choose } from "#harness/choose";
import { execute } from "#harness/execute";
import { type askAt, startInstance } from "#harness/instance";
import { listenBySse } from "#harness/live";
import { assertProblem } from "#harness/problems";
import { shop, shopOf } from "#harness/shop";
import { strangerHolding, waitingForLocks } from "#harness/stranger";
import { suspend } from "#harness/suspension";
import { until } from "#harness/until";
import { catalogue } from "#platform/errors";
import { refuseMalformed } from "../../src/platform/doors/rest/malformed.ts";
import { waysOfPayments } from "./problems-of-payments.fixture.ts";
import { waysOfPeople } from "./problems-of-people.fixture.ts";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
const customer = await s.customer();
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const company = { name: "A", country: "DE", currency: "EUR" };

const orderOf = (product: string, quantity = 1, buyer = customer) =>
  s.place(buyer, [{ product_id: product, quantity }]);

async function stocked(wish: object = {}): Promise<string> {
  const product = await s.product(wish);
  await s.receive(product, 5);
  return product;
}

/** How each code is met. A code without an entry, or an entry without a code, makes this file red. */
const ways: Record<string, () => Promise<Answer>> = {
  malformed_request: () => s.post("/v1/customers", "{" as unknown as object),
  unknown_parameter: () => s.get("/v1/customers?colour=red"),
  dry_run_impossible: () => s.post("/v1/api_keys?dry_run=true", { name: "x" }),
  unauthenticated: () => t.ask("GET", "/v1/me"),
  forbidden: async () =>
    s.ask("POST", "/v1/customers", { key: await t.keyFor(s.organization, "auditor"), body: company }),
  not_found: () => s.get(`/v1/customers/${nobody}`),
  method_not_allowed: () => s.ask("PUT", "/v1/customers", { body: {} }),
  already_exists: async () => {
    await s.post("/v1/warehouses", { code: "TWICE", name: "T" });
    return s.post("/v1/warehouses", { code: "TWICE", name: "T" });
  },
  still_referenced: async () => {
    const product = await stocked();
    return s.ask("DELETE", `/v1/products/${product}`, { headers: { "if-match": "*" } });
  },
  invalid_state: async () => {
    const { json } = await orderOf(await stocked());
    await s.post(`/v1/orders/${json.id}/cancel`);
    return s.post(`/v1/orders/${json.id}/cancel`);
  },
  resync_required: () => s.get("/v1/events?after=9007199254740991"),
  upgrade_required: () => s.get("/v1/events/socket"),
  too_many_streams: async () => {
    const few = await startInstance(t.database, { streamLimits: { perActor: 1 } });
    const stream = await listenBySse(few.url, { key: s.key });
    const answer = await few.ask("GET", "/v1/events/stream", { key: s.key });
    stream.close();
    await few.close();
    return answer;
  },
  request_in_progress: async () => {
    const headers = { "idempotency-key": "in-progress" };
    const body = { product_id: await stocked(), quantity: 1, reason: "received" };
    const other = await startInstance(t.database, { role: "api" }); // whose jobs stand at no lock
    const held = "select 1 from stock_levels where product_id = $1 for update";
    const stranger = await strangerHolding(adminUrl, held, [body.product_id]);
    // in one transaction from its claim on: a placement lets go of it, to wait elsewhere than in its lane
    const first = s.post("/v1/stock_movements", body, headers);
    await until("the first to stand at the lock", async () => (await waitingForLocks(adminUrl)) > 0);
    const second = await other.ask("POST", "/v1/stock_movements", { key: s.key, body, headers });
    await stranger.release();
    assert.equal((await first).status, 201);
    await other.close();
    return second;
  },
  stale_version: () =>
    s.ask("PATCH", `/v1/customers/${customer}`, { body: { name: "B" }, headers: { "if-match": '"9"' } }),
  body_too_large: () => s.post("/v1/customers", { name: "x".repeat(1024 * 1024) }),
  unsupported_media_type: () =>
    s.ask("POST", "/v1/customers", {
      body: "name=x",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }),
  invalid_input: () => s.post("/v1/customers", { name: "" }),
  idempotency_key_reused: async () => {
    await s.post("/v1/customers", company, { "idempotency-key": "reused" });
    return s.post("/v1/customers", { ...company, name: "B" }, { "idempotency-key": "reused" });
  },
  precondition_required: () => s.ask("PATCH", `/v1/customers/${customer}`, { body: { name: "B" } }),
  request_timeout: async () => {
    let said = "";
    const end = (text: string) => {
      said = text;
    };
    const socket = { writable: true, end, destroy: () => {} };
    refuseMalformed({ code: "ERR_HTTP_REQUEST_TIMEOUT" }, socket);
    const [head = "", text = ""] = said.split("\r\n\r\n");
    const [first = "", ...lines] = head.split("\r\n");
    const headers = new Headers(lines.map((line) => line.split(": ") as [string, string]));
    return { status: Number(first.split(" ")[1]), headers, text, json: JSON.parse(text) };
  },
  headers_too_large: () => rawGet("/v1/me", { "x-long": "x".repeat(64 * 1024) }),
  internal_error: async () => {
    await execute(adminUrl, "alter table tax_rates rename to mislaid");
    const answer = await s.get("/v1/tax_rates");
    await execute(adminUrl, "alter table mislaid rename to tax_rates");
    return answer;
  },
  unavailable: async () => {
    const product = await stocked();
    const stranger = await strangerHolding(adminUrl, "select 1 from stock_levels for update");
    const asked = s.post("/v1/stock_movements/batch", {
      items: [{ product_id: product, quantity: 1, reason: "received" }],
    });
    await until("the request to stand at the lock", async () => (await waitingForLocks(adminUrl)) > 0);
    await cut("wait_event_type = 'Lock'");
    await stranger.release();
    return asked;
  },
  overloaded: async () => {
    const small = await startInstance(t.database, { role: "api", overload: { mostInFlight: 1 } });
    const stranger = await strangerHolding(adminUrl, "lock table customers in access exclusive mode");
    const first = small.ask("GET", "/v1/customers", { key: s.key });
    await until("the first to stand at the lock", async () => (await waitingForLocks(adminUrl)) > 0);
    const second = await small.ask("GET", "/v1/customers", { key: s.key });
    await stranger.release();
    await first;
    await small.close();
    return second;
  },
  outcome_unknown: async () => {
    await execute(adminUrl, slowCommits);
    const stranger = await strangerHolding(adminUrl, "select pg_advisory_xact_lock(42)");
    const asked = s.post("/v1/customers", company, { "idempotency-key": "unknown" });
    await until("the commit to be under way", async () => (await waitingForLocks(adminUrl)) > 0);
    await cut("wait_event_type = 'Lock'");
    await stranger.release();
    const answer = await asked;
    await execute(adminUrl, "drop trigger slow_commit on customers");
    return answer;
  },
  out_of_stock: async () => orderOf(await s.product()),
  below_reserved: async () =>
    s.post("/v1/stock_movements", { product_id: await stocked(), quantity: -6, reason: "lost" }),
  customer_not_active: async () => orderOf(await stocked(), 1, await s.customer({ status: "archived" })),
  product_discontinued: async () => orderOf(await stocked({ status: "discontinued" })),
  no_price: async () => orderOf(await stocked({ prices: [] })),
  no_tax_rate: async () => orderOf(await stocked(), 1, await s.customer({ country: "BR" })),
  organization_suspended: async () => {
    const { id, key } = await t.tenant();
    await suspend(t, id, "The invoice of May is open.");
    const refused = () => t.ask("POST", "/v1/customers", { key, body: company });
    await until("the suspension to be felt", async () => (await refused()).status === 403);
    return refused();
  },
  separation_of_duties: async () => {
    const { id, key } = await t.tenant();
    await choose(t, id, { "orders.second_person_confirms": true });
    const small = shopOf(t, id, key);
    const product = await small.product();
    await small.receive(product, 1);
    const { json } = await small.place(await small.customer(), [{ product_id: product, quantity: 1 }]);
    return small.post(`/v1/orders/${json.id}/confirm`);
  },
  rate_limited: async () => {
    const busy = await startInstance(t.database, { requestsPerMinute: 1 });
    await busy.ask("GET", "/v1/customers", { key: s.key });
    const refused = await busy.ask("GET", "/v1/customers", { key: s.key });
    await busy.close();
    return refused;
  },
  ...waysOfPeople(t, s),
  ...waysOfPayments(t, s),
};

test("the table names every code of the catalogue, and none that is not there", () => {
  assert.deepEqual(
    Object.keys(ways).sort(),
    catalogue().map(({ code }) => code),
  );
});

for (const { code, status } of catalogue()) {
  test(`${status}: ${code}`, async () => {
    const answer = await (ways[code]?.() ?? assert.fail(`nobody knows how to meet ${code}`));
    if (code === "headers_too_large" || code === "request_timeout") {
      // what is not read as HTTP has no request id
      assert.deepEqual([answer.status, answer.json.code], [status, code]);
      return assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
    }
    assertProblem(answer, status, code);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(
      answer.headers.has("retry-after"),
      [429, 503].includes(status) || code === "request_in_progress",
    );
    assert.doesNotMatch(answer.text, /select |insert |relation|node_modules|\.ts\b|at \w+ \(/i);
  });
}

test("503: after an unknown outcome the same key tells what became of it", async () => {
  const again = await s.post("/v1/customers", company, { "idempotency-key": "unknown" });
  assert.equal(again.status, 201);
  const [row] = await execute(
    adminUrl,
    "select count(*)::int as found from plinth.idempotency_records where key = 'unknown'",
  );
  assert.equal(row?.found, 1);
});

/** A commit that waits for a lock: the one moment in which a lost connection leaves the outcome open. */
const slowCommits = `
  create function wait_at_commit() returns trigger language plpgsql as $$
  begin perform pg_advisory_xact_lock(42); return null; end $$;
  create constraint trigger slow_commit after insert on customers deferrable initially deferred
    for each row execute function wait_at_commit();`;

async function cut(where: string): Promise<void> {
  await execute(
    adminUrl,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and ${where}`,
  );
}

/** Sends what fetch would refuse to send. */
function rawGet(path: string, headers: Record<string, string>): ReturnType<typeof askAt> {
  return new Promise((resolve, reject) => {
    const sent = request(t.url + path, { headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(response.headers as Record<string, string>),
          text,
          json: JSON.parse(text),
        }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}
