import assert from "node:assert/strict";
import { after, test } from "node:test";
import Fastify from "fastify";
import { addAccountPages } from "./add-account-pages.ts";

const server = Fastify();
addAccountPages(server);
after(() => server.close());

const paths = [
  "",
  "/login",
  "/register",
  "/verify",
  "/forgot",
  "/reset",
  "/invitation",
  "/callback/example",
].map((path) => `/account${path}`);

test("200: every page allows scripts and styles from here alone, is kept by nobody, and tells nobody its address", async () => {
  for (const url of paths) {
    const { statusCode, headers } = await server.inject(`${url}?token=hush`);
    assert.equal(statusCode, 200, url);
    assert.equal(
      headers["content-security-policy"],
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    );
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["x-content-type-options"], "nosniff");
  }
});

test("200: no page has a script, a style or a handler within it, nor anything from elsewhere or of the request", async () => {
  for (const url of paths) {
    const { body } = await server.inject(`${url}?token=hush`);
    assert.doesNotMatch(
      body,
      /<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|https?:\/\/(?!www\.w3\.org)|hush/,
    );
  }
});

test("200: what a page names is there, and under the name of this version it may be kept for good", async () => {
  for (const url of paths) {
    const { body } = await server.inject(url);
    const named = [...body.matchAll(/(?:href|src)="(\/account\/assets\/[^"]+)"/g)].map(
      ([, path = ""]) => path,
    );
    assert(named.length > 5, url);
    for (const path of new Set(named)) {
      const { statusCode, headers } = await server.inject(path);
      assert.equal(statusCode, 200, path);
      assert.match(String(headers["content-type"]), /^text\/(javascript|css); charset=utf-8$/);
      assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
    }
  }
});

test("200: another version's page gets our script, but must not keep it under that name", async () => {
  const { statusCode, headers } = await server.inject("/account/assets/older/login.js");
  assert.equal(statusCode, 200);
  assert.equal(headers["cache-control"], "no-store");
});

test("200: all modules that a script will import are named by the page, so that they load at once", async () => {
  const { body } = await server.inject("/account");
  for (const name of ["account.js", "overview/proof.js", "passkeys.js", "words.js"]) {
    assert.match(body, new RegExp(`rel="modulepreload" href="/account/assets/[^/]+/${name}"`));
  }
});

test("303: a stroke too much leads to the page, without what stood behind it", async () => {
  const { statusCode, headers } = await server.inject("/account/?token=hush");
  assert.deepEqual([statusCode, headers.location], [303, "/account"]);
});

test("404: only scripts and style sheets are given out", async () => {
  for (const name of ["tsconfig.json", "../index.ts", "..%2findex.ts", "nonsense.js"]) {
    assert.equal((await server.inject(`/account/assets/any/${name}`)).statusCode, 404, name);
  }
});

test("200: whoever founds an organization is offered today's countries, each once, and currencies in use", async () => {
  const { body } = await server.inject("/account");
  const options = [...body.matchAll(/<option value="([A-Z]+)">([^<]+)/g)].map(([, code = "", name = ""]) => ({
    code,
    name,
  }));
  const codes = new Set(options.map(({ code }) => code));
  assert.ok(options.length > 350, `${options.length}`);
  assert.equal(new Set(options.map(({ name }) => name)).size, options.length);
  for (const code of ["DE", "GB", "EUR", "GBP"]) assert.ok(codes.has(code), code);
  for (const code of ["DD", "SU", "UK", "AC", "HRK", "XSU", "ZWL"]) assert.ok(!codes.has(code), code);
});
