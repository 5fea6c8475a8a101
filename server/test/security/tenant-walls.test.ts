/**
 * What belongs to another organization answers exactly as what never existed: every operation, every place that
 * takes an id. The operations come from the declarations, so that a new one is held to it without being listed.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { checksums } from "#harness/checksum";
import { execute } from "#harness/execute";
import { forbidden } from "#platform/errors";
import { neverExisted, populate, populateTenant } from "./population.fixture.ts";
import { operationsOf, type Probe, probesOf, type Request } from "./probes.fixture.ts";

/** The same request id both times, so that nothing in the answer may differ but what leaks. */
const requestId = "the-walls";
const changing = new Set(["date", "keep-alive", "connection"]);

const t = await testApp();
const own = await populate(t, "Own GmbH");
const other = await populate(t, "Other GmbH");
const probes = probesOf(t, own);

describe("another organization's objects", () => {
  test("are answered like what never existed, at every operation and every place of an id", async () => {
    const kept = await checksums(t.database.adminUrl);
    assert.deepEqual(await breaches(probes), []);
    assert.deepEqual(await checksums(t.database.adminUrl), kept, "a refused request changed something");
  });

  test("are probed at every operation that takes an id", async () => {
    const { paths } = (await t.ask("GET", "/openapi.json")).json as {
      paths: Record<string, Record<string, { requestBody?: unknown }>>;
    };
    const served = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
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
  });

  test("would be missed neither when they are answered nor when they are denied", async () => {
    const { reads } = t.app;
    const { get } = reads;
    const reading = probes.filter(({ operation }) => operation === "GET /v1/customers/{id}");
    try {
      reads.get = (context, ...asked) => get({ ...context, organizationId: other.organization }, ...asked);
      assert.match((await breaches(reading)).join("\n"), /answered 200/);
      reads.get = async (context, resource, id, projection) => {
        const [known] = await execute(t.database.adminUrl, `select from ${resource.table} where id = $1`, [
          id,
        ]);
        if (known !== undefined) throw forbidden("It belongs to somebody else.");
        return get(context, resource, id, projection);
      };
      assert.match((await breaches(reading)).join("\n"), /403.*404/s);
    } finally {
      reads.get = get;
    }
    assert.deepEqual(await breaches(reading), []);
  });

  test("404 and 422: the ids of one's own are taken at the same places", async () => {
    const { status } = await send(own.key, { method: "GET", path: `/v1/orders/${own.idOf("order")}` });
    assert.equal(status, 200);
    for (const probe of probes.filter(({ place }) => place === "cursor" || place.startsWith("?"))) {
      const answer = await send(own.key, probe.request(own.idOf(probe.noun)));
      assert.equal(answer.status, 200, `${probe.operation} ${probe.place}: ${answer.text}`);
    }
    const taken = await Promise.all(
      probes
        .filter(({ place }) => place.endsWith("?dry_run=true") && place.startsWith("/"))
        .map(async (probe) => ({ probe, answer: await send(own.key, probe.request(own.idOf(probe.noun))) })),
    );
    assert.ok(taken.length > 5);
    for (const { probe, answer } of taken)
      assert.equal(answer.status, 200, `${probe.operation} ${probe.place}: ${answer.text}`);
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

describe("another customer's objects, for whom the scope is limited", () => {
  for (const [i, role] of ["buyer", "admin"].entries()) {
    test(`are answered like what never existed: ${role}`, async () => {
      const mine = await populateTenant(t, own.organization, own.key, 200 + 200 * i);
      const stranger = await populateTenant(t, own.organization, own.key, 300 + 200 * i);
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
      const secrets = new Set([...nouns].map(stranger.idOf));
      const kept = await checksums(t.database.adminUrl);
      assert.deepEqual(await breaches(walled, { key, idOf: stranger.idOf, secrets }), []);
      assert.deepEqual(await checksums(t.database.adminUrl), kept);
    });
  }
});

describe("nobody", () => {
  test("401: without a valid key every operation answers the same", async () => {
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
      `Bearer ${revoked}`,
      `Bearer ${expired}`,
    ];

    const kept = await checksums(t.database.adminUrl);
    for (const { operation, request } of operationsOf(t, own)) {
      const bodies = new Set<string>();
      for (const authorization of credentials) {
        const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization }) };
        const answer = await send(undefined, { ...request, headers });
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
    assert.equal((await send(own.key, { method: "GET", path: "/v1/me" })).status, 200);
  });
});

/** What answers differently for a real id than for one that never was, or tells what is not one's own. */
async function breaches(
  asked: Probe[],
  { key, idOf, secrets } = { key: own.key, idOf: other.idOf, secrets: other.everyId },
): Promise<string[]> {
  const examine = async (probe: Probe): Promise<string[]> => {
    const [id, absent] = [idOf(probe.noun), neverExisted(idOf(probe.noun))];
    const [foreign, never] = await Promise.all([
      send(key, probe.request(id)),
      send(key, probe.request(absent)),
    ]);
    const isList = probe.operation.startsWith("GET") && !probe.operation.includes("{id}");
    const [seen, expected] = [comparable(foreign, id), comparable(never, absent)];
    const leaked = [...secrets].filter((known) => known !== id && foreign.text.includes(known));
    const told = foreign.headers.has("location") || (!isList && foreign.headers.has("etag"));
    return [
      ...(seen === expected ? [] : [`is ${seen.slice(0, 300)} and not ${expected.slice(0, 300)}`]),
      ...(foreign.status < 300 && !isList ? [`was answered ${foreign.status}`] : []),
      ...(told ? ["told where it is or which version it has"] : []),
      ...(leaked.length > 0 ? [`told ${leaked}`] : []),
    ].map((breach) => `${probe.operation} at ${probe.place} ${breach}`);
  };
  const found: string[] = [];
  for (let at = 0; at < asked.length; at += 8)
    found.push(...(await Promise.all(asked.slice(at, at + 8).map(examine))).flat());
  return found.slice(0, 10);
}

async function spoil(key: string, change: string): Promise<void> {
  const touched = await execute(
    t.database.adminUrl,
    `update api_keys set ${change} where secret_hash = sha256($1::bytea) returning id`,
    [Buffer.from(key)],
  );
  assert.equal(touched.length, 1);
}

type Seen = { status: number; headers: Headers; text: string };

async function send(key: string | undefined, { method, path, body, headers = {} }: Request): Promise<Seen> {
  const response = await fetch(t.url + path, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
      "x-request-id": requestId,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** All that a caller receives. The id that the caller sent is no news to them. */
function comparable({ status, headers, text }: Seen, sent: string): string {
  const seen = [...headers].filter(([name]) => !changing.has(name)).map((header) => header.join(": "));
  return JSON.stringify([status, ...seen, text]).replaceAll(sent, "SENT");
}
