/** Signing in through a provider in a real browser: away to another site, and back with the cookie it set out with. */
import assert from "node:assert/strict";
import { browserTest } from "#harness/browser";
import { outsideApp } from "#harness/journeys";

const t = await outsideApp({ forBrowser: true });

browserTest("continue with a provider: away, back, and logged in", async ({ page }) => {
  const email = t.visitor();
  await page.goto(`${t.url}/account/login?next=/account/forgot`);
  const answered = page.waitForResponse(`${t.url}/v1/auth/login/oauth/acme/callback`);
  await page.getByRole("button", { name: "Continue with Acme staff" }).click();
  assert.equal((await answered).status(), 200);
  await page.waitForURL(`${t.url}/account/forgot`);
  const me = await page.context().request.get(`${t.url}/v1/me`);
  assert.equal((await me.json()).user.email, email);
  const left = (await page.context().cookies()).map(({ name }) => name);
  assert.ok(left.includes("plinth_session") && !left.includes("plinth_outside"), left.join());
});

browserTest("what came back in one browser is worth nothing in another", async ({ page }) => {
  t.visitor();
  await page.goto(`${t.url}/account/login`);
  const begun = await t.ask("POST", "/v1/auth/login/oauth/acme", { body: { session: "cookie" } });
  const callback = await t.outside.visit(begun.json.authorization_url);
  // an attacker leads somebody to the end of the attacker's own journey
  const url = new URL(`${t.url}/account/callback/acme`);
  for (const [name, value] of Object.entries(callback)) url.searchParams.set(name, value);
  await page.goto(url.href);
  await page.getByText("It was begun in another browser, for something else, or too long ago.").waitFor();
  const names = (await page.context().cookies()).map(({ name }) => name);
  assert.ok(!names.includes("plinth_session"), names.join());
  assert.ok(!page.url().includes(callback.code), "the code has left the address");
});
