/** What an organization chooses: read, changed, gone back on, and known to every process. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { startInstance } from "#harness/instance";
import { assertProblem } from "#harness/problems";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();

type Shown = {
  name: string;
  value: unknown;
  default: unknown;
  is_default: boolean;
  type: string;
  one_of: unknown;
};

const read = (key: string, headers = {}) => t.ask("GET", "/v1/settings", { key, headers });
const change = (key: string, body: object, version: string | null = '"1"', query = "") =>
  t.ask("PATCH", `/v1/settings${query}`, {
    key,
    body,
    headers: version === null ? {} : { "if-match": version },
  });
const one = ({ json }: Answer, name: string): Shown => {
  const found = (json.data as Shown[]).find((setting) => setting.name === name);
  assert.ok(found, name);
  return found;
};

test("200: every setting is listed with words, type and default before anything is chosen, at version 1", async () => {
  const { key } = await t.tenant();
  const answer = await read(key);
  assert.equal(answer.status, 200);
  assert.equal(answer.json.version, 1);
  assert.deepEqual(
    answer.json.data.map(({ name, type, default: byItself }: Shown) => [name, type, byItself]),
    [
      ["locale", "string", "en"],
      ["time_zone", "string", "UTC"],
      ["number_format", "string", "1,234.56"],
      ["orders.number_prefix", "string", "SO"],
      ["orders.buyers_may_cancel", "boolean", true],
      ["orders.second_person_confirms", "boolean", false],
      ["orders.unpaid_expire_after_hours", "number", null],
      ["orders.stuck_after_hours", "number", 48],
      ["mail.order_confirmations", "boolean", true],
      ["mail.sender_name", "string", null],
      ["mail.reply_to", "string", null],
      ["brand.color", "string", null],
      ["mail.kept_days", "number", 1_461],
      ["payments.events_kept_days", "number", 400],
      ["integrations.conflicts_kept_days", "number", 400],
      ["webhooks.deliveries_kept_days", "number", 30],
      ["inbox.settled_kept_days", "number", 400],
    ],
  );
  for (const setting of answer.json.data) {
    assert.ok(setting.describe.length > 20 && setting.words.length > 5, setting.name);
    assert.deepEqual([setting.value, setting.is_default], [setting.default, true], setting.name);
  }
  assert.deepEqual(one(answer, "number_format").one_of, ["1,234.56", "1.234,56", "1 234,56", "1'234.56"]);
});

test("304: whoever has the settings already is not sent them again, until they change", async () => {
  const { key } = await t.tenant();
  const etag = (await read(key)).headers.get("etag") ?? "";
  assert.match(etag, /^"1\.[\w-]{8}"$/);
  assert.equal((await read(key, { "if-none-match": etag })).status, 304);
  const changed = await change(key, { locale: "de-AT" }, etag);
  assert.equal(changed.status, 200);
  const again = await read(key, { "if-none-match": etag });
  assert.equal(again.status, 200);
  assert.equal(again.headers.get("etag"), changed.headers.get("etag"));
  assert.equal(again.text, changed.text);
});

describe("changing settings", () => {
  test("200: what is absent stays, null goes back to the default", async () => {
    const { key } = await t.tenant();
    const chosen = await change(key, { locale: "de", "orders.number_prefix": "AB" });
    assert.deepEqual([chosen.status, chosen.json.version], [200, 2]);
    assert.deepEqual(
      [one(chosen, "locale"), one(chosen, "orders.number_prefix"), one(chosen, "time_zone")].map(
        ({ value, is_default }) => [value, is_default],
      ),
      [
        ["de", false],
        ["AB", false],
        ["UTC", true],
      ],
    );
    const back = await change(key, { locale: null }, '"2"');
    assert.deepEqual([one(back, "locale").value, one(back, "locale").is_default], ["en", true]);
    assert.equal(one(back, "orders.number_prefix").value, "AB");
    assert.equal((await read(key)).text, back.text);
  });

  test("200: what changes nothing makes no version, no event and no change in the trail", async () => {
    const { id, key } = await t.tenant();
    const nothing = await change(key, { locale: null, "mail.sender_name": null });
    assert.deepEqual([nothing.status, nothing.json.version], [200, 1]);
    assert.deepEqual((await change(key, {})).json.version, 1);
    const { events } = await trailOf(t.database.adminUrl, id);
    assert.deepEqual(
      events.filter(({ type }) => type === "settings.changed"),
      [],
    );
  });

  test("200: the event names what changed, and never a value; the trail says before and after", async () => {
    const { id, key } = await t.tenant();
    await change(key, { time_zone: "Europe/Vienna", "mail.sender_name": "Muster GmbH" });
    await change(key, { time_zone: null }, '"2"');
    const { events, audit } = await trailOf(t.database.adminUrl, id);
    assert.deepEqual(
      events.filter(({ type }) => type === "settings.changed").map(({ version, data }) => [version, data]),
      [
        [2, { changed: ["time_zone", "mail.sender_name"] }],
        [3, { changed: ["time_zone"] }],
      ],
    );
    assert.deepEqual(
      audit
        .filter(({ action }) => action === "settings.update")
        .map(({ version, changes }) => [version, changes]),
      [
        [
          2,
          {
            time_zone: { before: "UTC", after: "Europe/Vienna" },
            "mail.sender_name": { before: null, after: "Muster GmbH" },
          },
        ],
        [3, { time_zone: { before: "Europe/Vienna", after: "UTC" } }],
      ],
    );
  });

  test("200: the history says who chose what, newest first, to whoever may read histories and settings", async () => {
    const { id, key } = await t.tenant();
    await change(key, { locale: "de" });
    await change(key, { locale: "fr" }, '"2"');
    const { status, json } = await t.ask("GET", "/v1/settings/history", { key });
    assert.equal(status, 200);
    assert.deepEqual(
      json.data.map(({ action, version, changes }: Record<string, unknown>) => [action, version, changes]),
      [
        ["settings.update", 3, { locale: { before: "de", after: "fr" } }],
        ["settings.update", 2, { locale: { before: "en", after: "de" } }],
      ],
    );
    const other = await t.tenant();
    assert.deepEqual((await t.ask("GET", "/v1/settings/history", { key: other.key })).json.data, []);
    const blind = await t.keyFor(id, "admin", ["settings:read"]);
    assertProblem(await t.ask("GET", "/v1/settings/history", { key: blind }), 403, "forbidden");
  });

  test("200: tried out, it answers what would hold, and nothing is chosen", async () => {
    const { key } = await t.tenant();
    const tried = await change(key, { locale: "de" }, '"1"', "?dry_run=true");
    assert.deepEqual([tried.status, one(tried, "locale").value, tried.json.version], [200, "de", 2]);
    assert.deepEqual([one(await read(key), "locale").value, (await read(key)).json.version], ["en", 1]);
  });

  test("428 and 412: it needs the version that was read, and that nobody changed since", async () => {
    const { key } = await t.tenant();
    assertProblem(await change(key, { locale: "de" }, null), 428, "precondition_required");
    assertProblem(await change(key, { locale: "de" }, '"2"'), 412, "stale_version");
    assert.equal((await change(key, { locale: "de" }, '"1"')).status, 200);
    assertProblem(await change(key, { locale: "fr" }, '"1"'), 412, "stale_version");
    assert.equal((await change(key, { locale: "fr" }, "*")).status, 200);
  });

  test("of two who choose for the first time at once, one is told that it was too late", async () => {
    const { key } = await t.tenant();
    const both = await Promise.all([change(key, { locale: "de" }), change(key, { locale: "fr" })]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 412]);
  });
});

const tenant = await t.tenant();

/** A key of the role; of a buyer, for a customer of theirs. */
async function keyOf(organizationId: string, role: string): Promise<string> {
  if (role !== "buyer") return await t.keyFor(organizationId, role as "owner");
  const { json } = await t.ask("POST", "/v1/api_keys", {
    key: tenant.key,
    body: { name: "a buyer's", role, customer_scope: [await customerOf(tenant.key)] },
  });
  return json.key;
}

