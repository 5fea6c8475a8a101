/**
 * A body says what its operation declares, and nothing else: every name that the database or any noun knows is refused
 * at every operation that does not declare it, and what is accepted changes no column beside the declared ones.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TSchema } from "typebox";
import { type Answer, testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { execute } from "#harness/execute";
import { shopOf } from "#harness/shop";
import { sealed } from "#harness/trail";
import { type Action, resourceOf } from "#platform/action";
import { snapshot, touched } from "./every-row.fixture.ts";
import { populate } from "./population.fixture.ts";
import { operationsOf } from "./probes.fixture.ts";
import { sampler, withValue } from "./sample.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const s = shopOf(t, own.organization, own.key);
await s.receive(own.idOf("product"), 1_000);
const { registry } = t.app;
const { body } = sampler(registry, own.idOf, 40_000);
const scoped = { name: "A buyer", role: "buyer", customer_scope: [own.idOf("customer")] };
const keys: Record<string, string> = {
  owner: own.key,
  sales: await t.keyFor(own.organization, "sales"),
  buyer: (await s.post("/v1/api_keys", scoped)).json.key,
};
await sealed(t.database.adminUrl);

const columns = await execute(
  t.database.adminUrl,
  `select distinct a.attname::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'plinth'::regnamespace)
      and a.attnum > 0 and not a.attisdropped`,
  [],
);
/** Parts of what a request becomes on its way: a verb that spread its input into one of them would take it over. */
const inner =
  "context actor scope people person tenant permissions prepared ifMatch given input answer refused";
const ofLanguage = "constructor prototype toString hasOwnProperty __defineGetter__ then $where $ne";
const names = [
  ...new Set([
    ...columns.map(({ name }) => String(name)),
    ...registry.resources.flatMap((noun) => [
      ...Object.keys(noun.fields),
      ...Object.keys(noun.children),
      ...Object.keys(noun.relations),
    ]),
    ...t.app.actions.flatMap(({ input }) => Object.keys(input.properties)),
    ...inner.split(" "),
    ...ofLanguage.split(" "),
    ...["organizationId", "Organization_Id", "organization_id ", "organization_id[]", "customer.id", "", "0"],
  ]),
];
/** A refusal lists at most a hundred mistakes. */
const mostAtOnce = 80;

test("the names are those of the database and of the declarations", () => {
  assert.ok(names.length > 150, `${names.length}`);
  for (const name of ["organization_id", "version", "created_at", "role", "customer_scope", "suspended_at"])
    assert.ok(names.includes(name), name);
});

test("every body is closed, but for what browsers say of a passkey: they add to it, and it is picked apart", () => {
  const open = t.app.actions.flatMap(({ name, input }) =>
    placesOf(input)
      .filter(({ closed }) => !closed)
      .map(({ path }) => `${name} ${path[0]}`),
  );
  assert.deepEqual([...new Set(open)].sort(), [
    "auth.login_passkey response",
    "auth.step_up response",
    "passkeys.create response",
  ]);
});

type Place = { path: (string | number)[]; declared: Set<string>; closed: boolean };
type Asked = {
  action: Action;
  operation: string;
  who: string;
  request: { method: string; path: string; body: object; headers: Record<string, string> };
  places: Place[];
};

const asked: Asked[] = operationsOf(t, own).flatMap(({ operation, by, request }) => {
  const door = operation.replace(/\/batch$/, "");
  const action = t.app.actions.find((one) => one.door === door);
  if (action === undefined) return [];
  const batch = operation.endsWith("/batch");
  const inside = placesOf(action.input)
    .filter(({ closed }) => closed)
    .map((place) => ({ ...place, path: batch ? ["items", 0, ...place.path] : place.path }));
  const envelope: Place = { path: [], declared: new Set(["items"]), closed: true };
  const places = batch ? [envelope, ...inside] : inside;
  const callers = by === "key" ? Object.keys(keys) : [by];
  return callers.map((who) => ({
    action,
    operation,
    who,
    request: { ...request, body: (request.body ?? {}) as object, headers: { ...request.headers } },
    places,
  }));
});

