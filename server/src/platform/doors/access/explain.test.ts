/** Why may somebody do something, or not: which rule decides, what would change it, and what is not told. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { choose } from "#harness/choose";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { assertProblem, withoutRequestId } from "#harness/problems";
import { shopOf } from "#harness/shop";

const t = await testApp();
const { adminUrl } = t.database;
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const { id: organization, key } = await t.tenant();
await choose(t, organization, { "orders.second_person_confirms": true });
const s = shopOf(t, organization, key);
const [customer, other] = [await s.customer(), await s.customer()];
const product = await s.product();
await s.receive(product, 1_000);
const owner = await testPerson(t, { organization });
const lines = [{ product_id: product, quantity: 1 }];
const placedBy = async (credential: string, customer_id = customer): Promise<string> => {
  const body = { customer_id, currency: "EUR", lines };
  return (await t.ask("POST", "/v1/orders", { key: credential, body })).json.id;
};
const order = await placedBy(key);

type Asked = { action: string; object?: string; actor?: string };
const explain = (asked: Asked, credential = key) =>
  t.ask("GET", `/v1/access/explain?${new URLSearchParams(asked)}`, { key: credential });
const keyWith = async (wish: object) => {
  const { status, text, json } = await owner.ask("POST", "/v1/api_keys", { body: { name: "k", ...wish } });
  assert.equal(status, 201, text);
  return { id: json.id as string, key: json.key as string, actor: `api_key:${json.id}` };
};
const verdictsOf = (json: { rules: { rule: string; allowed: boolean }[] }) =>
  Object.fromEntries(json.rules.map(({ rule, allowed }) => [rule, allowed]));

// all of it before the first test: what stands between suites is done beside them
const ofOther = await placedBy(key, other);
const limited = await keyWith({
  role: "admin",
  scopes: ["orders:read", "access:explain", "orders:confirm", "members:read", "api_keys:read"],
  customer_scope: [customer],
});

describe("what is answered", () => {
  test("200: every rule in order, for oneself, and nothing is written", async () => {
    const { json } = await leavesNoTrace(adminUrl, () =>
      explain({ action: "orders.confirm", object: order }, owner.token),
    );
    assert.deepEqual(json, {
      action: "orders.confirm",
      object: order,
      actor: `member:${owner.id}`,
      allowed: true,
      decided_by: null,
      because: "Every rule allows it.",
      rules: json.rules,
      grants: [],
    });
    assert.deepEqual(Object.keys(verdictsOf(json)), [
      "actor",
      "permission",
      "scope",
      "organization",
      "object",
      "separation_of_duties",
    ]);
  });

  test("200: a permission that is missing is named with the roles that hold it, the organization's own too", async () => {
    const seller = await testPerson(t, { organization, role: "warehouse" });
    await execute(
      adminUrl,
      "insert into roles (organization_id, name, permissions) values ($1, 'clerk', $2)",
      [organization, ["orders:read", "orders:confirm"]],
    );
    const { json } = await explain({ action: "orders.confirm", actor: `member:${seller.id}` });
    assert.deepEqual(
      [json.allowed, json.decided_by, json.because],
      [
        false,
        { rule: "permission", permission: "orders:confirm" },
        'It needs the permission "orders:confirm", which is not held.',
      ],
    );
    assert.deepEqual(json.grants, [
      {
        permission: "orders:confirm",
        to: `member:${seller.id}`,
        roles: ["owner", "admin", "sales", "finance", "clerk"],
      },
    ]);
  });

  test("200: all that is missing is named together", async () => {
    const narrow = await keyWith({ role: "admin", scopes: ["orders:read"], customer_scope: [other] });
    const { json } = await explain({ action: "orders.confirm", object: order, actor: narrow.actor });
    assert.deepEqual(verdictsOf(json), {
      actor: true,
      permission: false,
      scope: true,
      organization: true,
      object: false,
      separation_of_duties: true,
    });
    assert.deepEqual(json.decided_by, { rule: "permission", permission: "orders:confirm" });
    assert.deepEqual(json.grants, [
      {
        permission: "orders:confirm",
        to: narrow.actor,
        roles: ["owner", "admin", "sales", "finance", "clerk"],
      },
      { customer_scope: [customer], to: narrow.actor },
    ]);
  });

  test("200: what its owner lacks as well, a key's owner must be given too", async () => {
    const seller = await testPerson(t, { organization, role: "admin" });
    const body = { name: "x", role: "admin" };
    const { json: made } = await seller.ask("POST", "/v1/api_keys", { body });
    await execute(adminUrl, "update members set role = 'auditor' where id = $1", [seller.id]);
    const { json } = await explain({ action: "orders.place", actor: `api_key:${made.id}` });
    assert.deepEqual(
      json.grants.map(({ permission, to }: Record<string, string>) => [permission, to]),
      [
        ["orders:place", `api_key:${made.id}`],
        ["orders:place", `member:${seller.id}`],
      ],
    );
  });

  test("200: whoever placed it is told that somebody else must confirm", async () => {
    const own = await placedBy(owner.token);
    const { json } = await explain({ action: "orders.confirm", object: own, actor: `member:${owner.id}` });
    assert.deepEqual(
      [json.decided_by, json.grants],
      [{ rule: "separation_of_duties" }, [{ another_person: true }]],
    );
  });

  test("200: who did the other half is told to whoever may read histories; of themselves, to everybody", async () => {
    const [own, others] = [await placedBy(owner.token), order];
    const scopes = ["orders:read", "orders:confirm", "members:read", "access:explain"];
    const asked = async (held: string[], object: string, actor = `member:${owner.id}`) => {
      const secret = await t.keyFor(organization, "owner", held);
      return (await explain({ action: "orders.confirm", object, actor }, secret)).json;
    };
    const plain = (json: { object: string }) => ({ ...json, object: "" });
    const untold = await asked(scopes, own);
    assert.deepEqual(plain(untold), plain(await asked(scopes, others)));
    assert.match(JSON.stringify(untold.rules), /who did is told with \\"history:read\\"/);
    assert.equal((await asked([...scopes, "history:read"], own)).allowed, false);
    assert.equal((await asked([...scopes, "history:read"], others)).allowed, true);
    const hers = await keyWith({ role: "admin", scopes });
    const { json } = await explain({ action: "orders.confirm", object: own }, hers.key);
    assert.deepEqual(json.decided_by, { rule: "separation_of_duties" });
  });

  test("200: with a key that nobody is known to hold, a person is asked for, whatever the object", async () => {
    const unknown = { rule: "separation_of_duties" };
    for (const object of [{}, { object: order }, { object: await placedBy(owner.token) }]) {
      const { json } = await explain({ action: "orders.confirm", ...object });
      assert.deepEqual([json.decided_by, json.grants], [unknown, [{ known_person: true }]]);
      assert.match(json.because, /nobody can say who holds this key/);
    }
    const { json } = await explain({ action: "orders.confirm", object: order, actor: `member:${owner.id}` });
    assert.equal(json.allowed, true);
  });

  test("200: a suspended organization is resumed by its operator; reading goes on", async () => {
    const tenant = await t.tenant("Late GmbH");
    await execute(
      adminUrl,
      "update organizations set suspended_at = now(), suspended_because = 'An invoice is open.' where id = $1",
      [tenant.id],
    );
    const { json } = await explain({ action: "orders.place" }, tenant.key);
    assert.deepEqual(
      [json.decided_by, json.because, json.grants],
      [{ rule: "organization" }, "An invoice is open.", [{ resume: true }]],
    );
    assert.equal((await explain({ action: "orders.list" }, tenant.key)).json.allowed, true);
    assert.equal((await explain({ action: "api_keys.revoke" }, tenant.key)).json.allowed, true);
  });

  test("200: reads of nouns and other reads are explained like verbs", async () => {
    const buyer = await keyWith({ role: "buyer", customer_scope: [customer] });
    const ask = async (asked: Asked) => (await explain({ ...asked, actor: buyer.actor })).json;
    assert.equal((await ask({ action: "orders.list" })).allowed, true);
    assert.equal((await ask({ action: "orders.get", object: order })).allowed, true);
    assert.equal((await ask({ action: "events.list" })).allowed, true);
    assert.equal((await ask({ action: "access.explain" })).decided_by.permission, "access:explain");
    assert.equal((await ask({ action: "me.get" })).allowed, true);
    const { decided_by, grants } = await ask({ action: "me.change_password" });
    assert.deepEqual([decided_by, grants], [{ rule: "person" }, []]);
  });
});

describe("what the asker does not see is not told", () => {
  test("an order of another organization, of another customer and none at all are answered alike", async () => {
    const foreign = await t.tenant("Other GmbH");
    const elsewhere = shopOf(t, foreign.id, foreign.key);
    const theirs = await elsewhere.customer();
    for (const [asker, objects] of [
      [limited.key, [ofOther, nobody]],
      [key, [theirs, nobody]],
    ] as const) {
      const action = asker === key ? "customers.update" : "orders.confirm";
      const answers = await Promise.all(
        objects.map(async (object) => {
          const answer = await explain({ action, object }, asker);
          assert.equal(answer.status, 200, answer.text);
          assert.deepEqual([answer.json.decided_by, answer.json.grants], [{ rule: "object" }, []]);
          return answer.text.replace(object, "");
        }),
      );
      assert.equal(new Set(answers).size, 1);
    }
  });

  test("an object whose noun the asker may not read does not exist for them", async () => {
    const finance = await t.keyFor(organization, "finance");
    const warehouse = await t.keyFor(organization, "warehouse");
    const asked = { action: "customers.update", object: customer };
    assert.equal(verdictsOf((await explain(asked, finance)).json).object, true);
    assert.equal(verdictsOf((await explain(asked, warehouse)).json).object, false);
  });

  test("actors that they may not read, of another organization, and none at all are answered alike", async () => {
    const foreign = await t.tenant("Third GmbH");
    const stranger = await testPerson(t, { organization: foreign.id });
    const answers = await Promise.all(
      [`member:${stranger.id}`, `member:${nobody}`, `buyer:${nobody}`].map((actor) =>
        explain({ action: "orders.list", actor }),
      ),
    );
    for (const { json } of answers) {
      assert.deepEqual([json.allowed, json.decided_by, json.grants], [false, { rule: "actor" }, []]);
      assert.equal(json.rules.length, 1);
    }
    const inside = { action: "orders.list", actor: `member:${owner.id}` };
    assert.equal((await explain(inside)).json.allowed, true);
    assert.deepEqual((await explain(inside, limited.key)).json.decided_by, { rule: "actor" });
    const finance = await t.keyFor(organization, "finance"); // may not read keys
    assert.deepEqual(
      (await explain({ action: "orders.list", actor: limited.actor }, finance)).json.decided_by,
      { rule: "actor" },
    );
  });

  test("the organization's own roles are named to those who may read roles, by explanations and by refusals", async () => {
    await execute(
      adminUrl,
      "insert into roles (organization_id, name, permissions) values ($1, 'secret_project', $2)",
      [organization, ["settings:write"]],
    );
    const scopes = ["access:explain", "roles:read"];
    const named = { explain: [] as boolean[], refusal: [] as boolean[] };
    for (const wish of [
      { role: "admin", scopes },
      { role: "admin", scopes: ["access:explain"] },
      { role: "admin", scopes, customer_scope: [customer] },
    ]) {
      const { key: asking, actor } = await keyWith(wish);
      const told = await explain({ action: "settings.update", actor }, asking);
      const headers = { "if-match": "*" };
      const refused = await t.ask("PATCH", "/v1/settings", { key: asking, body: {}, headers });
      assertProblem(refused, 403, "forbidden");
      assert.match(told.text, /"owner","admin"/);
      named.explain.push(told.text.includes("secret_project"));
      named.refusal.push(refused.text.includes("secret_project"));
    }
    assert.deepEqual(named, { explain: [true, false, false], refusal: [true, false, false] });
  });

  test("403: whoever does not hold access:explain is told nothing, about themselves neither", async () => {
    const buyer = await keyWith({ role: "buyer", customer_scope: [customer] });
    const answers = [
      await explain({ action: "orders.confirm", object: order }, buyer.key),
      await explain({ action: "orders.list", actor: buyer.actor }, buyer.key),
      await t.ask("POST", `/v1/orders/${order}/confirm`, { key: buyer.key }),
    ];
    for (const answer of answers) assertProblem(answer, 403, "forbidden");
    assert.equal(new Set(answers.map(withoutRequestId)).size, 1);
  });
});
