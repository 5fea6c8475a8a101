/** What the door says by status and header: each reached over real HTTP, each a problem of the catalogue. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, type Ask, testApp } from "#harness/app";
import { catalogue } from "#platform/errors";
import { populate } from "./population.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const ask = (method: string, path: string, wish: Ask = {}) => t.ask(method, path, { key: own.key, ...wish });
const customer = { name: "Alfreds Futterkiste", country: "DE", currency: "EUR" };
const here = `/v1/customers/${own.idOf("customer")}`;
const nowhere = "/v1/customers/01999999-9999-7999-8999-999999999999";

describe("problems", () => {
  test("400: a query, a header or a path that cannot be read", async () => {
    for (const query of [
      "limit=0",
      "limit=201",
      "limit=1e1",
      "limit=",
      "count=yes",
      "a",
      "limit=1&limit=2",
      "%ff=1",
      "x=%00",
      "after=",
      "sort=",
      "sort=name,name",
      "fields=",
      "expand=",
      "q=x",
      "name[gt]=x",
      "name[]=x",
      "status=unknown",
      "created_at[gte]=yesterday",
      "status[null]=true",
    ])
      expect(await ask("GET", `/v1/customers?${query}`), 400, query);
    expect(await ask("GET", `${here}?limit=1`), 400);
    expect(await ask("POST", "/v1/customers?dry_run=yes", { body: customer }), 400);
    expect(await ask("POST", "/v1/customers?dryrun=true", { body: customer }), 400);
    expect(await ask("POST", "/v1/customers", { body: "{" }), 400);
    for (const key of [" ", "ü", "x".repeat(256), "two words"]) {
      const answer = await ask("POST", "/v1/customers", {
        body: customer,
        headers: { "idempotency-key": encodeLatin(key) },
      });
      expect(answer, key.trim() === "" ? 400 : 400, key);
    }
    expect(await ask("PATCH", here, { body: {}, headers: { "if-match": "yesterday" } }), 400);
    expect(
      await ask("POST", "/v1/api_keys?dry_run=true", { body: { name: "x" } }),
      400,
      "dry_run_impossible",
    );
  });

  test("400 names every parameter that does not exist, and those that do", async () => {
    const { json } = await ask("GET", "/v1/customers?nme=x&sort=nme&expand=nme&fields=nme&limit=0");
    assert.deepEqual(json.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      "expand",
      "fields",
      "limit",
      "nme",
      "sort",
    ]);
    assert.match(JSON.stringify(json.errors), /There is: .*name.*status/);
  });

  test("401: without a key", async () => {
    const answer = await t.ask("GET", "/v1/customers");
    expect(answer, 401);
    assert.equal(answer.headers.get("www-authenticate"), "Bearer");
  });

  test("403: what one may see and not do names the permission", async () => {
    const key = await t.keyFor(own.organization, "auditor");
    assert.match(
      expect(await ask("POST", "/v1/customers", { key, body: customer }), 403).detail,
      /customers:write/,
    );
    const warehouse = await t.keyFor(own.organization, "warehouse");
    assert.match(expect(await ask("GET", "/v1/customers", { key: warehouse }), 403).detail, /customers:read/);
    assert.match(
      expect(await ask("GET", "/v1/orders?expand=customer", { key: warehouse }), 403).detail,
      /customers:read/,
    );
    const narrow = await t.keyFor(own.organization, "owner", ["customers:read"]);
    assert.equal((await ask("GET", here, { key: narrow })).status, 200);
    expect(await ask("PATCH", here, { key: narrow, body: {}, headers: { "if-match": "*" } }), 403);
  });

  test("404: what does not exist, as an object or as a path", async () => {
    for (const path of [
      nowhere,
      "/v1/customers/1",
      "/v1/customers/%27",
      "/v1/nothing",
      "/v1",
      "/v1/customers/",
      "//v1/customers",
      `/v1/customers/${"x".repeat(500)}`,
      `${here}/nothing`,
    ])
      expect(await ask("GET", path), 404, path);
    expect(await ask("GET", "/v1/%ff"), 400);
    expect(await ask("PATCH", nowhere, { body: {}, headers: { "if-match": "*" } }), 404);
    expect(await ask("DELETE", nowhere), 404);
    expect(await ask("POST", "/v1/orders/1/cancel"), 404);
  });

  test("405: a method that the path does not have, with those that it has", async () => {
    for (const [method, path, allow] of [
      ["PUT", "/v1/customers", "GET, HEAD, POST"],
      ["DELETE", "/v1/customers", "GET, HEAD, POST"],
      ["POST", here, "DELETE, GET, HEAD, PATCH"],
      ["GET", `/v1/orders/${own.idOf("order")}/cancel`, "POST"],
    ] as const) {
      const answer = await ask(method, path, method === "GET" ? {} : { body: {} });
      expect(answer, 405, `${method} ${path}`);
      assert.equal(answer.headers.get("allow"), allow);
    }
  });

  test("409: a unique value that is taken names its field", async () => {
    const body = { ...customer, external_reference: "TAKEN" };
    assert.equal((await ask("POST", "/v1/customers", { body })).status, 201);
    assert.equal(
      expect(await ask("POST", "/v1/customers", { body }), 409).errors?.[0]?.pointer,
      "/external_reference",
    );
    const other = await ask("POST", "/v1/customers", { body: customer });
    const patch = await ask("PATCH", String(other.headers.get("location")), {
      body: { external_reference: "TAKEN" },
      headers: { "if-match": '"1"' },
    });
    assert.equal(expect(patch, 409).errors?.[0]?.pointer, "/external_reference");
  });

  test("409: what is still referenced stays", async () => {
    assert.equal(expect(await ask("DELETE", here), 409).code, "still_referenced");
  });

  test("412 and 428: a change says which version it was made on", async () => {
    expect(await ask("PATCH", here, { body: { name: "Y" } }), 428);
    for (const stale of ['"99"', "99", 'W/"99.abc"'])
      expect(await ask("PATCH", here, { body: { name: "Y" }, headers: { "if-match": stale } }), 412, stale);
    for (const current of [(await ask("GET", here)).headers.get("etag") ?? "", "*"])
      assert.equal((await ask("PATCH", here, { body: {}, headers: { "if-match": current } })).status, 200);
  });

  test("413: a body over 1 MiB, or over 8 MiB in a batch", async () => {
    const large = { ...customer, name: "x".repeat(1024 * 1024) };
    expect(await ask("POST", "/v1/customers", { body: large }), 413);
    const items = Array.from({ length: 9 }, () => large);
    expect(await ask("POST", "/v1/customers/batch", { body: { items } }), 413);
    expect(
      await ask("POST", "/v1/customers/batch", { body: { items: [large] } }),
      422,
      "a batch may be larger",
    );
  });

  test("415: a body that does not say that it is JSON", async () => {
    for (const type of [
      "text/plain",
      "application/xml",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/jsonp",
      "nonsense",
    ])
      expect(
        await ask("POST", "/v1/customers", { body: "{}", headers: { "content-type": type } }),
        415,
        type,
      );
    for (const type of ["application/json; charset=utf-8", "APPLICATION/JSON"]) {
      const body = JSON.stringify(customer);
      assert.equal(
        (await ask("POST", "/v1/customers", { body, headers: { "content-type": type } })).status,
        201,
        type,
      );
    }
  });

  test("422 lists every mistake with its pointer, and an unknown field by name", async () => {
    const body = {
      name: "",
      country: "de",
      payment_terms_days: "30",
      credit_limit_minor: 1.5,
      nme: 1,
      "a/b~c": 2,
    };
    const { errors = [] } = expect(await ask("POST", "/v1/customers", { body }), 422);
    assert.deepEqual(Object.fromEntries(errors.map(({ pointer, code }) => [pointer, code])), {
      "/name": errors.find(({ pointer }) => pointer === "/name")?.code,
      "/country": "format",
      "/currency": "required",
      "/payment_terms_days": "type",
      "/credit_limit_minor": "type",
      "/nme": "unknown_field",
      "/a~1b~0c": "unknown_field",
    });
    const line = { product_id: own.idOf("product"), quantity: 1 };
    const order = {
      customer_id: own.idOf("customer"),
      currency: "EUR",
      lines: [line, { ...line, quantity: 0.0001 }, { ...line, qty: 1 }],
    };
    const deep = expect(await ask("POST", "/v1/orders", { body: order }), 422).errors ?? [];
    assert.deepEqual(deep.map(({ pointer }) => pointer).sort(), ["/lines/1/quantity", "/lines/2/qty"]);
    const items = [customer, { ...customer, country: "XX" }, { ...customer, name: 1 }];
    const batch = expect(await ask("POST", "/v1/customers/batch", { body: { items } }), 422).errors ?? [];
    assert.deepEqual(batch.map(({ pointer }) => pointer).sort(), ["/items/1/country", "/items/2/name"]);
  });

  test("422: nothing is coerced", async () => {
    for (const change of [
      { payment_terms_days: "30" },
      { payment_terms_days: true },
      { payment_terms_days: [30] },
      { name: 1 },
      { name: null },
      { credit_limit_minor: "5" },
    ])
      expect(
        await ask("POST", "/v1/customers", { body: { ...customer, ...change } }),
        422,
        JSON.stringify(change),
      );
  });
});

type ProblemBody = { code: string; detail: string; errors?: { pointer: string; code: string }[] };

/** The answer is this problem, as the catalogue has it. */
function expect({ status, headers, json, text }: Answer, wanted: number, what = ""): ProblemBody {
  assert.equal(status, wanted, `${what}: ${text.slice(0, 300)}`);
  assert.equal(headers.get("content-type"), "application/problem+json; charset=utf-8");
  assert.equal(headers.get("cache-control"), "no-store");
  const kind = catalogue().find(({ code }) => code === json.code);
  assert.deepEqual([json.status, json.title, json.type], [kind?.status, kind?.title, `/errors/${json.code}`]);
  assert.equal(json.status, wanted);
  assert.equal(json.request_id, headers.get("x-request-id"));
  assert.ok(json.detail.length > 10);
  return json;
}

/** A header's bytes as fetch takes them. */
function encodeLatin(value: string): string {
  return Buffer.from(value, "utf8").toString("latin1");
}
