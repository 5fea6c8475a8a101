/**
 * What one does not see is not told in other ways either: not by how many there are, where a page ends, whether
 * something changed, whether a value or a key is taken, what a search finds, or what is explained.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { shopOf } from "#harness/shop";
import { decodeCursor } from "../../src/platform/resource/cursor.ts";
import { actorsOf, type TestActor } from "./access-actors.fixture.ts";
import { asked, comparable, done, type Found } from "./access-matrix.fixture.ts";
import { neverExisted, populate, populateTenant } from "./population.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const another = await populateTenant(t, own.organization, own.key, 200);
const other = await populate(t, "Other GmbH");
const actors = await actorsOf(t, own);
const s = shopOf(t, own.organization, own.key);
const [buyer, limited] = [actorNamed("buyer"), actorNamed("custom role, assigned customers")];
const ofCustomers = t.app.registry.resources.filter(
  ({ belongs, path }) => typeof belongs === "object" && !("person" in belongs) && path !== undefined,
);
const get = (actor: TestActor, path: string, headers: Record<string, string> = {}) =>
  asked(t, actor.key, { method: "GET", path, headers });

describe("a list", () => {
  test("counts only what one sees, in its total as on its pages", async () => {
    for (const { path, table, name } of ofCustomers) {
      const { data, total } = JSON.parse((await get(limited, `/v1/${path}?limit=200&count=exact`)).text);
      const rows = await execute(t.database.adminUrl, `select id from ${table} where organization_id = $1`, [
        own.organization,
      ]);
      assert.equal(total, data.length, name);
      assert.ok(total > 0 && total < rows.length, `${name}: ${total} of ${rows.length}`);
    }
  });

  test("goes on behind what was shown, and ends where that ends", async () => {
    for (const noun of ofCustomers) {
      const seen: string[] = [];
      for (let after = ""; ; ) {
        const page = JSON.parse((await get(limited, `/v1/${noun.path}?limit=1${after}`)).text);
        const ids = page.data.map(({ id }: { id: string }) => id);
        seen.push(...ids);
        if (page.next_cursor === null) break;
        const behind = decodeCursor(noun, [{ field: "id", descending: true }], page.next_cursor);
        assert.deepEqual(behind, ids, noun.name);
        after = `&after=${page.next_cursor}`;
      }
      const all = JSON.parse((await get(limited, `/v1/${noun.path}?limit=200`)).text).data;
      assert.deepEqual(
        seen,
        all.map(({ id }: { id: string }) => id),
        noun.name,
      );
    }
  });

  test("finds by searching what one sees: a name of another customer is as unknown as one that nobody has", async () => {
    const { name } = (await t.ask("GET", `/v1/customers/${another.idOf("customer")}`, { key: own.key })).json;
    const nobodys = name.replaceAll(/./g, "q");
    const search = (actor: TestActor, q: string) =>
      get(actor, `/v1/customers?q=${encodeURIComponent(q)}&count=exact`);
    const known = JSON.parse((await search(actorNamed("owner"), name)).text);
    assert.ok(known.total >= 1);
    for (const actor of [buyer, limited]) assertSame(await search(actor, name), await search(actor, nobodys));
  });

  test("embeds only what one sees: no contact, address or line of somebody else", async () => {
    for (const { path, relations } of t.app.registry.resources) {
      const names = Object.keys(relations);
      if (path === undefined || names.length === 0) continue;
      const { text } = await get(limited, `/v1/${path}?limit=200&expand=${names.join(",")}`);
      for (const { name } of ofCustomers)
        assert.ok(!text.includes(another.idOf(name)), `${path} tells a ${name}`);
    }
  });
});

describe("an object of one's own", () => {
  test("304: stays the same while others buy, cancel and are changed", async () => {
    const path = `/v1/orders/${own.idOf("order")}?expand=customer,lines.product`;
    const before = await get(buyer, path);
    const etag = String(before.headers.etag);
    await s.receive(own.idOf("product"), 1_000);
    const bought = await s.place(another.idOf("customer"), [
      { product_id: own.idOf("product"), quantity: 7 },
    ]);
    assert.equal(bought.status, 201, bought.text);
    assert.equal((await s.post(`/v1/orders/${bought.json.id}/cancel`)).status, 200);
    const changed = { body: { name: "Renamed" }, headers: { "if-match": "*" } };
    assert.equal((await s.ask("PATCH", `/v1/customers/${another.idOf("customer")}`, changed)).status, 200);
    assert.equal((await get(buyer, path, { "if-none-match": etag })).status, 304);
  });

  test("has a history that tells of nobody else's", async () => {
    for (const { path, name } of ofCustomers) {
      const { status, text } = await get(limited, `/v1/${path}/${own.idOf(name)}/history`);
      assert.equal(status, 200, text);
      for (const noun of ofCustomers)
        assert.ok(!text.includes(another.idOf(noun.name)), `${path} tells a ${noun.name}`);
    }
  });
});

describe("an Idempotency-Key", () => {
  test("201: of a colleague, of another customer's buyer, of another organization, is free", async () => {
    const headers = { "idempotency-key": "chosen-by-chance" };
    const limitedTo = async (customer: string) =>
      (await s.post("/v1/api_keys", { name: "Buyer", role: "buyer", customer_scope: [customer] })).json.key;
    const place = (key: string, customer: string, product: string) =>
      t.ask("POST", "/v1/orders", {
        key,
        headers,
        body: { customer_id: customer, currency: "EUR", lines: [{ product_id: product, quantity: 1 }] },
      });
    await s.receive(own.idOf("product"), 1_000);
    await shopOf(t, other.organization, other.key).receive(other.idOf("product"), 1_000);
    const [mine, theirs] = [own.idOf("customer"), another.idOf("customer")];
    const answers = [
      await place(buyer.key, mine, own.idOf("product")),
      await place(await limitedTo(mine), mine, own.idOf("product")),
      await place(await limitedTo(theirs), theirs, own.idOf("product")),
      await place(own.key, mine, own.idOf("product")),
      await place(other.key, other.idOf("customer"), other.idOf("product")),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201, 201, 201],
      answers[0]?.text,
    );
    assert.equal(new Set(answers.map(({ json }) => json.id)).size, answers.length);
    for (const answer of answers) assert.equal(answer.headers.get("idempotent-replayed"), null);
  });
});

describe("a name", () => {
  test("200: that another organization has is free here", async () => {
    for (const { name, path, unique, write } of t.app.registry.resources) {
      const [field] = unique.filter((one) => t.app.registry.get(name).fields[one]?.kind === "text");
      if (path === undefined || write === undefined || field === undefined) continue;
      const there = (await t.ask("GET", `/v1/${path}/${other.idOf(name)}`, { key: other.key })).json;
      const taken = `T-${crypto.randomUUID().slice(0, 8)}`;
      const patch = (key: string, id: string) =>
        t.ask("PATCH", `/v1/${path}/${id}`, { key, body: { [field]: taken }, headers: { "if-match": "*" } });
      const [theirs, mine] = [await patch(other.key, there.id), await patch(own.key, own.idOf(name))];
      assert.deepEqual([theirs.status, mine.status], [200, 200], `${name}: ${mine.text}`);
    }
  });
});

describe("an explanation", () => {
  test("of what one may do with somebody else's object is that of one that never was", async () => {
    for (const actor of [buyer, limited]) {
      for (const action of ["orders.get", "orders.cancel", "customers.get"]) {
        const explained = (id: string) => get(actor, `/v1/access/explain?action=${action}&object=${id}`);
        const noun = action.startsWith("orders") ? "order" : "customer";
        for (const whose of [another, other]) {
          const id = whose.idOf(noun);
          const [foreign, absent] = [await explained(id), await explained(neverExisted(id))];
          assert.equal(foreign.status, actor === buyer ? 403 : 200, foreign.text);
          assertSame(foreign, absent, id, neverExisted(id));
        }
      }
    }
  });
});

/** The same bytes, by the same statements that find as many rows. */
function assertSame(one: Found, two: Found, sentForOne = "", sentForTwo = ""): void {
  assert.equal(comparable(one, sentForOne), comparable(two, sentForTwo));
  assert.equal(done(one), done(two));
}

function actorNamed(name: string): TestActor {
  const found = actors.find((one) => one.name === name);
  assert.ok(found, name);
  return found;
}
