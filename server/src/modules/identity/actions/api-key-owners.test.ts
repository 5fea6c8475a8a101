/** Whose a key is, what it is good for through that, and from where. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const { id: organization, key: owner } = await t.tenant();
let made = 0;

const create = (body: object, key = owner) =>
  t.ask("POST", "/v1/api_keys", { key, body: { name: "x", ...body } });
const whoIs = (key: string) => t.ask("GET", "/v1/me", { key });
const owners = ({ json }: { json: Record<string, unknown> }) => [json.service_account_id, json.user_id];

async function account(role = "sales", of = organization, changes = ""): Promise<string> {
  const [row] = await execute(
    adminUrl,
    "insert into service_accounts (organization_id, name, role) values ($1, $2, $3) returning id",
    [of, `account ${++made}`, role],
  );
  const id = String(row?.id);
  if (changes !== "") await execute(adminUrl, `update service_accounts set ${changes} where id = $1`, [id]);
  return id;
}

describe("a key belongs to", () => {
  test("201: the service account that is named, and acts as it with its role", async () => {
    const service_account_id = await account("sales");
    const answer = await create({ service_account_id: service_account_id.toUpperCase() });
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual([owners(answer), answer.json.role], [[service_account_id, null], "sales"]);
    const me = (await whoIs(answer.json.key)).json;
    assert.deepEqual([me.actor.kind, me.actor.id], ["service_account", service_account_id]);
    const listed = await t.ask(
      "GET",
      `/v1/api_keys?service_account_id=${service_account_id}&expand=service_account`,
      { key: owner },
    );
    assert.deepEqual(
      listed.json.data.map((one: { id: string; service_account: { id: string } }) => [
        one.id,
        one.service_account.id,
      ]),
      [[answer.json.id, service_account_id]],
    );
    const { audit } = await trailOf(adminUrl, answer.json.id);
    assert.deepEqual(audit[0]?.changes.service_account_id, { after: service_account_id });
  });

  test("201: the member who makes it, with no more than they hold at the moment", async () => {
    const ada = await testPerson(t, { organization, role: "admin" });
    const answer = await ada.ask("POST", "/v1/api_keys", { body: { name: "hers", role: "admin" } });
    assert.deepEqual([answer.status, owners(answer)], [201, [null, ada.id]]);
    const { key, id } = answer.json;
    assert.deepEqual((await whoIs(key)).json.actor, { kind: "api_key", id, name: "hers" });
    const list = () => t.ask("GET", "/v1/api_keys?limit=1", { key });
    assert.equal((await list()).status, 200);

    const child = await create({ role: "admin" }, key);
    assert.deepEqual(owners(child), [null, ada.id]);
    await execute(adminUrl, "update members set role = 'warehouse' where id = $1", [ada.id]);
    const anew = await startInstance(t.database); // remembers nothing
    for (const one of [key, child.json.key]) {
      const { status } = await anew.ask("GET", "/v1/api_keys?limit=1", { key: one });
      assert.equal(status, 403);
    }
    await execute(adminUrl, "update members set ended_at = now() where id = $1", [ada.id]);
    const later = await startInstance(t.database);
    for (const one of [key, child.json.key])
      assertProblem(await later.ask("GET", "/v1/me", { key: one }), 401, "unauthenticated");
    await anew.close();
    await later.close();
  });

  test("201: the service account whose key makes it", async () => {
    const service_account_id = await account("admin");
    const maker = await create({ service_account_id });
    const child = await create({ role: "sales" }, maker.json.key);
    assert.deepEqual(owners(child), [service_account_id, null]);
  });

  test("201: the organization, when a key of the organization makes it", async () => {
    assert.deepEqual(owners(await create({ role: "sales" })), [null, null]);
  });

  test("401: keys of an account that is disabled are those of nobody", async () => {
    const service_account_id = await account();
    const { json } = await create({ service_account_id });
    await execute(adminUrl, "update service_accounts set disabled_at = now() where id = $1", [
      service_account_id,
    ]);
    assertProblem(await whoIs(json.key), 401, "unauthenticated");
  });
});

describe("a service account is not named when", () => {
  test("422: it never existed, is another organization's, or is disabled: all three alike", async () => {
    const stranger = await t.tenant("Stranger GmbH");
    const texts = new Set<string>();
    for (const service_account_id of [
      "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      await account("sales", stranger.id),
      await account("sales", organization, "disabled_at = now()"),
    ]) {
      const answer = await leavesNoTrace(adminUrl, () => create({ service_account_id, role: "sales" }));
      assertProblem(answer, 422, "invalid_input", { "/service_account_id": "not_found" });
      texts.add(answer.text.replace(/"request_id":"[^"]*"/, ""));
    }
    assert.equal(texts.size, 1);
  });

  test("422: the key would hold what the account does not", async () => {
    const service_account_id = await account("warehouse");
    const answer = await create({ service_account_id, role: "admin" });
    assertProblem(answer, 422, "invalid_input", { "/role": "beyond_account" });
    const narrow = await create({ service_account_id, role: "admin", scopes: ["orders:read"] });
    assert.equal(narrow.status, 201, narrow.text);
  });

  test("403: the caller could not have made such a key", async () => {
    const service_account_id = await account("admin");
    const small = await t.keyFor(organization, "owner", ["api_keys:write", "orders:read"]);
    assertProblem(await create({ service_account_id }, small), 403, "forbidden");
    const ownersAccount = await account("owner");
    const admin = await t.keyFor(organization, "admin");
    const scopes = ["orders:read"];
    assertProblem(await create({ service_account_id: ownersAccount, scopes }, admin), 403, "forbidden");
    assertProblem(await create({ role: "owner", scopes }, admin), 403, "forbidden");
  });
});

describe("allowed ranges", () => {
  const from = async (address: string, key: string) => {
    const headers = { "x-forwarded-for": address };
    const proxied = await behindProxy;
    return proxied.ask("GET", "/v1/me", { key, headers });
  };
  const behindProxy = startInstance(t.database, { trustedProxies: ["127.0.0.1"] });

  test("401: a key is unknown from anywhere else, whatever is remembered of it", async () => {
    const { json } = await create({ role: "sales", allowed_ranges: ["192.0.2.0/24", "2001:db8::/32"] });
    assert.deepEqual(json.allowed_ranges, ["192.0.2.0/24", "2001:db8::/32"]);
    const garbage = await from("192.0.2.9", `plk_${"x".repeat(32)}`);
    for (const [address, status] of [
      ["192.0.2.9", 200],
      ["192.0.3.9", 401],
      ["2001:db8:ffff::1", 200],
      ["2001:db9::1", 401],
      ["::ffff:192.0.2.1", 200],
      ["192.0.2.9", 200],
    ] as const) {
      const answer = await from(address, json.key);
      assert.equal(answer.status, status, `${address}: ${answer.text}`);
      if (status === 401) assert.equal(answer.json.title, garbage.json.title);
    }
    assertProblem(await whoIs(json.key), 401, "unauthenticated");
  });

  test("422: what is no range is named by its place, and there are at most 50", async () => {
    const answer = await create({
      allowed_ranges: ["192.0.2.0/24", "192.0.2.0/33", "example.com", "10.0.0.1/8"],
    });
    assertProblem(answer, 422, "invalid_input", {
      "/allowed_ranges/1": "range",
      "/allowed_ranges/2": "range",
      "/allowed_ranges/3": "range",
    });
    assert.match(answer.json.errors[2].detail, /write 10\.0\.0\.0\/8/);
    for (const allowed_ranges of [[], Array(51).fill("192.0.2.1"), "192.0.2.1"])
      assertProblem(await create({ allowed_ranges }), 422, "invalid_input");
  });

  test("201: a key that is bound to ranges hands them on; 422: it makes none that is good elsewhere", async () => {
    const maker = (await create({ role: "admin", allowed_ranges: ["127.0.0.0/8"] })).json.key;
    const heir = await create({ role: "sales" }, maker);
    assert.deepEqual(heir.json.allowed_ranges, ["127.0.0.0/8"]);
    assert.equal((await create({ role: "sales", allowed_ranges: ["127.0.0.1"] }, maker)).status, 201);
    assertProblem(
      await create({ role: "sales", allowed_ranges: ["127.0.0.1", "0.0.0.0/0"] }, maker),
      422,
      "invalid_input",
      { "/allowed_ranges/1": "beyond_yours" },
    );
  });
});

test("when a key was used last is written when the process stops, and not with every call", async () => {
  const instance = await startInstance(t.database);
  const { json } = await create({ role: "sales" });
  const lastUsed = async () =>
    (await execute(adminUrl, "select last_used_at, xmin::text from api_keys where id = $1", [json.id]))[0];
  const before = await lastUsed();
  for (let i = 0; i < 20; i++)
    assert.equal((await instance.ask("GET", "/v1/me", { key: json.key })).status, 200);
  assert.deepEqual(await lastUsed(), before);
  await instance.close();
  const { json: read } = await t.ask("GET", `/v1/api_keys/${json.id}`, { key: owner });
  assert.ok(Math.abs(Date.parse(read.last_used_at) - Date.now()) < 60_000, read.last_used_at);
  assert.equal(read.version, 1);
});
