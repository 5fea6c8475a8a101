/**
 * How many SQL statements each operation costs, begin, context and commit included: as many for fifty rows as for
 * one, and not more than is written down here. A higher number wants a reason; a lower one a new number.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { requested } from "#harness/every-action";
import { shopOf } from "#harness/shop";
import type { Action } from "#platform/action";
import type { Resource } from "#platform/resource";
import { countStatements } from "./counted-statements.fixture.ts";
import { populate } from "./population.fixture.ts";
import { sampler } from "./sample.fixture.ts";

/** What a verb costs. Master data: one more for each unique field, each reference and each embedded list. */
const expected: Record<string, number> = {
  // whose key it is, how many it has, and what its maker may grant
  "POST /v1/api_keys": 8,
  "POST /v1/invitations": 11,
  "POST /v1/audit_entries/erase": 5,
  "POST /v1/service_accounts": 6,
  // members, their roles, customers, what is assigned already and how much of it
  "POST /v1/customer_assignments": 12,
  // is the name free, and how many are there
  "POST /v1/roles": 8,
  "POST /v1/customers": 8,
  "PATCH /v1/customers/{id}": 7,
  "DELETE /v1/customers/{id}": 6,
  "POST /v1/contacts": 9,
  "POST /v1/addresses": 9,
  "POST /v1/products": 10,
  "POST /v1/tax_rates": 7,
  "POST /v1/warehouses": 8,
  // which are known, how many there are; the job that does it, and its id
  "POST /v1/dead_letters/replay": 9,
  "POST /v1/dead_letters/discard": 9,
  // itself, where it can be paused, and what is told of it
  "POST /v1/connections": 7,
  "POST /v1/webhook_endpoints": 9,
  "POST /v1/stock_movements": 13,
  "POST /v1/orders": 14,
  "POST /v1/orders/{id}/cancel": 12,
  "POST /v1/orders/{id}/confirm": 8,
  "POST /v1/orders/record": 12,
  // the subject, and those whom it mentions
  "POST /v1/comments": 8,
  "POST /v1/notifications/read_all": 5,
  // its row is made if there is none yet, and every process is told
  "PATCH /v1/settings": 8,
};

/** Their bodies follow from no schema: they depend on what there is, or on which system outside is meant. */
const ofTheirOwn = new Set([
  "connections.create",
  "dead_letters.replay_all",
  "dead_letters.discard_all",
  "webhook_endpoints.create",
]);

const t = await testApp();
const spent = countStatements(t);
const own = await populate(t, "Own GmbH");
const s = shopOf(t, own.organization, own.key);
const { body } = sampler(t.app.registry, own.idOf, 10_000);
await receiveEnough();

describe("a read is one statement", () => {
  for (const noun of t.app.registry.resources.filter(({ path }) => path !== undefined)) {
    test(`${noun.name}: get, list, search, filter, expand`, async () => {
      const expand = Object.keys(noun.relations).join(",");
      const queries = ["", "?limit=200&count=exact", ...(expand === "" ? [] : [`?expand=${expand}`])];
      if (noun.search.length > 0) queries.push("?q=needle");
      const key = keyFor(noun);
      for (const query of queries)
        assert.equal(await costOf("GET", `/v1/${noun.path}${query}`, undefined, key), 1, query);
      for (const query of ["", ...(expand === "" ? [] : [`?expand=${expand}`])])
        assert.equal(
          await costOf("GET", `/v1/${noun.path}/${own.idOf(noun.name)}${query}`, undefined, key),
          1,
          query,
        );
    });
  }

  test("the feed too", async () => {
    assert.equal(await costOf("GET", "/v1/events?limit=200"), 1);
  });

  test("an explanation is a few, whether or not there is what is asked about", async () => {
    const asked = (object: string) => `/v1/access/explain?action=orders.confirm&object=${object}`;
    assert.equal(await costOf("GET", asked(await placed(1))), 1);
    assert.equal(await costOf("GET", asked("0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60")), 1);
  });

  test("an order of fifty lines with its products, and a list of fifty such, are one each", async () => {
    const order = await placed(50);
    assert.equal(await costOf("GET", `/v1/orders/${order}?expand=customer,lines.product`), 1);
    for (let i = 0; i < 3; i++) await placed(50);
    assert.equal(await costOf("GET", "/v1/orders?limit=50&expand=customer,lines.product"), 1);
  });
});

