import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before } from "node:test";
import {
  addVirtualAuthenticator,
  assertAccessible,
  assertNoSidewaysScroll,
  browserTest,
  openPage,
} from "./browser.ts";

const good = `<!doctype html><html lang="en"><title>Good</title><main><h1>Good</h1></main></html>`;
const bad = `<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1><input>
  <div style="width: 9000px">wide</div><script>document.title = "ran"</script></main></html>`;

const site = createServer((request, response) => {
  const strict = request.url === "/strict" ? { "content-security-policy": "default-src 'none'" } : {};
  response.writeHead(200, { "content-type": "text/html", ...strict }).end(request.url === "/" ? good : bad);
});
let url = "";
before(async () => {
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const address = site.address();
  assert(address !== null && typeof address === "object");
  url = `http://localhost:${address.port}`;
});
after(() => site.close());

browserTest("a good page passes, and nothing outside this machine can be reached", async ({ page }) => {
  await page.goto(url);
  await assertAccessible(page);
  await assertNoSidewaysScroll(page);
  const reached = await page.evaluate(
    "fetch('http://example.com').then(() => 'reached', () => 'not reached')",
  );
  assert.equal(reached, "not reached");
});

browserTest("a field without a label and a page that is too wide are found", async ({ page }) => {
  await page.goto(`${url}/bad`);
  await assert.rejects(assertAccessible(page), /label/);
  await assert.rejects(assertNoSidewaysScroll(page), /9\d\d\d px wide/);
});

browserTest("what a security policy forbids is a complaint", async ({ complaints }) => {
  const { page, complaints: heard } = await openPage();
  await page.goto(`${url}/strict`);
  await page.context().close();
  assert(
    heard.some((complaint) => complaint.startsWith("policy: script-src-elem")),
    heard.join("\n"),
  );
  assert.deepEqual(complaints, []);
});

browserTest("a passkey is made on the virtual authenticator, and used", async ({ page }) => {
  await page.goto(url);
  const authenticator = await addVirtualAuthenticator(page);
  const bytes = "new Uint8Array(16)";
  await page.evaluate(`navigator.credentials.create({ publicKey: {
    challenge: ${bytes}, rp: { name: "Plinth" }, user: { id: ${bytes}, name: "a", displayName: "A" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { residentKey: "required", userVerification: "required" } } }).then(() => 1)`);
  assert.equal(await authenticator.count(), 1);
  const used = await page.evaluate(
    `navigator.credentials.get({ publicKey: { challenge: ${bytes} } }).then(({ type }) => type)`,
  );
  assert.equal(used, "public-key");
  await authenticator.remove();
});
