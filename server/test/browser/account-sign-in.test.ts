import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "#harness/browser";
import { until } from "#harness/until";
import { accountSite, callsOf, fakeApi, problem } from "./account.fixture.ts";
import { mfaRequired } from "./account-ada.fixture.ts";

const site = await accountSite();

async function signIn(page: Page, query = ""): Promise<void> {
  await page.goto(`${site}/account/login${query}`);
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

browserTest("the right password leads to the account, by a cookie", async ({ page }) => {
  const asked = await fakeApi(page, { "POST /v1/auth/login": { json: {} } });
  await signIn(page);
  await page.waitForURL(`${site}/account`);
  assert.deepEqual(callsOf(asked, "POST /v1/auth/login")[0]?.body, {
    email: "ada@example.com",
    password: "correct horse battery",
    session: "cookie",
  });
});

browserTest("whoever is signed in already goes on at once", async ({ page }) => {
  await fakeApi(page, { "GET /v1/me": { json: { user: { email: "ada@example.com" } } } });
  await page.goto(`${site}/account/login?next=/docs%3Fa=1`);
  await page.waitForURL(`${site}/docs?a=1`);
});

// wherever `next` points to, nobody is led to another host
for (const next of [
  "https://evil.test/",
  "//evil.test",
  "/\\evil.test",
  "\\\\evil.test",
  "/\t/evil.test",
  "/.//evil.test",
  "/./\\evil.test",
  "javascript:alert(1)",
  "data:text/html,hi",
  "evil.test",
  "/%5Cevil.test",
  "@evil.test",
]) {
  browserTest(`next=${JSON.stringify(next)} stays here`, async ({ page }) => {
    await fakeApi(page, { "POST /v1/auth/login": { json: {} } });
    await signIn(page, `?next=${encodeURIComponent(next)}`);
    await page.waitForURL((url) => url.pathname !== "/account/login");
    assert.equal(new URL(page.url()).origin, site);
  });
}

browserTest("a code from the app is the second step, a recovery code its replacement", async ({ page }) => {
  const wrong = problem(401, "invalid_code", "This code is not right.");
  const asked = await fakeApi(page, {
    "POST /v1/auth/login": mfaRequired,
    "POST /v1/auth/login/totp": [wrong, { json: {} }],
  });
  await signIn(page);
  const code = page.getByLabel("Code from the app");
  await code.waitFor();
  assert.equal(await page.evaluate("document.activeElement.id"), "totp-code");
  await code.fill("123 456");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("This code is not right.").waitFor();
  await page.getByRole("button", { name: "Use a recovery code instead" }).click();
  await page.getByLabel("Recovery code").fill("abcde-fghij");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`${site}/account`);
  const bodies = callsOf(asked, "POST /v1/auth/login/totp").map(({ body }) => body);
  assert.deepEqual(bodies, [
    { mfa_token: "the mfa token", code: "123456" },
    { mfa_token: "the mfa token", recovery_code: "abcde-fghij" },
  ]);
});

browserTest(
  "a first step that is too long ago says so, and begins again with one click",
  async ({ page }) => {
    await fakeApi(page, {
      "POST /v1/auth/login": mfaRequired,
      "POST /v1/auth/login/totp": problem(401, "invalid_credentials", "This login has taken too long."),
    });
    await signIn(page, "?next=/docs");
    await page.getByLabel("Code from the app").fill("123456");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("This login has taken too long.").waitFor();
    await page.getByRole("link", { name: "Begin again" }).click();
    await page.waitForURL(`${site}/account/login?next=%2Fdocs`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  },
);

browserTest("too many attempts: the button counts down, and works again afterwards", async ({ page }) => {
  const tooMany = problem(429, "too_many_attempts", "Too many attempts from here.");
  const asked = await fakeApi(page, {
    "POST /v1/auth/login": [{ ...tooMany, headers: { "retry-after": "2" } }, { json: {} }],
  });
  await signIn(page);
  const waiting = page.getByRole("button", { name: /Try again in [12] s/ });
  await waiting.waitFor();
  await waiting.click({ force: true });
  assert.equal(callsOf(asked, "POST /v1/auth/login").length, 1);
  await page.getByText("You can try again now.").waitFor();
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`${site}/account`);
});

browserTest("a server that cannot be reached, or breaks, is told in words", async ({ page }) => {
  await fakeApi(page, { "POST /v1/auth/login": "offline" });
  await signIn(page);
  await page.getByText("The server cannot be reached.").waitFor();
  await fakeApi(page, { "POST /v1/auth/login": { status: 502 } });
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Something went wrong on our side.").waitFor();
  await page.context().setOffline(true);
  await page.getByText("You are offline.").waitFor();
  await page.context().setOffline(false);
  await page.getByText("You are offline.").waitFor({ state: "hidden" });
});

browserTest("mistakes stand at their fields, and the keyboard is led to the first", async ({ page }) => {
  await fakeApi(page, {});
  await page.goto(`${site}/account/login`);
  await page.getByLabel("E-mail").fill("ada");
  await page.keyboard.press("Enter");
  await page.getByText("This is not a complete e-mail address.").waitFor();
  assert.equal(await page.getByLabel("E-mail").getAttribute("aria-invalid"), "true");
  assert.equal(await page.evaluate("document.activeElement.id"), "email");
  await page.getByText("Please fill this in.").waitFor();
});

browserTest("a password can be looked at, and is hidden again when it is sent", async ({ page }) => {
  await fakeApi(page, { "POST /v1/auth/login": problem(401, "invalid_credentials", "No.") });
  await page.goto(`${site}/account/login`);
  const password = page.getByLabel("Password", { exact: true });
  await page.getByLabel("E-mail").fill("ada@example.com");
  await password.fill("secret");
  await page.getByRole("button", { name: "Show password" }).click();
  assert.equal(await password.getAttribute("type"), "text");
  await password.press("Enter");
  await page.getByText("No.").waitFor();
  assert.equal(await password.getAttribute("type"), "password");
});

browserTest("everything works by keyboard alone", async ({ page }) => {
  await fakeApi(page, { "POST /v1/auth/login": { json: {} } });
  await page.goto(`${site}/account/login`);
  await until("the focus", () => page.evaluate("document.activeElement.id === 'email'"));
  await page.keyboard.type("ada@example.com");
  await page.keyboard.press("Tab");
  await page.keyboard.type("correct horse battery");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${site}/account`);
});
