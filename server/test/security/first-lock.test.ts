/**
 * The statements name the customers of a scoped actor themselves: served by a role that every row policy lets
 * through, an actor who sees one customer is still told nothing of another.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createApp } from "#app";
import { testApp } from "#harness/app";
import { checksums, checksumsAtRest } from "#harness/checksum";
import { execute } from "#harness/execute";
import { sealed } from "#harness/trail";
import { createLogger } from "#platform/telemetry";
import { breaches, send } from "./breaches.fixture.ts";
import { populate, populateTenant } from "./population.fixture.ts";
import { probesOf } from "./probes.fixture.ts";

const t = await testApp();
const mine = await populate(t, "Own GmbH");
const another = await populateTenant(t, mine.organization, mine.key, 300);
const made = await t.ask("POST", "/v1/api_keys", {
  key: mine.key,
  body: { name: "Limited", role: "admin", customer_scope: [mine.idOf("customer")] },
});
assert.equal(made.status, 201, made.text);
const { key } = made.json;
await sealed(t.database.adminUrl);

// stopped by the test that is last: what is left open keeps the file from ending
const app = await createApp({
  ...t.database,
  appUrl: t.database.ownerUrl,
  role: "api",
  secrets: ["a secret of the tests that is long enough to be one"],
  logger: createLogger("silent"),
});
const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
const ofCustomers = t.app.registry.resources.filter(({ belongs }) => typeof belongs === "object");
const nouns = new Set(ofCustomers.map(({ name }) => name));
const secrets = new Set([...nouns].map(another.idOf));

describe("without the row policies another customer's objects", () => {
  test("are there for the role that serves", async () => {
    const rows = await execute(t.database.ownerUrl, "select from customers where id = $1", [
      another.idOf("customer"),
    ]);
    assert.equal(rows.length, 1, "the row policies held after all");
  });

  test("are answered like what never existed, and nothing of them changes", async () => {
    const walled = probesOf(t, mine).filter(({ noun, by }) => nouns.has(noun) && by === "key");
    assert.ok(walled.length > 100, `only ${walled.length} probes`);
    const kept = await checksumsAtRest(t.database.adminUrl);
    const asked = { url, key, token: "", idOf: another.idOf, secrets };
    assert.deepEqual(await breaches(walled, asked), []);
    assert.deepEqual(await checksums(t.database.adminUrl), kept);
  });

  test("are in no list, no total and no expansion", async () => {
    for (const { path, relations, search } of t.app.registry.resources.filter((noun) => noun.path)) {
      const expand = Object.keys(relations).join(",");
      for (const query of ["", `&expand=${expand}`, search.length > 0 ? "&q=11" : ""]) {
        const request = { method: "GET", path: `/v1/${path}?limit=200&count=exact${query}` };
        if (query === "&expand=") continue;
        const { status, text } = await send(url, key, request);
        if (status === 403) continue;
        assert.equal(status, 200, `${request.path}: ${text}`);
        assert.deepEqual(
          [...secrets].filter((id) => text.includes(id)),
          [],
          request.path,
        );
        const page = JSON.parse(text) as { data: unknown[]; total: number };
        assert.equal(page.total, page.data.length, request.path);
      }
    }
  });

  test("end with the server", () => app.close());
});
