/** A field that a role may not see does not exist for it: not in an answer, a question, a write, an event or a trail. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, type Ask, testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { shopOf } from "#harness/shop";
import { createContext } from "#platform/access";
import { type Action, resourceOf } from "#platform/action";
import { Problem } from "#platform/errors";
import { parseListQuery, plain, type Resource } from "#platform/resource";
import { type FixedRole, permissionsOfFixed } from "../../src/modules/organizations/roles.ts";
import { encodeCursor } from "../../src/platform/resource/cursor.ts";
import { getText } from "../../src/platform/resource/statements.ts";
import { populate } from "./population.fixture.ts";
import { sampler } from "./sample.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const s = shopOf(t, own.organization, own.key);
await s.receive(own.idOf("product"), 100_000);
// an order that is placed here has none, one from elsewhere no margin, and nobody has confirmed, held or cancelled it yet
await execute(
  t.database.adminUrl,
  `update orders set external_reference = 'Elsewhere 1', confirmed_by = 'member:' || uuidv7(), cancelled_by = 'member:' || uuidv7(),
                     held_because = 'credit_limit', held_at = now()
    where id = $1`,
  [own.idOf("order")],
);
const { registry } = t.app;
const { body } = sampler(registry, own.idOf, 20_000);
const all = (await t.ask("GET", "/v1/me", { key: own.key })).json.permissions as string[];
const hidden = registry.resources.flatMap((noun) =>
  Object.entries(noun.fields).flatMap(([field, { see }]) =>
    see === undefined ? [] : [{ noun, field, see }],
  ),
);
const served = registry.resources.filter(({ path }) => path !== undefined);

test("what a customer does not see: what things cost and earn, what staff note and who they are, and the names of other systems", () => {
  assert.deepEqual(hidden.map(({ noun, field }) => `${noun.name}.${field}`).sort(), [
    "address.external_reference",
    "contact.external_reference",
    "customer.credit_limit_minor",
    "customer.external_reference",
    "customer.internal_note",
    "order.cancelled_by",
    "order.confirmed_by",
    "order.external_reference",
    "order.held_at",
    "order.held_because",
    "order.internal_note",
    "order.margin_minor",
    "order_line.unit_cost",
    "payment.started_by",
    "product.external_reference",
    "product.internal_note",
    "product.unit_cost",
    "refund.asked_by",
  ]);
});

test("a buyer sees none of it; staff see all but margins, which are for those who see costs", () => {
  const seen = (role: FixedRole) => hidden.filter(({ see }) => permissionsOfFixed(role).includes(see));
  const names = (role: FixedRole) => seen(role).map(({ noun, field }) => `${noun.name}.${field}`);
  assert.deepEqual(names("buyer"), []);
  for (const role of ["owner", "admin", "finance", "auditor"] as const)
    assert.deepEqual(seen(role), hidden, role);
  const costs = ["order.margin_minor", "order_line.unit_cost", "product.unit_cost"];
  for (const role of ["sales", "integration"] as const)
    assert.deepEqual(
      names(role),
      names("owner").filter((name) => !costs.includes(name)),
      role,
    );
  assert.deepEqual(names("warehouse"), [
    "product.internal_note",
    "product.external_reference",
    "order.external_reference",
    "order.internal_note",
    "order.held_because",
    "order.held_at",
    "order.confirmed_by",
    "order.cancelled_by",
  ]);
});

for (const { noun, field, see } of hidden) {
  describe(`${noun.name}.${field} without ${see}`, async () => {
    const held = all.filter((permission) => permission !== see);
    const blind = await t.keyFor(own.organization, "owner", held);
    const { list, here, found } = placeOf(noun);
    const ask = (method: string, path: string, wish: Ask = {}) =>
      t.ask(method, path, { key: blind, ...wish });
    const value = async () => found((await t.ask("GET", here, { key: own.key })).json)[field];

    test("is absent where others see it", async () => {
      assert.ok((await value()) != null);
      assert.ok(!(field in found((await ask("GET", here)).json)));
      for (const listed of (await ask("GET", `${list}?limit=200`)).json.data)
        assert.ok(!(field in found(listed)));
    });

    test("is absent in every expansion", async () => {
      for (const other of served) {
        const paths = Object.entries(other.relations).flatMap(([name, { to }]) => [
          name,
          ...Object.keys(registry.get(to).relations).map((below) => `${name}.${below}`),
        ]);
        const queries = ["limit=5", ...(paths.length === 0 ? [] : [`limit=5&expand=${paths.join(",")}`])];
        for (const query of queries) {
          const answer = await ask("GET", `/v1/${other.path}?${query}`);
          assert.equal(answer.status, 200, answer.text);
          assert.deepEqual(tellersOf(noun, field, other, answer.json.data), [], other.name);
        }
      }
    });

    test("is absent in the answer of a verb", async () => {
      const answer = await blindDeed(noun, ask);
      assert.ok(answer.status === 200 || answer.status === 201, answer.text);
      assert.ok(!(field in found(answer.json)));
    });

    test("403: asking for it by name", async () => {
      const refused = list === `/v1/${noun.path}` ? expectForbidden : expectUnknown;
      refused(await ask("GET", `${here}?fields=${field}`), see);
      refused(await ask("GET", `${list}?fields=id,${field}`), see);
      refused(await ask("GET", `${list}?count=exact&limit=1&fields=${field}`), see);
    });

    test("403: giving it to any verb that takes it, alone and in a batch, emptied or filled", async () => {
      const verbs = t.app.actions.filter(
        (action) => resourceOf(action) === noun && field in action.input.properties,
      );
      const ownWords = [
        "margin_minor",
        "unit_cost",
        "held_because",
        "held_at",
        "confirmed_by",
        "cancelled_by",
        "started_by",
        "asked_by",
      ];
      const given = !ownWords.includes(field);
      assert.equal(verbs.length > 0, given || noun.name === "product");
      for (const action of verbs) {
        const [method = "", path = ""] = action.door.split(" ");
        const at = path.replace("{id}", own.idOf(noun.name));
        const headers: Record<string, string> = path.includes("{id}") ? { "if-match": "*" } : {};
        const sent = blindBody(action, noun, see);
        const given = body(action.input)[field];
        expectForbidden(await ask(method, at, { body: { ...sent, [field]: given }, headers }), see);
        if (action.ifMatch === "required")
          expectForbidden(await ask(method, at, { body: { [field]: null }, headers }), see);
        if (action.batch !== true) continue;
        const items = [sent, { ...sent, [field]: given }];
        expectForbidden(await ask(method, `${at}/batch`, { body: { items } }), see);
      }
    });

    test("403: filtering or sorting by it, or going on from where such a page ended, were it declared", () => {
      const open: Resource = { ...noun, filter: [...noun.filter, field], sort: [...noun.sort, field] };
      const context = createContext({
        organizationId: own.organization,
        actor: { kind: "member", id: own.organization, name: "Blind" },
        permissions: new Set(held),
        scope: "all",
        requestId: "blind",
        door: "test",
      });
      const keys = [
        { field, descending: false },
        { field: "id", descending: false },
      ];
      const after = encodeCursor(open, keys, ["1", own.organization]);
      const asking = (query: string) => () =>
        parseListQuery(registry, open, context, new Map(new URLSearchParams(query)));
      for (const query of [
        `${field}=1`,
        `${field}[ne]=1`,
        `${field}[like]=11`,
        `${field}[null]=true`,
        `${field}=1&count=exact&limit=1`,
        `sort=${field}`,
        `sort=-${field}`,
        `sort=${field}&after=${after}`,
      ])
        assert.throws(asking(query), withStatus(403), query);
      assert.throws(asking(`after=${after}`), withStatus(400)); // a cursor brings no order of its own
    });

    test("is not found by searching for it", async () => {
      if (!noun.search.includes(field)) return;
      const needle = encodeURIComponent(String(await value()));
      const count = async (key: string) =>
        (await t.ask("GET", `${list}?q=${needle}&count=exact`, { key })).json.total;
      assert.deepEqual([await count(own.key), await count(blind)], [1, 0]);
    });

    test("differs by its ETag: what another role knows is sent again", async () => {
      const [seen, unseen] = [await t.ask("GET", here, { key: own.key }), await ask("GET", here)];
      assert.notEqual(seen.headers.get("etag"), unseen.headers.get("etag"));
      const known = { "if-none-match": String(seen.headers.get("etag")) };
      assert.equal((await ask("GET", here, { headers: known })).status, 200);
    });

    test("is not told by events", async () => {
      const secret = String(await value());
      const told = await execute(t.database.adminUrl, "select data from plinth.events", []);
      assert.ok(told.length > 0);
      for (const { data } of told) {
        const values = Object.values(JSON.parse(String(data)) as Record<string, unknown>).flat();
        assert.ok(!values.map(String).includes(secret), String(data));
      }
    });

    test("would be noticed if a statement forgot the permission", () => {
      const viewer = { permissions: new Set([see]), scoped: false };
      assert.ok(getText(registry, noun, plain, viewer).includes(`.${field}`));
      assert.ok(
        !getText(registry, noun, plain, { ...viewer, permissions: new Set<string>() }).includes(`.${field}`),
      );
    });
  });
}

type Found = Record<string, unknown>;

/** Where an object of the noun is read: at its own path, or inside of the whole that it is a part of. */
function placeOf(noun: Resource): { list: string; here: string; found(answer: Found): Found } {
  const { belongs } = noun;
  const at = ({ path, name }: Resource) => ({ list: `/v1/${path}`, here: `/v1/${path}/${own.idOf(name)}` });
  if (noun.path !== undefined) return { ...at(noun), found: (answer) => answer };
  assert.ok(typeof belongs === "object" && "parent" in belongs);
  const whole = registry.get(belongs.parent);
  const [relation = ""] = Object.entries(whole.relations).find(([, { to }]) => to === noun.name) ?? [];
  return { ...at(whole), found: (answer) => (answer[relation] as Found[])[0] ?? {} };
}

