import assert from "node:assert/strict";
import { after, test } from "node:test";
import Fastify from "fastify";
import { socketSchema, socketSchemaText } from "#platform/doors/feed";
import { addLivePage } from "./add-live-page.ts";

const server = Fastify();
const sample = { title: "Lend a <book>", door: "POST /v1/loans", body: { note: "'\"" } } as const;
addLivePage(server, { resources: [], sample });
after(() => server.close());

test("200: the page allows scripts, styles and connections from here alone, and has nothing within it", async () => {
  const { statusCode, headers, body } = await server.inject("/docs/live?key=hush");
  assert.equal(statusCode, 200);
  assert.equal(
    headers["content-security-policy"],
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  );
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.doesNotMatch(
    body,
    /<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|https?:\/\/(?!www\.w3\.org)|hush|<book>/,
  );
});

test("200: what the page names is there, and may be kept for good", async () => {
  const { body } = await server.inject("/docs/live");
  const named = [...body.matchAll(/(?:href|src)="(\/docs\/live\/assets\/[^"]+)"/g)].map(
    ([, path = ""]) => path,
  );
  assert(
    named.some((path) => path.endsWith("/doors/socket.js")),
    "modules behind modules too",
  );
  for (const path of new Set(named)) {
    const { statusCode, headers } = await server.inject(path);
    assert.equal(statusCode, 200, path);
    assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
  }
});

test("200: the schema of the socket's messages is served as it is kept, and every reference in it leads somewhere", async () => {
  const { body, headers } = await server.inject("/docs/events-socket.json");
  assert.equal(headers["content-type"], "application/schema+json; charset=utf-8");
  assert.equal(body, socketSchemaText());
  const { $defs } = socketSchema() as { $defs: Record<string, unknown> };
  const references = [...body.matchAll(/"\$ref": "#\/\$defs\/([^"]+)"/g)].map(([, name = ""]) => name);
  assert.ok(references.length > 8);
  for (const name of references) assert.ok(name in $defs, name);
});