describe("a name that an operation does not declare", () => {
  for (const who of new Set(asked.map((one) => one.who))) {
    test(`is refused by name at every place of every body, and nothing changes: ${who}`, async () => {
      const wrong: string[] = [];
      let refused = 0;
      await leavesNoTrace(t.database.adminUrl, async () => {
        for (const one of asked.filter((each) => each.who === who))
          for (const place of one.places)
            for (const some of chunks(unknownAt(one, place))) {
              const answer = await give(
                one,
                place,
                Object.fromEntries(some.map((name) => [name, "taken over"])),
              );
              refused += answer.status === 422 ? some.length : 0;
              wrong.push(...complaints(one, place, some, answer));
            }
      });
      assert.deepEqual(wrong, []);
      assert.ok(refused > 1_000, `only ${refused} names were refused`);
    });
  }

  test("is refused whatever its value is: an object, a list, null", async () => {
    await leavesNoTrace(t.database.adminUrl, async () => {
      for (const one of asked.filter(({ who }) => who === "owner"))
        for (const place of one.places)
          for (const value of [{ id: own.organization }, [own.organization], null, 0, ""]) {
            const answer = await give(one, place, { organization_id: value, suspended_at: value });
            assert.deepEqual(
              complaints(one, place, ["organization_id", "suspended_at"], answer),
              [],
              JSON.stringify(value),
            );
          }
    });
  });

  test("400: the prototype of an object is no field of any body", async () => {
    await leavesNoTrace(t.database.adminUrl, async () => {
      for (const one of asked.filter(({ who }) => who !== "sales" && who !== "buyer"))
        for (const place of one.places) {
          const marked = withAt(one.request.body, place.path, { marker: true });
          const text = JSON.stringify(marked).replace('"marker":true', '"__proto__":{"role":"owner"}');
          assert.match(text, /__proto__/);
          const answer = await ask(one, text);
          assert.equal(answer.status, 400, `${one.operation} /${place.path.join("/")}: ${answer.text}`);
        }
    });
    assert.equal((Object.prototype as Record<string, unknown>).role, undefined);
  });

  test("400: nor does a query string bring it", async () => {
    for (const one of asked.filter(({ who, request }) => who === "owner" && request.method !== "GET")) {
      const path = `${one.request.path}?organization_id=${own.organization}`;
      const answer = await ask({ ...one, request: { ...one.request, path } }, one.request.body);
      assert.equal(answer.status, 400, `${one.operation}: ${answer.text}`);
    }
  });
});

describe("a body that an operation accepts", () => {
  const derived = t.app.actions.filter((action) => {
    const noun = resourceOf(action);
    return noun?.write !== undefined && action.name === `${noun.path}.update`;
  });

  for (const action of derived) {
    test(`changes the columns that it declares, of the one object: ${action.name}`, async () => {
      const noun = resourceOf(action);
      assert.ok(noun);
      const path = action.door.slice("PATCH ".length).replace("{id}", own.idOf(noun.name));
      const fields = body(action.input);
      const before = await snapshot(t.database.adminUrl);
      const answer = await s.ask("PATCH", path, { body: fields, headers: { "if-match": "*" } });
      assert.equal(answer.status, 200, answer.text);
      const changes = touched(before, await snapshot(t.database.adminUrl));
      const children = Object.values(noun.children).map(({ table }) => table);
      for (const { table, key, columns: changed } of changes.filter((one) => !children.includes(one.table))) {
        assert.deepEqual([table, key], [noun.table, own.idOf(noun.name)]);
        const beyond = changed.filter(
          (name) => !(name in fields) && !["version", "updated_at"].includes(name),
        );
        assert.deepEqual(beyond, [], action.name);
      }
    });
  }

  test("makes rows of the caller's organization and customer, with everything else as it begins: an order by a buyer", async () => {
    const lines = [{ product_id: own.idOf("product"), quantity: 1 }];
    const order = { customer_id: own.idOf("customer"), currency: "EUR", lines };
    const before = await snapshot(t.database.adminUrl);
    const answer = await s.ask("POST", "/v1/orders", { key: keys.buyer ?? "", body: order });
    assert.equal(answer.status, 201, answer.text);
    const changes = touched(before, await snapshot(t.database.adminUrl));
    assert.deepEqual(changes.map(({ table, made }) => `${table} ${made ? "made" : "changed"}`).sort(), [
      "order_lines made",
      "orders made",
      "reservations made",
      "stock_levels changed",
    ]);
    const [made] = await execute(t.database.adminUrl, "select * from orders where id = $1", [answer.json.id]);
    assert.ok(made);
    const { organization_id, customer_id, status, version, internal_note, external_reference, cancelled_at } =
      made;
    assert.deepEqual(
      { organization_id, customer_id, status, version, internal_note, external_reference, cancelled_at },
      {
        organization_id: own.organization,
        customer_id: own.idOf("customer"),
        status: "placed",
        version: 1,
        internal_note: null,
        external_reference: null,
        cancelled_at: null,
      },
    );
  });
});

