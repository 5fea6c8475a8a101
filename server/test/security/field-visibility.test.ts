/** A field that a role may not see does not exist for it: not in an answer, a question, a write, an event or a trail. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, type Ask, testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { createContext } from "#platform/access";
import { Problem } from "#platform/errors";
import { parseListQuery, plain, type Resource } from "#platform/resource";
import { getText } from "../../src/platform/resource/statements.ts";
import { populate } from "./population.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const { registry } = t.app;
const hidden = registry.resources.flatMap((noun) =>
  Object.entries(noun.fields).flatMap(([field, { see }]) =>
    see === undefined ? [] : [{ noun, field, see }],
  ),
);

test("there are hidden fields, and unit_cost is one of them", () => {
  assert.ok(hidden.some(({ noun, field }) => noun.name === "product" && field === "unit_cost"));
});

for (const { noun, field, see } of hidden) {
  describe(`${noun.name}.${field} without ${see}`, async () => {
    const all = (await t.ask("GET", "/v1/me", { key: own.key })).json.permissions as string[];
    const blind = await t.keyFor(
      own.organization,
      "owner",
      all.filter((permission) => permission !== see),
    );
    const here = `/v1/${noun.path}/${own.idOf(noun.name)}`;
    const ask = (method: string, path: string, wish: Ask = {}) =>
      t.ask(method, path, { key: blind, ...wish });

    test("is absent where others see it", async () => {
      assert.ok(field in (await t.ask("GET", here, { key: own.key })).json);
      assert.ok(!(field in (await ask("GET", here)).json));
      for (const listed of (await ask("GET", `/v1/${noun.path}?limit=200`)).json.data)
        assert.ok(!(field in listed));
    });

    test("is absent in every expansion and every answer of a verb", async () => {
      for (const other of registry.resources.filter(({ path }) => path !== undefined)) {
        const paths = Object.entries(other.relations).flatMap(([name, { to }]) => [
          name,
          ...Object.keys(registry.get(to).relations).map((below) => `${name}.${below}`),
        ]);
        if (paths.length === 0) continue;
        const answer = await ask("GET", `/v1/${other.path}?limit=5&expand=${paths.join(",")}`);
        assert.equal(answer.status, 200, answer.text);
        assert.ok(!answer.text.includes(`"${field}"`), other.name);
      }
      const etag = String((await ask("GET", here)).headers.get("etag"));
      const changed = await ask("PATCH", here, {
        body: { name: "Changed blindly" },
        headers: { "if-match": etag },
      });
      assert.equal(changed.status, 200, changed.text);
      assert.ok(!(field in changed.json));
    });

    test("403: asking for it by name, writing it", async () => {
      expectForbidden(await ask("GET", `${here}?fields=${field}`), see);
      expectForbidden(await ask("GET", `/v1/${noun.path}?fields=id,${field}`), see);
      const value = noun.fields[field]?.example;
      expectForbidden(
        await ask("PATCH", here, { body: { [field]: value }, headers: { "if-match": "*" } }),
        see,
      );
      expectForbidden(
        await ask("PATCH", here, { body: { [field]: null }, headers: { "if-match": "*" } }),
        see,
      );
      const items = [{ sku: "BLIND", name: "Blind", [field]: value }];
      expectForbidden(await ask("POST", `/v1/${noun.path}`, { body: items[0] }), see);
      expectForbidden(await ask("POST", `/v1/${noun.path}/batch`, { body: { items } }), see);
    });

    test("403: filtering or sorting by it, were it declared", () => {
      const open: Resource = { ...noun, filter: [...noun.filter, field], sort: [...noun.sort, field] };
      const context = createContext({
        organizationId: own.organization,
        actor: { kind: "member", id: own.organization, name: "Blind" },
        permissions: new Set(all.filter((permission) => permission !== see)),
        scope: "all",
        requestId: "blind",
        door: "test",
      });
      for (const parameter of [
        `${field}=1`,
        `${field}[ne]=1`,
        `${field}[null]=true`,
        `sort=${field}`,
        `sort=-${field}`,
      ]) {
        const parameters = new Map([parameter.split("=") as [string, string]]);
        const refused = (error: unknown) => error instanceof Problem && error.kind.status === 403;
        assert.throws(() => parseListQuery(registry, open, context, parameters), refused, parameter);
      }
    });

    test("differs by its ETag: what another role knows is sent again", async () => {
      const [seen, unseen] = [await t.ask("GET", here, { key: own.key }), await ask("GET", here)];
      assert.notEqual(seen.headers.get("etag"), unseen.headers.get("etag"));
      const known = { "if-none-match": String(seen.headers.get("etag")) };
      assert.equal((await ask("GET", here, { headers: known })).status, 200);
    });

    test("is not told by events", async () => {
      const told = await execute(
        t.database.adminUrl,
        "select data from plinth.events where subject_type = $1",
        [noun.name],
      );
      assert.ok(told.length > 0);
      for (const { data } of told)
        assert.ok(!String(data).includes(String(noun.fields[field]?.example)), String(data));
    });

    test("would be noticed if a statement forgot the permission", async () => {
      const viewer = { permissions: new Set([see]), scoped: false };
      assert.ok(getText(registry, noun, plain, viewer).includes(`.${field}`));
      assert.ok(
        !getText(registry, noun, plain, { ...viewer, permissions: new Set<string>() }).includes(`.${field}`),
      );
    });
  });
}

function expectForbidden({ status, json, text }: Answer, permission: string): void {
  assert.equal(status, 403, text);
  assert.match(json.detail, new RegExp(permission));
}
