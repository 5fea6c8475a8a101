/** Calls against the real server, and through a network that loses requests and answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "../../server/test/harness/app.ts";
import { shop } from "../../server/test/harness/shop.ts";
import { createClient, PlinthProblem, PlinthUnreachable } from "../src/index.ts";
import { scripted } from "./scripted-fetch.ts";

const t = await testApp();
const { url } = t;
const s = await shop(t);
const client = createClient({ url, key: s.key });
const retry = { firstWaitMs: 1, longestWaitMs: 2 };

test("a noun's life: made, read, changed at its version, found and removed", async () => {
  const made = await client.post("/v1/customers", {
    body: { name: "Around the Horn", country: "GB", currency: "EUR" },
  });
  const path = { id: made.id };
  const read = await client.get("/v1/customers/{id}", { path });
  assert.equal(read.name, "Around the Horn");
  const changed = await client.patch("/v1/customers/{id}", { path, ifMatch: read, body: { name: "Horn" } });
  assert.equal(changed.version, 2);

  const stale = client.patch("/v1/customers/{id}", { path, ifMatch: read, body: { name: "Late" } });
  await assert.rejects(stale, {
    name: "PlinthProblem",
    status: 412,
    code: "stale_version",
    uncertain: false,
  });
  const { data } = await client.get("/v1/customers", {
    query: { name: "Horn", sort: ["name", "id"] },
  });
  assert.deepEqual(
    data.map(({ id }) => id),
    [made.id],
  );
  assert.equal(await client.delete("/v1/customers/{id}", { path, ifMatch: 2 }), undefined);
  await assert.rejects(client.get("/v1/customers/{id}", { path }), { status: 404, code: "not_found" });
});

test("422: a problem says every mistake, and whom to ask about it", async () => {
  const refused = client.post("/v1/customers", { body: { name: "", country: "DE", currency: "EUR" } });
  await assert.rejects(refused, (error: PlinthProblem) => {
    assert.equal(error.code, "invalid_input");
    assert.deepEqual(
      error.errors.map(({ pointer }) => pointer),
      ["/name"],
    );
    assert.match(error.requestId ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(error.message, error.detail);
    return true;
  });
});

test("a list is walked to its end, whatever the size of its pages", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push(await s.customer({ name: `Walked ${i}` }));
  for (const limit of [1, 2, 200]) {
    const walked: string[] = [];
    const query = { limit, q: "walked", sort: "id" as const };
    for await (const { id } of client.paginate("/v1/customers", { query })) walked.push(id);
    assert.deepEqual(walked, ids);
  }
});

test("an order whose answer is lost is placed once: every attempt carries the same key", async () => {
  const product = await s.product();
  const customer = await s.customer();
  await s.receive(product, 10);
  const network = scripted("answer lost", "answer lost", "pass");
  const order = await createClient({ url, key: s.key, retry, fetch: network.fetch }).post("/v1/orders", {
    body: { customer_id: customer, currency: "EUR", lines: [{ product_id: product, quantity: 4 }] },
  });
  assert.equal(order.status, "placed");
  assert.deepEqual(await s.stock(product), { MAIN: { on_hand: 10, reserved: 4 } });
  assert.equal(network.requests.length, 3);
  assert.equal(new Set(network.requests.map(({ headers }) => headers.get("idempotency-key"))).size, 1);
});

test("a removal whose answer is lost has removed; a change whose answer is lost is not certain", async () => {
  const id = await s.customer();
  const network = scripted("answer lost", "pass", "answer lost", "pass");
  const lossy = createClient({ url, key: s.key, retry, fetch: network.fetch });
  const change = lossy.patch("/v1/customers/{id}", { path: { id }, ifMatch: 1, body: { name: "New" } });
  await assert.rejects(change, { status: 412, uncertain: true });
  assert.equal(await lossy.delete("/v1/customers/{id}", { path: { id } }), undefined);
  await assert.rejects(client.get("/v1/customers/{id}", { path: { id } }), { status: 404 });
});

test("who is logged in is never asked twice: a log-in whose answer is lost is not repeated", async () => {
  const network = scripted("answer lost");
  const lossy = createClient({ url, retry, fetch: network.fetch });
  const login = lossy.post("/v1/auth/login", { body: { email: "a@example.com", password: "irrelevant" } });
  await assert.rejects(login, { name: "PlinthUnreachable", idempotencyKey: undefined });
  assert.equal(network.requests.length, 1);
});

test("without any answer the key is told, so that the same wish can be sent again later", async () => {
  const network = scripted("request lost", "request lost", "request lost", "request lost");
  const lossy = createClient({ url, key: s.key, retry, fetch: network.fetch });
  const body = { name: "Later", country: "DE", currency: "EUR" } as const;
  const failed = await lossy.post("/v1/customers", { body }).catch((error: unknown) => error);
  assert.ok(failed instanceof PlinthUnreachable && failed.idempotencyKey !== undefined);
  assert.equal(network.requests.length, 4);
  const { idempotencyKey } = failed;
  const first = await client.post("/v1/customers", { body, idempotencyKey });
  const again = await client.send("POST", "/v1/customers", { body, idempotencyKey });
  assert.equal((again.answer as { id: string }).id, first.id);
  assert.equal(again.headers.get("idempotent-replayed"), "true");
});

test("429 and 503 are waited out as the server asks; more patience than one has is an error", async () => {
  const me = () => createClient({ url, key: s.key, retry, fetch: network.fetch }).get("/v1/me");
  let network = scripted({ status: 429, retryAfter: "0" }, { status: 503, retryAfter: "0" }, "pass");
  assert.equal((await me()).actor.kind, "api_key");
  assert.equal(network.requests.length, 3);
  network = scripted({ status: 429, retryAfter: "3600" });
  await assert.rejects(me(), { status: 429, retryAfterMs: 3_600_000 });
  assert.equal(network.requests.length, 1);
});

test("what a proxy says is a problem too, under a code of its own", async () => {
  const network = scripted({ status: 418, text: "<h1>I am a teapot</h1>" });
  const refused = createClient({ url, fetch: network.fetch }).get("/v1/me");
  await assert.rejects(refused, (error) => error instanceof PlinthProblem && error.code === "http_418");
});

test("401: a token that was refused is replaced once, and the call is answered", async () => {
  let current = "plk_of_yesterday";
  const asked: (string | undefined)[] = [];
  const token = (refused?: string) => {
    asked.push(refused);
    if (refused === current) current = s.key;
    return current;
  };
  const renewing = createClient({ url, token });
  assert.equal((await renewing.get("/v1/me")).actor.kind, "api_key");
  assert.deepEqual(asked, [undefined, "plk_of_yesterday"]);

  const hopeless = createClient({ url, token: () => "plk_never_good" });
  await assert.rejects(hopeless.get("/v1/me"), { status: 401, code: "unauthenticated" });
});

test("a call ends with its signal, also while it waits to be made again", async () => {
  const stop = new AbortController();
  const network = scripted({ status: 503, retryAfter: "20" });
  const me = createClient({ url, key: s.key, fetch: network.fetch }).get("/v1/me", { signal: stop.signal });
  await network.asked;
  stop.abort(new Error("enough"));
  await assert.rejects(me, /enough/);
});

test("a server that does not answer is given up on, and asked again", async () => {
  const network = scripted("no answer", "pass");
  const patient = createClient({ url, key: s.key, retry, fetch: network.fetch, timeoutMs: 100 });
  assert.equal((await patient.get("/v1/me")).actor.kind, "api_key");
  assert.equal(network.requests.length, 2);
});

test("what cannot be meant is refused before anything is sent", async () => {
  const network = scripted();
  const careful = createClient({ url, key: s.key, fetch: network.fetch });
  await assert.rejects(careful.get("/v1/customers/{id}", { path: { id: "" } }), /needs "id"/);
  const blind = careful.patch("/v1/customers/{id}", { path: { id: "1" }, ifMatch: {}, body: { name: "A" } });
  await assert.rejects(blind, /needs a version/);
  assert.throws(() => createClient({ url, key: "plk_a", token: "b" }), /not both/);
  assert.equal(network.requests.length, 0);
});

test("calls that the document does not have do not compile", async () => {
  const never = async () => {
    // @ts-expect-error there is no such path
    await client.get("/v1/unicorns");
    // @ts-expect-error a change needs the version that was read
    await client.patch("/v1/customers/{id}", { path: { id: "1" }, body: { name: "A" } });
    // @ts-expect-error an order needs its lines
    await client.post("/v1/orders", { body: { customer_id: "1" } });
    // @ts-expect-error a filter that is not declared
    await client.get("/v1/orders", { query: { colour: "red" } });
    // @ts-expect-error one object is no list
    client.paginate("/v1/orders/{id}", { path: { id: "1" } });
  };
  assert.equal(typeof never, "function");
});
