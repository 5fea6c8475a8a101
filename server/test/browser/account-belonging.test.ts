/** What a person belongs to: organizations, and accounts elsewhere. */
import assert from "node:assert/strict";
import { browserTest } from "#harness/browser";
import { accountSite, callsOf, fakeApi, problem } from "./account.fixture.ts";
import { lifeOfAda } from "./account-ada.fixture.ts";

const site = await accountSite();

browserTest(
  "an organization is created, in the country that the browser speaks of",
  async ({ page }) => {
    const asked = await fakeApi(page, {
      ...lifeOfAda(),
      "POST /v1/organizations": { status: 201, json: {} },
    });
    await page.goto(`${site}/account`);
    await page.getByText("Create an organization").click();
    const form = page.locator("#found-form");
    assert.equal(await form.getByLabel("Country").inputValue(), "DE");
    await form.getByLabel("Name").fill("Engines Ltd");
    await form.getByLabel("Country").selectOption("GB");
    await form.getByLabel("Currency").fill("gbp");
    await form.getByRole("button").click();
    await page.getByText("Engines Ltd is created. You are its owner.").waitFor();
    assert.deepEqual(callsOf(asked, "POST /v1/organizations")[0]?.body, {
      name: "Engines Ltd",
      country: "GB",
      currency: "GBP",
    });
  },
  { locale: "de-DE" },
);

browserTest(
  "an organization is left after a second thought, unless the server knows better",
  async ({ page }) => {
    await fakeApi(page, {
      ...lifeOfAda(),
      "POST /v1/organizations/11/leave": problem(409, "last_owner", "You are its last owner."),
      "POST /v1/organizations/12/leave": { status: 204 },
    });
    await page.goto(`${site}/account`);
    await page.getByRole("button", { name: "Leave Nordwind Handels GmbH" }).click();
    await page.locator("#sure").getByRole("button", { name: "Leave" }).click();
    await page.getByText("You are its last owner.").waitFor();
    await page.getByRole("button", { name: "Leave Analytical Engines Ltd" }).click();
    await page.locator("#sure").getByRole("button", { name: "Leave" }).click();
    await page.getByText("You have left Analytical Engines Ltd.").waitFor();
  },
);

browserTest("an account elsewhere is unlinked, and linked by going there and back", async ({ page }) => {
  const linked = lifeOfAda()["GET /v1/me/linked_accounts"] as object;
  const asked = await fakeApi(page, {
    ...lifeOfAda(),
    "GET /v1/me/linked_accounts": [linked, { json: { data: [] } }],
    "DELETE /v1/me/linked_accounts/41": { status: 204 },
    "POST /v1/me/linked_accounts/oauth/example": { json: { authorization_url: `${site}/elsewhere` } },
    "POST /v1/me/linked_accounts/oauth/example/callback": { status: 201, json: {} },
  });
  await page.goto(`${site}/account`);
  await page.getByRole("button", { name: "Unlink Example" }).click();
  await page.locator("#sure").getByRole("button", { name: "Unlink" }).click();
  await page.getByText("Example is unlinked.").waitFor();
  await page.getByRole("button", { name: "Link Example" }).click();
  await page.waitForURL(`${site}/elsewhere`);
  await page.goto(`${site}/account/callback/example?code=c&state=s`);
  await page.waitForURL(`${site}/account#linked-accounts`);
  assert.deepEqual(callsOf(asked, "POST /v1/me/linked_accounts/oauth/example/callback")[0]?.body, {
    code: "c",
    state: "s",
  });
});

browserTest("where no other provider is configured, nothing is said of linking", async ({ page }) => {
  await fakeApi(page, {
    ...lifeOfAda(),
    "GET /v1/auth/providers": { json: { data: [] } },
    "GET /v1/me/linked_accounts": { json: { data: [] } },
  });
  await page.goto(`${site}/account`);
  await page.locator("#security-log li").first().waitFor();
  await page.locator("#linked-accounts").waitFor({ state: "hidden" });
});
