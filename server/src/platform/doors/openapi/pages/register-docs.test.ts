import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import Fastify from "fastify";
import { catalogue, Problem } from "#platform/errors";
import { libraryDocument } from "../document.fixture.ts";
import { registerDocs } from "./register-docs.ts";

let asked = 0;
const app = Fastify();
app.setErrorHandler((error, _request, reply) =>
  reply.code(error instanceof Problem ? error.kind.status : 500).send(error),
);
registerDocs(app, () => {
  asked++;
  return libraryDocument();
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

/** The policy's hashes of inline parts, and what the page has inline. */
function inlineHashes(html: string, tag: "script" | "style"): string[] {
  return [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))].map(
    ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
}

test("200: the document is made once, whoever asks how often", async () => {
  const first = await get("/openapi.json");
  const second = await get("/openapi.json");
  assert.equal(first.headers["content-type"], "application/json; charset=utf-8");
  assert.deepEqual(first.json(), libraryDocument());
  assert.equal(second.body, first.body);
  assert.equal(asked, 1);
});

test("304: whoever has the document does not get it again", async () => {
  const etag = String((await get("/openapi.json")).headers.etag);
  const again = await get("/openapi.json", { "if-none-match": `"other", ${etag}` });
  assert.deepEqual([again.statusCode, again.body], [304, ""]);
  assert.equal((await get("/openapi.json", { "if-none-match": '"other"' })).statusCode, 200);
});

test("200: brotli, gzip or plain, as the caller takes it", async () => {
  const plain = (await get("/openapi.json")).body;
  const br = await get("/openapi.json", { "accept-encoding": "gzip, deflate, br" });
  const gzip = await get("/openapi.json", { "accept-encoding": "gzip, br;q=0" });
  const none = await get("/openapi.json", { "accept-encoding": "deflate" });
  assert.deepEqual(
    [br, gzip, none].map(({ headers }) => headers["content-encoding"]),
    ["br", "gzip", undefined],
  );
  assert.equal(brotliDecompressSync(br.rawPayload).toString(), plain);
  assert.equal(gunzipSync(gzip.rawPayload).toString(), plain);
  assert.equal(none.body, plain);
  assert.equal(br.headers.vary, "Accept-Encoding");
});

test("200: the reference loads nothing but its own script, and the policy allows nothing else", async () => {
  const page = await get("/docs");
  const policy = String(page.headers["content-security-policy"]);
  assert.match(policy, /^default-src 'none'/);
  assert.doesNotMatch(policy, /https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
  const [hash, ...more] = inlineHashes(page.body, "script");
  assert(
    hash !== undefined && more.length === 0 && policy.includes(hash),
    "the inline script is not the allowed one",
  );

  const loaded = [...page.body.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, url = ""]) => url);
  assert(
    loaded.length > 0 && loaded.every((url) => /^\/|^data:/.test(url)),
    `loads from elsewhere: ${loaded}`,
  );
});

test("303: the bare address leads to the reference; 404: a path that is not there does not", async () => {
  const { statusCode, headers } = await get("/");
  assert.deepEqual([statusCode, headers.location], [303, "/docs"]);
  assert.equal((await get("/nothing")).statusCode, 404);
});

test("200: the script is kept for good under its hash, and only there", async () => {
  const [, src = ""] = /src="(\/docs\/scalar\.js[^"]+)"/.exec((await get("/docs")).body) ?? [];
  const named = await get(src, { "accept-encoding": "br" });
  assert.equal(named.headers["content-type"], "text/javascript; charset=utf-8");
  assert.match(String(named.headers["cache-control"]), /immutable/);
  assert(named.rawPayload.length < 1_100_000, "readers load one megabyte");
  assert.match(brotliDecompressSync(named.rawPayload).toString("utf8", 0, 400), /@scalar\/api-reference/);
  const other = await get("/docs/scalar.js?v=older");
  assert.doesNotMatch(String(other.headers["cache-control"]), /immutable/);
});

test("200: every code has its page, and the index leads to it", async () => {
  const index = (await get("/errors")).body;
  for (const { code, title } of catalogue()) {
    assert(index.includes(`href="/errors/${code}"`), `${code} is not in the index`);
    const page = await get(`/errors/${code}`);
    assert.equal(page.statusCode, 200);
    assert(page.body.includes(`<h1>${title.replace(/'/g, "&#39;")}</h1>`), `${code} does not say "${title}"`);
  }
});

test("200: a code's page names the operations that answer it, alone or among others", async () => {
  const page = (await get("/errors/already_out")).body;
  assert.match(page, /<code>POST \/v1\/books\/\{id\}\/borrow<\/code>/);
  assert.doesNotMatch(page, /GET \/v1\/books/);
  assert.match((await get("/errors/not_found")).body, /<code>GET \/v1\/shelves\/\{id\}<\/code>/);
});

test("200: the pages of problems have no script, and the one style that their policy allows", async () => {
  for (const url of ["/errors", "/errors/not_found"]) {
    const page = await get(url);
    const [style = "none"] = inlineHashes(page.body, "style");
    assert(String(page.headers["content-security-policy"]).includes(`style-src ${style};`));
    assert.doesNotMatch(page.body, /<script|style="|https?:\/\/(?!www\.w3\.org)/);
  }
});

test("404: an unknown code has no page", async () => {
  assert.equal((await get("/errors/nonsense")).statusCode, 404);
  assert.equal((await get("/errors/%3Cscript%3E")).statusCode, 404);
});
