/** Nothing undeclared is served, and nothing declared is missing: routes and document are the same set. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { permissions } from "#platform/access";
import { documentComplaints, type OpenApiDocument, openApiDocument } from "#platform/doors/openapi";

import { fromOutside, ofEveryActor, ofEverybody, ofPeople } from "./without-permission.fixture.ts";

const t = await testApp();
const served = (await t.ask("GET", "/openapi.json")).json as OpenApiDocument;
/** Pages, keys and probes: no operations of the API. */
const beside = /^\/($|(healthz|readyz|metrics|openapi\.json|docs|errors|account|dev|\.well-known)(\/|$))/;

test("the document that is served has nothing to complain about", () => {
  assert.deepEqual(documentComplaints(served), []);
  assert.deepEqual(documentComplaints(openApiDocument(t.app)), []);
});

test("routes and document are the same set of operations", async () => {
  const declared = Object.entries(served.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual((await answeringRoutes()).sort(), declared.sort());
  assert.ok(declared.length > 40, `only ${declared.length} operations were found`);
});

test("a route that nobody declared is noticed", async () => {
  const routes = new Set(await answeringRoutes());
  routes.delete("GET /v1/me");
  assert.notEqual(routes.size, Object.values(served.paths).flatMap((path) => Object.keys(path)).length);
});

/** Whoever has a credential may ask, with an organization or without. */
const ofAnyone = ["me.get"];

test("every operation names a permission that exists, or is for people or for everybody and listed as such", () => {
  const known = new Set(permissions().map(({ name }) => name));
  const open = Object.values(served.paths)
    .flatMap((operations) => Object.values(operations))
    .filter(
      (operation) => !known.has(String((operation as unknown as Record<string, unknown>)["x-permission"])),
    )
    .map(({ operationId }) => operationId);
  const listed = [ofPeople, ofEverybody, ofEveryActor, fromOutside].flatMap((list) => Object.keys(list));
  assert.deepEqual(open.sort(), [...ofAnyone, ...listed].sort());
});

test("the verbs of people and of everybody give the reasons that are written down", () => {
  const given = (audience: string) =>
    Object.fromEntries(
      t.app.actions
        .filter((action) => action.audience === audience)
        .map(({ name, because }) => [name, because]),
    );
  const verbs = (list: Record<string, string>) =>
    Object.fromEntries(Object.entries(list).filter(([name]) => !queries.has(name)));
  const queries = new Set(t.app.queries.map(({ name }) => name));
  assert.deepEqual(given("person"), verbs(ofPeople));
  assert.deepEqual(given("public"), verbs(ofEverybody));
  const incoming = Object.fromEntries(t.app.incoming.map(({ name, because }) => [name, because]));
  assert.deepEqual(incoming, fromOutside);
});

test("an operation says which credentials it takes: none, a person's, or any that there is", () => {
  const operations = Object.values(served.paths).flatMap((one) => Object.values(one));
  for (const { operationId, security } of operations) {
    const expected =
      operationId in ofEverybody || operationId in fromOutside
        ? []
        : operationId in ofPeople
          ? [{ access_token: [] }, { session: [] }]
          : [{ api_key: [] }, { access_token: [] }, { session: [] }];
    assert.deepEqual(security ?? served.security, expected, operationId);
  }
});

test("an Idempotency-Key is offered exactly where a request is remembered under it", () => {
  const offering = Object.values(served.paths)
    .flatMap((one) => Object.values(one))
    .filter(({ parameters }) => JSON.stringify(parameters).includes("/idempotency_key"))
    .map(({ operationId }) => operationId);
  const remembered = t.app.actions
    .filter(
      ({ door, audience, idempotent }) =>
        door.startsWith("POST ") && (audience === "organization" || idempotent),
    )
    .flatMap(({ name, batch }) => (batch ? [name, `${name}_batch`] : [name]));
  assert.deepEqual(offering.sort(), remembered.sort());
  assert.ok(offering.includes("organizations.create") && !offering.includes("auth.login"));
});

test("extensions of the document are the permission, and what its reader needs", () => {
  const known = new Set(["x-permission", "x-displayName", "x-disabled"]);
  const found = new Set(JSON.stringify(served).match(/(?<=")x-[\w-]+(?=":)/g));
  assert.deepEqual(
    [...found].filter((name) => !known.has(name)),
    [],
  );
});

/** What answers anything but 405, as the document writes it. */
async function answeringRoutes(): Promise<string[]> {
  const routes = t.app.server.knownRoutes.filter(({ method, url }) => method !== "HEAD" && !beside.test(url));
  const answers = await Promise.all(
    routes.map(async ({ method, url }) => {
      const { status } = await t.ask(method, url.replaceAll(/:(\w+)/g, "none"));
      return { name: `${method} ${url.replaceAll(/:(\w+)/g, "{$1}")}`, status };
    }),
  );
  return [...new Set(answers.filter(({ status }) => status !== 405).map(({ name }) => name))];
}
