import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { Check } from "typebox/value";
import { type FakeRestErp, startRestErp } from "#fakes/rest-erp";
import { customer, failing, order, overHttp } from "#harness/erpnext-site";
import type { ErpCalls, OurObject, Reference, Wish } from "./contract.ts";
import { restErp } from "./rest.ts";
import { RestConfiguration, type RestKind } from "./rest-configuration.ts";
import { mistakesIn } from "./rest-mistakes.ts";

let erp: FakeRestErp;
before(async () => {
  erp = await startRestErp(["authorization", "Bearer s3cret"]);
});
after(() => erp.stop());
beforeEach(() => {
  erp.items.clear();
  erp.requests.length = 0;
  erp.lose = 0;
});

const customers: RestKind = {
  fields: [
    { to: "/name", from: "/name" },
    { to: "/tax/id", from: "/tax_id" },
    { to: "/tax/country", from: "/country" },
    { to: "/state", from: "/status", lookup: { active: "A" }, otherwise: "X" },
    { to: "/kind", constant: "company" },
  ],
  our_id: "/external_reference",
  item: "/data",
  id: "/id",
  number: "/no",
  status: "/state",
  version: "/updated_at",
  create: { path: "/customers" },
  update: { method: "PATCH", path: "/customers/{external_id}", if_match: true },
  get: { path: "/customers/{external_id}" },
  find: { path: "/customers", query: { external_reference: "{id}" }, items: "/data" },
  list: {
    path: "/customers",
    query: { updated_since: "{since}" },
    items: "/data",
    paging: { kind: "page", parameter: "page", first: 0, size: 10 },
    begin: "2000",
  },
};
const orders: RestKind = {
  ...customers,
  fields: [
    { to: "/customer", from: "/customer_id", names: "customers" },
    { to: "/total", from: "/total_minor", format: "amount" },
    { to: "/total_text", from: "/total_minor", format: "amount_text" },
    { to: "/day", from: "/placed_on", format: "date_time" },
    {
      to: "/positions",
      each: "/lines",
      fields: [
        { to: "/article", from: "/sku" },
        { to: "/price", from: "/unit_price", format: "number" },
        { to: "/net", from: "/net_minor", format: "amount" },
      ],
    },
  ],
  create: { path: "/orders" },
  find: { path: "/orders", query: { external_reference: "{id}" }, items: "/data" },
  get: { path: "/orders/{external_id}" },
};
const configuration = (more: Partial<RestConfiguration> = {}): RestConfiguration => ({
  base_url: erp.url,
  auth: { kind: "bearer" },
  request_limit_seconds: 9,
  kinds: { customers, orders },
  ...more,
});
const calls = (more: Partial<RestConfiguration> = {}): ErpCalls<RestConfiguration> => ({
  configuration: configuration(more),
  kinds: ["customers"],
  credentials: { secret: "s3cret", username: "u" },
  send: overHttp,
});
const known = ({ id }: Reference) => (id === customer.id ? "77" : "");
const wish = (object: OurObject, more: Partial<Wish> = {}): Wish => ({
  kind: object.kind,
  id: object.id,
  fields: restErp.map(object, known, configuration()),
  ...{ externalId: undefined, base: undefined, make: true, decided: undefined, ...more },
});

