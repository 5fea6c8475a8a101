/** Nothing undeclared is served, and nothing declared is missing: routes and document are the same set. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { permissions } from "#platform/access";
import { documentComplaints, type OpenApiDocument, openApiDocument } from "#platform/doors/openapi";

const t = await testApp();
const served = (await t.ask("GET", "/openapi.json")).json as OpenApiDocument;
/** Pages, keys and probes: no operations of the API. */
const beside = /^\/(healthz|readyz|openapi\.json|docs|errors|account|dev|\.well-known)(\/|$)/;

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

test("every operation names a permission that exists, but for the one that everybody has", () => {
  const known = new Set(permissions().map(({ name }) => name));
  const open = Object.values(served.paths)
    .flatMap((operations) => Object.values(operations))
    .filter(
      (operation) => !known.has(String((operation as unknown as Record<string, unknown>)["x-permission"])),
    )
    .map(({ operationId }) => operationId);
  assert.deepEqual(open, ["me.get"]);
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
