/**
 * What belongs to another organization answers exactly as what never existed: every operation, every place that
 * takes an id. The operations come from the declarations, so that a new one is held to it without being listed.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createApp } from "#app";
import { testApp } from "#harness/app";
import { checksums, checksumsAtRest } from "#harness/checksum";
import { execute } from "#harness/execute";
import { forbidden } from "#platform/errors";
import { createLogger } from "#platform/telemetry";
import { breaches, comparable, send } from "./breaches.fixture.ts";
import { neverExisted, populate, populateTenant } from "./population.fixture.ts";
import { operationsOf, probesOf } from "./probes.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const other = await populate(t, "Other GmbH");
const probes = probesOf(t, own);
const stranger = {
  url: t.url,
  key: own.key,
  token: own.person.token,
  idOf: other.idOf,
  secrets: other.everyId,
};

describe("another organization's objects, and another human's", () => {
  test("are answered like what never existed, at every operation and every place of an id", async () => {
    const kept = await checksumsAtRest(t.database.adminUrl);
    assert.deepEqual(await breaches(probes, stranger), []);
    assert.deepEqual(await checksums(t.database.adminUrl), kept, "a refused request changed something");
  });

  test("are probed at every operation that takes an id", async () => {
    const { paths } = (await t.ask("GET", "/openapi.json")).json as {
      paths: Record<string, Record<string, { requestBody?: unknown }>>;
    };
    // what signs what it says asks with no credential that could be another organization's
    const signed = new Set(t.app.incoming.map(({ door }) => door as string));
    // what stays open tells of what may be read: told-and-shown.test.ts compares the two
    const streams = new Set(t.app.streams.map(({ door }) => door as string));
    const served = Object.entries(paths)
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
      .filter((operation) => !signed.has(operation) && !streams.has(operation));
    assert.ok(served.length > 40, `only ${served.length} operations`);
    const asked = new Set(operationsOf(t, own).map(({ operation }) => operation));
    assert.deepEqual(
      served.filter((operation) => !asked.has(operation)),
      [],
    );

    const probed = new Set(probes.map(({ operation }) => operation));
    const named = served.filter((operation) => operation.includes("{id}"));
    assert.deepEqual(
      named.filter((operation) => !probed.has(operation)),
      [],
    );
    for (const operation of ["POST /v1/orders", "POST /v1/orders/batch", "GET /v1/orders"])
      assert.ok(probed.has(operation), operation);
    assert.ok(probes.some(({ place }) => place.startsWith("/lines/0/product_id")));
    for (const operation of ["DELETE /v1/me/sessions/{id}", "POST /v1/organizations/{id}/leave"])
      assert.equal(probes.find((probe) => probe.operation === operation)?.by, "person", operation);
  });

  test("would be missed neither when they are answered nor when they are denied", async () => {
    const { reads } = t.app;
    const { get } = reads;
    const reading = probes.filter(({ operation }) => operation === "GET /v1/customers/{id}");
    try {
      reads.get = (context, ...asked) => get({ ...context, organizationId: other.organization }, ...asked);
      assert.match((await breaches(reading, stranger)).join("\n"), /answered 200/);
      reads.get = async (context, resource, id, projection) => {
        const [known] = await execute(t.database.adminUrl, `select from ${resource.table} where id = $1`, [
          id,
        ]);
        if (known !== undefined) throw forbidden("It belongs to somebody else.");
        return get(context, resource, id, projection);
      };
      assert.match((await breaches(reading, stranger)).join("\n"), /403.*404/s);
    } finally {
      reads.get = get;
    }
    assert.deepEqual(await breaches(reading, stranger), []);
  });

  test("404 and 422: the ids of one's own are taken at the same places", async () => {
    const { status } = await send(t.url, own.key, { method: "GET", path: `/v1/orders/${own.idOf("order")}` });
    assert.equal(status, 200);
    for (const probe of probes.filter(({ place }) => place === "cursor" || place.startsWith("?"))) {
      const answer = await send(t.url, own.key, probe.request(own.idOf(probe.noun)));
      assert.equal(answer.status, 200, `${probe.operation} ${probe.place}: ${answer.text}`);
    }
    const taken = await Promise.all(
      probes
        .filter(({ place }) => place.endsWith("?dry_run=true") && place.startsWith("/"))
        .map(async (probe) => ({
          probe,
          answer: await send(t.url, own.key, probe.request(own.idOf(probe.noun))),
        })),
    );
    assert.ok(taken.length > 5);
    for (const { probe, answer } of taken) {
      // what is nothing but a pair of ids is twice in the batch, which only somebody learns who sees both
      const pair = probe.operation === "POST /v1/customer_assignments/batch";
      assert.equal(answer.status, pair ? 409 : 200, `${probe.operation} ${probe.place}: ${answer.text}`);
    }
  });

  test("an idempotency key of theirs is free here", async () => {
    const body = { name: "Same key", country: "DE", currency: "EUR" };
    const headers = { "idempotency-key": "shared-by-chance" };
    const [mine, theirs] = [
      await t.ask("POST", "/v1/customers", { key: own.key, body, headers }),
      await t.ask("POST", "/v1/customers", { key: other.key, body, headers }),
    ];
    assert.deepEqual([mine.status, theirs.status], [201, 201]);
    assert.notEqual(mine.json.id, theirs.json.id);
    assert.equal(theirs.headers.get("idempotent-replayed"), null);
  });
});

test("the first lock holds alone: served by a role that every row policy lets through, nothing is told", async () => {
  const app = await createApp({
    ...t.database,
    appUrl: t.database.ownerUrl,
    role: "api",
    secrets: ["a secret of the tests that is long enough to be one"],
    logger: createLogger("silent"),
  });
  try {
    const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
    const asked = { ...stranger, url };
    const kept = await checksumsAtRest(t.database.adminUrl);
    assert.deepEqual(await breaches(probes, asked), []);
    assert.deepEqual(await checksums(t.database.adminUrl), kept);
    for (const { path } of app.registry.resources.filter((noun) => noun.path !== undefined)) {
      const { status, text } = await send(url, own.key, {
        method: "GET",
        path: `/v1/${path}?limit=200&count=exact`,
      });
      assert.equal(status, 200, text);
      assert.deepEqual(
        [...other.everyId].filter((id) => text.includes(id)),
        [],
        path,
      );
    }
    const rows = await execute(t.database.ownerUrl, "select from customers where organization_id = $1", [
      other.organization,
    ]);
    assert.ok(rows.length > 0, "the row policies held after all");
  } finally {
    await app.close();
  }
});

describe("another customer's objects, for whom the scope is limited", () => {
  for (const [i, role] of ["buyer", "admin"].entries()) {
    test(`are answered like what never existed: ${role}`, async () => {
      const mine = await populateTenant(t, own.organization, own.key, 200 + 200 * i);
      const another = await populateTenant(t, own.organization, own.key, 300 + 200 * i);
      const made = await t.ask("POST", "/v1/api_keys", {
        key: own.key,
        body: { name: "Limited", role, customer_scope: [mine.idOf("customer")] },
      });
      assert.equal(made.status, 201, made.text);
      const { key } = made.json;
      const list = await t.ask("GET", "/v1/customers", { key });
      assert.deepEqual(
        list.json.data.map(({ id }: { id: string }) => id),
        [mine.idOf("customer")],
      );

      const belongsToCustomers = t.app.registry.resources.filter(({ belongs }) => belongs !== "shared");
      const nouns = new Set(belongsToCustomers.map(({ name }) => name));
      const walled = probesOf(t, mine).filter(({ noun }) => nouns.has(noun));
      assert.ok(walled.length > 100, `only ${walled.length} probes`);
      const secrets = new Set([...nouns].map(another.idOf));
      const kept = await checksumsAtRest(t.database.adminUrl);
      assert.deepEqual(await breaches(walled, { ...stranger, key, idOf: another.idOf, secrets }), []);
      assert.deepEqual(await checksums(t.database.adminUrl), kept);
    });
  }
});

describe("nobody", () => {
  test("401: without a valid credential every operation that asks for one answers the same", async () => {
    const [revoked, expired] = await Promise.all([
      t.keyFor(own.organization, "owner"),
      t.keyFor(own.organization, "owner"),
    ]);
    await spoil(revoked, "revoked_at = now()");
    await spoil(expired, "expires_at = now()");
    const unknown = `Bearer plk_${"a".repeat(32)}`;
    const credentials = [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      unknown,
      `Bearer ${own.key}x`,
      `Basic ${Buffer.from(`${own.key}:`).toString("base64")}`,
      own.key,
      `Bearer ${own.key} ${own.key}`,
      `Bearer ${"p".repeat(5_000)}`,
      "Bearer plk_' or 1=1 --",
      `Bearer ${own.person.refreshToken}`,
      `Bearer ${own.person.token}x`,
      `Bearer ${revoked}`,
      `Bearer ${expired}`,
    ];

    const kept = await checksumsAtRest(t.database.adminUrl);
    for (const { operation, request } of operationsOf(t, own).filter(({ by }) => by !== "nobody")) {
      const bodies = new Set<string>();
      for (const authorization of credentials) {
        const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization }) };
        const answer = await send(t.url, undefined, { ...request, headers });
        assert.equal(answer.status, 401, `${operation} with ${authorization}: ${answer.text}`);
        bodies.add(comparable(answer, "none"));
      }
      assert.equal(
        bodies.size,
        1,
        `${operation} tells one bad credential from another: ${[...bodies].join("\n")}`,
      );
    }
    assert.deepEqual(await checksums(t.database.adminUrl), kept);
    assert.equal((await send(t.url, own.key, { method: "GET", path: "/v1/me" })).status, 200);
  });

  test("400: who signs nothing is not told whether what a webhook's path names is there", async () => {
    const signed = t.app.incoming.filter(({ door }) => door.includes("{"));
    assert.ok(signed.length > 0);
    const [known, theirs] = [own.idOf("connection"), other.idOf("connection")];
    for (const { door } of signed) {
      const told = new Set<string>();
      for (const id of [known, theirs, own.erp, neverExisted(known)]) {
        const path = door.replace("POST ", "").replace(/\{\w+\}/, id);
        const answer = await send(t.url, undefined, { method: "POST", path, body: {} });
        assert.equal(answer.status, 400, answer.text);
        told.add(comparable(answer, id));
      }
      assert.equal(told.size, 1, `${door} tells: ${[...told].join("\n")}`);
    }
  });
});

async function spoil(key: string, change: string): Promise<void> {
  const touched = await execute(
    t.database.adminUrl,
    `update api_keys set ${change} where secret_hash = sha256($1::bytea) returning id`,
    [Buffer.from(key)],
  );
  assert.equal(touched.length, 1);
}