describe("what a configuration says", () => {
  test("an object is made of ours: names, amounts, days, lists and constants", () => {
    assert.deepEqual(restErp.needs(order, configuration()), [{ kind: "customers", id: customer.id }]);
    assert.deepEqual(restErp.map(order, known, configuration()), {
      customer: "77",
      total: 31.24,
      total_text: "31.24",
      day: "2026-11-21T00:00:00Z",
      positions: [{ article: "A-100", price: 12, net: 26.25 }],
    });
    const yen = { ...order, currency: "JPY" };
    assert.equal(restErp.map(yen, known, configuration()).total_text, "3124");
    assert.deepEqual(restErp.map({ ...customer, status: "on_hold" }, known, configuration()), {
      name: "Alfreds Futterkiste",
      tax: { id: "DE123456789", country: "DE" },
      state: "X",
      kind: "company",
    });
  });

  test("what its tables do not name is refused before anything is sent", () => {
    const strict = { ...customers, fields: [{ to: "/state", from: "/status", lookup: { active: "A" } }] };
    const held = { ...customer, status: "on_hold" as const };
    assert.throws(
      () => restErp.map(held, known, configuration({ kinds: { customers: strict } })),
      failing("not_in_lookup"),
    );
    assert.throws(() => restErp.map(order, known, configuration({ kinds: {} })), failing("not_configured"));
  });

  test("mistakes are named with their pointers", () => {
    assert.ok(Check(RestConfiguration, configuration()));
    assert.deepEqual(mistakesIn(configuration()), []);
    const odd: RestKind = {
      ...customers,
      fields: [{ to: "/a" }, { to: "/b", from: "/x", constant: 1 }, { to: "/c", each: "/lines" }],
      create: { path: "/customers/{external_id}" },
      find: { path: "/customers", query: {} },
    };
    const { version: _, ...without } = odd;
    const found = mistakesIn(
      configuration({ headers: { Host: "x" }, auth: { kind: "header" }, kinds: { customers: without } }),
    );
    assert.deepEqual(found.map(({ pointer }) => pointer).sort(), [
      "/auth/name",
      "/headers/Host",
      "/kinds/customers/create/path",
      "/kinds/customers/fields/0",
      "/kinds/customers/fields/1",
      "/kinds/customers/fields/2",
      "/kinds/customers/find",
      "/kinds/customers/version",
      "/kinds/customers/version",
    ]);
  });

  test("a field that means something to every object is a field like any other", () => {
    const kind = { ...customers, fields: [{ to: "/__proto__/polluted", from: "/name" }] };
    const fields = restErp.map(customer, known, configuration({ kinds: { customers: kind } }));
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    assert.equal(JSON.stringify(fields), '{"__proto__":{"polluted":"Alfreds Futterkiste"}}');
  });

  test("the secret is shown as they want it, and never in an address", async () => {
    const shown = async (auth: RestConfiguration["auth"]) => {
      await restErp.test(calls({ auth })).catch(() => {});
      return erp.requests.at(-1);
    };
    assert.equal((await shown({ kind: "basic" }))?.headers.authorization, `Basic ${btoa("u:s3cret")}`);
    assert.equal((await shown({ kind: "header", name: "X-Api-Key" }))?.headers["x-api-key"], "s3cret");
    assert.equal((await shown({ kind: "bearer" }))?.headers.authorization, "Bearer s3cret");
    assert.ok(erp.requests.every(({ url }) => !url.includes("s3cret")));
    await assert.rejects(restErp.test(calls({ auth: { kind: "basic" } })), failing("erp_credentials"));
  });
});

describe("what is pushed over REST", () => {
  test("an object is made once, and a change sends what changed, with the version that it is about", async () => {
    const made = await restErp.push(wish(customer), calls());
    assert.ok(made.outcome === "created" && made.base !== undefined);
    const { externalId, number, status } = made.theirs;
    assert.deepEqual([number, status], ["N-1", "A"]);
    const again = await restErp.push(wish(customer, { externalId, base: made.base }), calls());
    assert.equal(again.outcome, "unchanged");
    const renamed = wish({ ...customer, name: "Alfred" }, { externalId, base: made.base });
    const updated = await restErp.push(renamed, calls());
    assert.equal(updated.outcome, "updated");
    const last = erp.requests.findLast(({ method }) => method === "PATCH");
    assert.equal(last?.body, '{"name":"Alfred"}');
    assert.match(String(last?.headers["if-match"]), /^2026/);
    assert.equal(erp.items.get("customers")?.length, 1);
  });

  test("an answer that was lost makes no double, and waits until they must have ended", async () => {
    erp.lose = 1;
    const lost = restErp.push(wish(customer), calls());
    await assert.rejects(
      lost,
      (error) =>
        failing("erp_unsettled")(error) && (error as { retryAfterMs?: number }).retryAfterMs === 9_000,
    );
    assert.equal((await restErp.push(wish(customer), calls())).outcome, "unchanged");
    assert.equal(erp.items.get("customers")?.length, 1);
  });

  test("a search that finds what resembles it finds nothing, and one that finds two asks a person", async () => {
    erp.items.set("customers", [{ id: 1, external_reference: `${customer.id}-old`, updated_at: "1" }]);
    assert.equal((await restErp.push(wish(customer), calls())).outcome, "created");
    const [, ours] = erp.items.get("customers") ?? [];
    erp.items.get("customers")?.push({ ...ours, id: 99 });
    await assert.rejects(restErp.push(wish(customer), calls()), failing("erp_twice"));
  });

  test("a whole object that is put keeps what is not mapped, and what they changed", async () => {
    const put = { ...customers, update: { method: "PUT" as const, path: "/customers/{external_id}" } };
    const made = await restErp.push(wish(customer), calls());
    assert.ok(made.outcome === "created" && made.base !== undefined);
    erp.edit("customers", 2, { notes: "ours alone" });
    const id = Number(made.theirs.externalId);
    erp.edit("customers", id, { notes: "theirs alone" });
    const renamed = wish(
      { ...customer, name: "Alfred" },
      { externalId: made.theirs.externalId, base: made.base },
    );
    await restErp.push(renamed, calls({ kinds: { customers: put } }));
    const [item] = erp.items.get("customers") ?? [];
    assert.deepEqual([item?.name, item?.notes], ["Alfred", "theirs alone"]);
  });
});