function unknownAt({ action }: Asked, { declared }: Place): string[] {
  const inPath = [...action.door.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  // the path's own id is no field of the body; its other parameters are refused in a sentence of their own
  return names.filter((name) => !declared.has(name) && (name === "id" || !inPath.includes(name)));
}

async function give(one: Asked, place: Place, more: object): Promise<Answer> {
  return ask(one, withAt(one.request.body, place.path, more));
}

function ask({ who, request }: Asked, sent: unknown): Promise<Answer> {
  const key = keys[who] ?? (who === "person" ? own.person.token : undefined);
  const headers = { ...request.headers, "if-match": "*" };
  return t.ask(request.method, request.path, { ...(key === undefined ? {} : { key }), body: sent, headers });
}

/** 422 naming each of them at its place, or 403 from whoever may not ask at all. */
function complaints(
  { operation, who, action }: Asked,
  place: Place,
  some: string[],
  answer: Answer,
): string[] {
  const at = `${who} ${operation} /${place.path.join("/")}`;
  if (answer.status === 403 && who !== "owner" && action.permission !== undefined) return [];
  if (answer.status !== 422) return [`${at} answered ${answer.status}: ${answer.text.slice(0, 300)}`];
  const told = new Set(
    (answer.json.errors as { pointer: string; code: string }[])
      .filter(({ code }) => code === "unknown_field")
      .map(({ pointer }) => pointer),
  );
  const prefix = place.path.map((step) => `/${step}`).join("");
  return some
    .filter((name) => !told.has(`${prefix}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`))
    .map((name) => `${at} did not refuse "${name}"`);
}

/** The body itself and every object inside of it, with the names that each may have. */
function placesOf(schema: TSchema, path: (string | number)[] = []): Place[] {
  const one = schema as TSchema & {
    anyOf?: TSchema[];
    items?: TSchema;
    properties?: Record<string, TSchema>;
    additionalProperties?: unknown;
  };
  if (one.anyOf !== undefined) return one.anyOf.flatMap((branch) => placesOf(branch, path));
  if (one.items !== undefined) return placesOf(one.items, [...path, 0]);
  if (one.properties === undefined) return [];
  const inside = Object.entries(one.properties).flatMap(([name, value]) => placesOf(value, [...path, name]));
  const closed = one.additionalProperties === false;
  return [{ path, declared: new Set(Object.keys(one.properties)), closed }, ...inside];
}

function withAt(sent: object, path: (string | number)[], more: object): object {
  if (path.length === 0) return { ...sent, ...more };
  const at = path.reduce<unknown>((inside, step) => (inside as Record<string | number, unknown>)[step], sent);
  return withValue(sent, path, { ...(at as object), ...more });
}

function chunks(all: string[]): string[][] {
  const count = Math.ceil(all.length / mostAtOnce);
  return Array.from({ length: count }, (_, i) => all.slice(i * mostAtOnce, (i + 1) * mostAtOnce));
}
