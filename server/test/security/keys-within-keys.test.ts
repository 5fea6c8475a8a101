/** No key makes, outlives or ends more than it is itself. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { assertProblem } from "#harness/problems";

const t = await testApp();
const { id: organization, key: owner } = await t.tenant();
const make = (key: string, body: object) => t.ask("POST", "/v1/api_keys", { key, body });

test("422: a key that would have ended already", async () => {
  const answer = await make(owner, { name: "late", expires_at: "2020-01-01T00:00:00Z" });
  assertProblem(answer, 422, "invalid_input", { "/expires_at": "expiry" });
});

test("201: a key made by an expiring key ends with it; 422: one that would outlive it", async () => {
  const ends = new Date(Date.now() + 3_600_000).toISOString();
  const later = new Date(Date.now() + 7_200_000).toISOString();
  const maker = (await make(owner, { name: "maker", role: "admin", expires_at: ends })).json.key;
  const child = await make(maker, { name: "child", role: "sales" });
  assert.equal(new Date(child.json.expires_at).getTime(), new Date(ends).getTime());
  assertProblem(await make(maker, { name: "heir", role: "sales", expires_at: later }), 422, "invalid_input", {
    "/expires_at": "expiry",
  });
});

test("403: a small key does not revoke a larger one; 200: but itself", async () => {
  const large = (await make(owner, { name: "large", role: "admin" })).json.id;
  const small = (await make(owner, { name: "small", role: "admin", scopes: ["api_keys:write"] })).json;
  const revoke = (id: string) => t.ask("POST", `/v1/api_keys/${id}/revoke`, { key: small.key });
  assertProblem(await revoke(large), 403, "forbidden");
  assert.equal((await t.ask("GET", `/v1/api_keys/${large}`, { key: owner })).json.revoked_at, null);
  assert.equal((await revoke(small.id)).status, 200);
});

test("403: a key with a customer scope makes nothing that it could not read", async () => {
  const company = { name: "Mine", country: "DE", currency: "EUR" };
  const customer = (await t.ask("POST", "/v1/customers", { key: owner, body: company })).json.id;
  const product = (await t.ask("POST", "/v1/products", { key: owner, body: { sku: "S", name: "S" } })).json
    .id;
  const scoped = (await make(owner, { name: "s", role: "admin", customer_scope: [customer] })).json.key;
  const asked: [string, object][] = [
    ["/v1/api_keys", { name: "x", role: "sales" }],
    ["/v1/warehouses", { code: "SC", name: "x" }],
    ["/v1/stock_movements", { product_id: product, quantity: 1, reason: "received" }],
  ];
  for (const [path, body] of asked)
    assertProblem(await t.ask("POST", path, { key: scoped, body }), 403, "forbidden");
  assert.equal((await t.ask("GET", "/v1/warehouses", { key: owner })).json.data.length, 1, organization);
});