describe("a verb costs the same for fifty as for one", () => {
  const making = t.app.actions.filter(
    ({ name, door, audience }) =>
      audience === "organization" && /^POST [^{]*$/.test(door) && name !== "customer_assignments.create",
  );
  for (const action of making) {
    test(action.door, async () => {
      const sent = ofTheirOwn.has(action.name)
        ? (await requested(action.name, s, t)).body
        : body(action.input);
      const about = t.app.registry.resources.find(({ name }) => name === action.subject);
      const one = await costOf("POST", pathOf(action), sent, about && keyFor(about));
      assert.equal(one, expected[action.door]);
      if (action.batch !== true) return;
      const [two, fifty] = [2, 50].map((count) => ({
        items: Array.from({ length: count }, () => body(action.input)),
      }));
      const few = await costOf("POST", `${pathOf(action)}/batch`, two);
      assert.equal(await costOf("POST", `${pathOf(action)}/batch`, fifty), few);
      // single ones go through the lane, which sets its own lock timeout
      assert.ok(few <= one && few >= one - 1, `alone it costs ${one}, in a batch ${few}`);
    });
  }

  test("POST /v1/customer_assignments: each pair is another one", async () => {
    const item = async () => ({
      member_id: own.person.id,
      customer_id: await created("/v1/customers", { name: "Assigned", country: "DE", currency: "EUR" }),
    });
    const cost = async (count: number) => {
      const items = await Promise.all(Array.from({ length: count }, item));
      return costOf("POST", "/v1/customer_assignments/batch", { items });
    };
    assert.equal(await cost(50), await cost(2));
    assert.equal(
      await costOf("POST", "/v1/customer_assignments", await item()),
      expected["POST /v1/customer_assignments"],
    );
  });

  test("POST /v1/orders: fifty lines, and lines that are bought twice", async () => {
    const { customer_id: customer, lines } = body(placing().input) as {
      customer_id: string;
      lines: object[];
    };
    const order = (count: number) => ({
      customer_id: customer,
      currency: "EUR",
      lines: Array.from({ length: count }, (_, i) => ({
        ...lines[0],
        quantity: 1,
        discount_percent: (i % 25) + 1,
      })),
    });
    assert.equal(await costOf("POST", "/v1/orders", order(50)), await costOf("POST", "/v1/orders", order(1)));
  });

  test("POST /v1/orders/{id}/cancel: fifty lines", async () => {
    const [small, large] = [await placed(1), await placed(50)];
    const cost = await costOf("POST", `/v1/orders/${small}/cancel`);
    assert.equal(cost, expected["POST /v1/orders/{id}/cancel"]);
    assert.equal(await costOf("POST", `/v1/orders/${large}/cancel`), cost);
  });

  test("PATCH /v1/settings: all of them, or one", async () => {
    const one = { locale: "de-AT" };
    const all = { time_zone: "Europe/Vienna", number_format: "1.234,56", "orders.buyers_may_cancel": false };
    const cost = await costOf("PATCH", "/v1/settings", one);
    assert.equal(cost, expected["PATCH /v1/settings"]);
    assert.equal(await costOf("PATCH", "/v1/settings", all), cost);
  });

  test("POST /v1/orders/{id}/confirm: fifty lines", async () => {
    const [small, large] = [await placed(1), await placed(50)];
    const cost = await costOf("POST", `/v1/orders/${small}/confirm`);
    assert.equal(cost, expected["POST /v1/orders/{id}/confirm"]);
    assert.equal(await costOf("POST", `/v1/orders/${large}/confirm`), cost);
  });

  test("PATCH and DELETE of what fifty others point to", async () => {
    const change = { name: "Another name" };
    const customer = await created("/v1/customers", { name: "Busy", country: "DE", currency: "EUR" });
    const few = await costOf("PATCH", `/v1/customers/${customer}`, change);
    const items = Array.from({ length: 50 }, (_, i) => ({ customer_id: customer, name: `Contact ${i}` }));
    assert.equal((await t.ask("POST", "/v1/contacts/batch", { key: own.key, body: { items } })).status, 200);
    assert.equal(await costOf("PATCH", `/v1/customers/${customer}`, { name: "Yet another" }), few);
    assert.equal(few, expected["PATCH /v1/customers/{id}"]);
    const unused = await created("/v1/customers", { name: "Idle", country: "DE", currency: "EUR" });
    assert.equal(await costOf("DELETE", `/v1/customers/${unused}`), expected["DELETE /v1/customers/{id}"]);
  });
});

test("a read in a loop would be noticed", async () => {
  const { reads } = t.app;
  const { list } = reads;
  try {
    reads.list = async (context, ...asked) => {
      await list(context, ...asked);
      return list(context, ...asked);
    };
    assert.equal(await costOf("GET", "/v1/customers"), 2);
  } finally {
    reads.list = list;
  }
});

/** What is one human's is nobody else's to ask for. */
function keyFor({ belongs }: Resource): string {
  return typeof belongs === "object" && "person" in belongs ? own.person.token : own.key;
}

async function costOf(method: string, path: string, sent?: unknown, key = own.key): Promise<number> {
  const requestId = crypto.randomUUID();
  const answer = await t.ask(method, path, {
    key,
    ...(sent === undefined ? {} : { body: sent }),
    headers: { "x-request-id": requestId, ...(method === "PATCH" ? { "if-match": "*" } : {}) },
  });
  assert.ok(answer.status < 300, `${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 500)}`);
  const cost = spent(requestId);
  assert.ok(cost > 0, `${method} ${path} was not counted`);
  return cost;
}

async function created(path: string, sent: object): Promise<string> {
  const answer = await t.ask("POST", path, { key: own.key, body: sent });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.id;
}

async function placed(lines: number): Promise<string> {
  const product = own.idOf("product");
  return created("/v1/orders", {
    customer_id: own.idOf("customer"),
    currency: "EUR",
    lines: Array.from({ length: lines }, (_, i) => ({
      product_id: product,
      quantity: 1,
      discount_percent: i,
    })),
  });
}

/** Enough that no order is refused for want of stock. */
async function receiveEnough(): Promise<void> {
  await created("/v1/stock_movements", {
    product_id: own.idOf("product"),
    quantity: 100_000,
    reason: "received",
  });
}

function placing(): Action {
  const action = t.app.actions.find(({ door }) => door === "POST /v1/orders");
  assert.ok(action);
  return action;
}

function pathOf({ door }: Action): string {
  return door.slice("POST ".length);
}