describe("what is pulled over REST", () => {
  const fill = (count: number) => {
    const items = Array.from({ length: count }, (_, i) => ({
      ...{ id: i + 1, external_reference: `id-${i}`, state: "A", name: `C${i}` },
      updated_at: `2025-01-01T00:00:00.${String(i).padStart(6, "0")}Z`,
    }));
    erp.items.set("customers", items);
  };
  const paged: Record<FakeRestErp["paging"], NonNullable<RestKind["list"]>["paging"]> = {
    page: { kind: "page", parameter: "page", first: 0, size: 10 },
    offset: { kind: "offset", parameter: "offset", size: 10 },
    cursor: { kind: "cursor", parameter: "after", next: "/next" },
    link: { kind: "link" },
  };

  for (const kind of ["page", "offset", "cursor", "link"] as const)
    test(`by ${kind}, nothing is lost that changes while the pages are read`, async () => {
      fill(45);
      erp.paging = kind;
      const list = { ...(customers.list as NonNullable<RestKind["list"]>), paging: paged[kind] };
      const seen = new Map<string | undefined, string | null>();
      let cursor: string | undefined;
      for (let page = 0, more = true; more; page++) {
        const answer = await restErp.pull(
          "customers",
          cursor,
          calls({ kinds: { customers: { ...customers, list } } }),
        );
        for (const { ourId, version } of answer.objects) seen.set(ourId, version);
        ({ cursor, more } = answer);
        if (page === 1) for (let id = 1; id <= 15; id++) erp.edit("customers", id, { state: "B" });
      }
      const there = (erp.items.get("customers") ?? []).map(({ external_reference, updated_at }) => [
        external_reference,
        updated_at,
      ]);
      assert.deepEqual(new Map([...seen].sort()), new Map(there.sort() as [string, string][]));
    });

  test("a list in another order is refused: its pages would lose what moves", async () => {
    erp.paging = "page";
    erp.items.set("customers", [{ id: 1, external_reference: "a", updated_at: "2" }]);
    const send: ErpCalls<RestConfiguration>["send"] = async () => ({
      ...{ status: 200, headers: new Headers() },
      body: '{"data":[{"id":1,"updated_at":"3"},{"id":2,"updated_at":"2"}]}',
    });
    await assert.rejects(
      restErp.pull("customers", undefined, { ...calls(), send }),
      failing("erp_not_sorted"),
    );
  });

  test("a next page elsewhere is not asked for: the secret would go with it", async () => {
    const list = { ...(customers.list as NonNullable<RestKind["list"]>), paging: paged.link };
    const urls: string[] = [];
    const send: ErpCalls<RestConfiguration>["send"] = async ({ url }) => {
      urls.push(url);
      const headers = new Headers({ link: '<https://evil.example.com/api/x>; rel="next"' });
      return { status: 200, headers, body: '{"data":[]}' };
    };
    const asked = { ...calls({ kinds: { customers: { ...customers, list } } }), send };
    const { cursor } = await restErp.pull("customers", undefined, asked);
    await assert.rejects(restErp.pull("customers", cursor, asked), failing("erp_bad_name"));
    assert.equal(urls.length, 1);
  });
});
