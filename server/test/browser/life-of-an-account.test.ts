/** The life of an account in a real browser, against the real application: nothing here is made up. */
import assert from "node:assert/strict";
import { testApp } from "#harness/app";
import { browserTest } from "#harness/browser";
import { mailTo } from "#harness/caught-mail";

const t = await testApp({ forBrowser: true });
const ada = { email: "ada@example.com", password: "four words nobody guesses" };

browserTest("register, follow the mail, sign in", async ({ page }) => {
  await page.goto(`${t.url}/account/register`);
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill("password");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.locator("#password-wrong").getByText("Use at least 10 characters.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();

  const { links } = await mailTo(t, ada.email, "verify_email");
  await page.goto(links[0] ?? "");
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await page.getByText(`${ada.email} is now the address of your account.`).waitFor();
  await page.goto(links[0] ?? "");
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await page.getByText("This link is unknown, was used already, or has run out.").waitFor();

  await page.goto(`${t.url}/account/login`);
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill("another password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText(/^E-mail or password is wrong/).waitFor();
  const answered = page.waitForResponse(`${t.url}/v1/auth/login`);
  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  assert.equal((await answered).status(), 200);
  await page.waitForURL(`${t.url}/account`);
  const session = (await page.context().cookies()).find(({ name }) => name === "plinth_session");
  assert.equal(session?.httpOnly, true);
  assert.equal(session?.sameSite, "Lax");
});