/** Something that the verb takes, without what the permission is needed for. */
function blindBody(action: Action, noun: Resource, see: string): Found {
  return Object.fromEntries(
    Object.entries(body(action.input)).filter(([name]) => noun.fields[name]?.see !== see),
  );
}

/** A deed that the blind may do, and that answers with an object of the noun. */
async function blindDeed(
  noun: Resource,
  ask: (method: string, path: string, wish: Ask) => Promise<Answer>,
): Promise<Answer> {
  const { here, list } = placeOf(noun);
  if (list === "/v1/orders") {
    const lines = [{ product_id: own.idOf("product"), quantity: 1 }];
    return ask("POST", list, { body: { customer_id: own.idOf("customer"), currency: "EUR", lines } });
  }
  if (list === "/v1/payments" || list === "/v1/refunds") {
    const paying = `/v1/orders/${own.idOf("order")}/payments`;
    const paid = await ask("POST", paying, { body: { method: "bank_transfer", amount_minor: 5 } });
    if (list === "/v1/payments") return paid;
    return ask("POST", `/v1/payments/${paid.json.id}/refund`, { body: { reason: "Blindly." } });
  }
  const [open] = Object.entries(noun.fields).find(
    ([name, field]) =>
      field.kind === "text" && !field.readOnly && field.see === undefined && !noun.unique.includes(name),
  ) ?? [""];
  return ask("PATCH", here, { body: { [open]: `Blindly ${Math.random()}` }, headers: { "if-match": "*" } });
}

/** Where in these objects, and in what they embed, an object of the noun has the field. */
function tellersOf(noun: Resource, field: string, at: Resource, objects: Found[]): Found[] {
  return objects.flatMap((object) => [
    ...(at === noun && field in object ? [object] : []),
    ...Object.entries(at.relations).flatMap(([name, { to }]) =>
      tellersOf(noun, field, registry.get(to), [(object[name] ?? []) as Found | Found[]].flat()),
    ),
  ]);
}

const withStatus = (status: number) => (error: unknown) =>
  error instanceof Problem && error.kind.status === status;

function expectForbidden({ status, json, text }: Answer, permission: string): void {
  assert.equal(status, 403, text);
  assert.match(json.detail, new RegExp(permission));
}

/** Fields of a part are not asked for by name. */
function expectUnknown({ status, json, text }: Answer): void {
  assert.equal(status, 400, text);
  assert.equal(json.code, "unknown_parameter");
}