async function customerOf(key: string): Promise<string> {
  const body = { name: "A", country: "DE", currency: "EUR" };
  return (await t.ask("POST", "/v1/customers", { key, body })).json.id;
}

describe("who may", () => {
  test("read: all staff and integrations, and no buyer; choose: owners and admins", async () => {
    const { id } = tenant;
    const table: [string, number, number][] = [
      ["owner", 200, 200],
      ["admin", 200, 200],
      ["sales", 200, 403],
      ["warehouse", 200, 403],
      ["finance", 200, 403],
      ["integration", 200, 403],
      ["auditor", 200, 403],
      ["buyer", 403, 403],
    ];
    for (const [role, reading, choosing] of table) {
      const key = await keyOf(id, role);
      assert.equal((await read(key)).status, reading, role);
      assert.equal((await change(key, { locale: "de" }, "*", "?dry_run=true")).status, choosing, role);
    }
  });

  test("403: a key that sees some customers only chooses nothing for all of them", async () => {
    const { json } = await t.ask("POST", "/v1/api_keys", {
      key: tenant.key,
      body: { name: "scoped", role: "admin", customer_scope: [await customerOf(tenant.key)] },
    });
    const refused = await change(json.key, { locale: "de" }, "*");
    assertProblem(refused, 403, "forbidden");
    assert.equal((await read(json.key)).status, 200);
  });

  test("another organization's settings are its own", async () => {
    const [a, b] = [await t.tenant("A"), await t.tenant("B")];
    await change(a.key, { locale: "de" });
    assert.equal(one(await read(b.key), "locale").value, "en");
    assert.equal((await change(b.key, { locale: "fr" })).json.version, 2);
    assert.equal(one(await read(a.key), "locale").value, "de");
  });
});

test("what was chosen holds with the next request, and in every other process within a second, without asking the database again", async () => {
  const other = await startInstance(t.database);
  const { key } = await t.tenant();
  const customer = await t.ask("POST", "/v1/customers", {
    key,
    body: { name: "A", country: "DE", currency: "EUR" },
  });
  const product = await t.ask("POST", "/v1/products", {
    key,
    body: { sku: "S", name: "S", prices: [{ currency: "EUR", unit_price: "1.00" }] },
  });
  await t.ask("POST", "/v1/stock_movements", {
    key,
    body: { product_id: product.json.id, quantity: 100, reason: "received" },
  });
  const numberOf = async (at: typeof t | typeof other) => {
    const { json } = await at.ask("POST", "/v1/orders", {
      key,
      body: {
        customer_id: customer.json.id,
        currency: "EUR",
        lines: [{ product_id: product.json.id, quantity: 1 }],
      },
    });
    return String(json.number).slice(0, 3);
  };
  for (const at of [t, other]) assert.equal(await numberOf(at), "SO-");
  await change(key, { "orders.number_prefix": "AB" });
  const began = performance.now();
  assert.equal(await numberOf(t), "AB-", "who was told that it is so finds that it is not");
  await until("the other process to know of it", async () => (await numberOf(other)) === "AB-");
  assert.ok(performance.now() - began < 1_500, "it took longer than a second");
});
