/** /docs/live in a real browser, against the real application: three doors side by side, one of them cut. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { testApp } from "#harness/app";
import { assertAccessible, assertNoSidewaysScroll, browserTest, shoot } from "#harness/browser";
import { password, testPerson } from "#harness/people";
import { projectRoot } from "#harness/plinth-process";
import { shop } from "#harness/shop";

const t = await testApp({ forBrowser: true });
const doors = ["sse", "socket", "poll"];
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

async function listen(page: Page, key: string): Promise<void> {
  await page.goto(`${t.url}/docs/live`);
  await page.getByLabel("API key or access token").fill(key);
  await press(page, "Listen");
  for (const door of doors) await page.locator(`#${door} [data-state="live"]`).waitFor();
}

/** What a column shows, the newest first: type and number. */
async function told(page: Page, door: string): Promise<string[]> {
  return await page.locator(`#${door} .events .what`).allInnerTexts();
}

const numbers = async (page: Page, door: string) =>
  (await told(page, door)).map((text) => Number(/#(\d+)/.exec(text)?.[1]));

browserTest(
  "what somebody does comes through three doors under one number; a door that is cut catches up without a gap",
  async ({ page }) => {
    const s = await shop(t);
    await listen(page, s.key);
    await page.getByText("Nothing has happened since you began to listen.").waitFor();
    await shoot(page, "live empty");
    await press(page, "Create a customer");
    await page.getByText(/^All three doors told the same 1 event, up to number \d+/).waitFor();
    for (const door of doors) assert.match((await told(page, door))[0] ?? "", /^customer\.created\s*#\d+$/);
    const first = (await numbers(page, "sse"))[0] ?? Number.NaN;

    await press(page, "Cut: WebSocket");
    await page.locator("#socket").getByText("You cut it.").waitFor();
    const missed = [await s.customer(), await s.customer()];
    await page.getByText(`WebSocket is behind: the newest event is number ${first + 2}.`).waitFor();
    assert.deepEqual(await numbers(page, "socket"), [first]);
    await shoot(page, "live cut");
    await press(page, "Come back now: WebSocket");
    await page.getByText("All three doors told the same 3 events").waitFor();
    for (const door of doors) assert.deepEqual(await numbers(page, door), [first + 2, first + 1, first]);
    assert.equal(await page.locator("#socket .events .late").count(), missed.length);
    await press(page, "Delete it again");
    await page.getByText("All three doors told the same 4 events").waitFor();
    assert.match((await told(page, "poll"))[0] ?? "", /^customer\.deleted/);

    await shoot(page, "live light");
    await assertAccessible(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByText("Topics:").click();
    await page.getByText("The same with curl").click();
    await shoot(page, "live dark");
    await assertAccessible(page);
    await assertNoSidewaysScroll(page);
  },
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
);

browserTest(
  "whoever is signed in needs no key, and is told theirs alone, in numbers of their own",
  async ({ page }) => {
    const s = await shop(t);
    const ada = await testPerson(t, { organization: s.organization, role: "warehouse" });
    await page.goto(`${t.url}/account/login?next=/docs/live`);
    await page.getByLabel("E-mail").fill(ada.email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await press(page, "Sign in");
    await page
      .getByText("You listen as Ada Lovelace of Shop GmbH. You are told what you may read.")
      .waitFor();
    for (const door of doors) await page.locator(`#${door} [data-state="live"]`).waitFor();
    await press(page, "Create a customer");
    await page
      .locator("#deed-said")
      .getByText(/permission/)
      .waitFor();

    await page.getByText("Topics:").click();
    assert.equal(await page.getByLabel("payments", { exact: true }).isVisible(), false, "none of theirs");
    await page.getByLabel("products", { exact: true }).check();
    for (const door of doors) await page.locator(`#${door} [data-state="live"]`).waitFor();
    await s.customer();
    for (const _ of Array(12)) await s.product();
    await page.getByText("All three doors told the same 12 events, up to number 12").waitFor();
    for (const door of doors) assert.deepEqual((await numbers(page, door)).slice(-2), [2, 1]);
    await shoot(page, "live of a part");
    await assertAccessible(page);

    const guide = await readFile(join(projectRoot, "docs/guides/live.md"), "utf8");
    const [, script = ""] = /```js\n(.*?)```/s.exec(guide) ?? [];
    const logged = page.waitForEvent("console");
    await page.evaluate(
      `${script.replace("orders", "products")}; new Promise((done) => { stream.onopen = done; })`,
    );
    await s.product();
    assert.match((await logged).text(), /product\.created|Object/);
  },
);

browserTest("what cannot be is said in words, and a hole would be seen", async ({ page }) => {
  const s = await shop(t);
  await page.goto(`${t.url}/docs/live`);
  await press(page, "Listen");
  await page.getByText("Nobody is signed in here. Paste an API key").waitFor();
  await page.getByLabel("API key or access token").fill("plk_of_nobody");
  await press(page, "Listen");
  await page.getByRole("alert").getByText(/key/i).waitFor();
  await assertAccessible(page);

  const lost = await t.keyFor(s.organization, "sales");
  await listen(page, lost);
  const { id } = (await t.ask("GET", "/v1/me", { key: lost })).json.actor;
  const owner = await testPerson(t, { organization: s.organization });
  assert.equal((await owner.ask("POST", `/v1/api_keys/${id}/revoke`)).status, 200);
  for (const door of ["sse", "socket"])
    await page
      .locator(`#${door} [data-state="refused"]`)
      .getByText("The credential is no longer good.")
      .waitFor();

  await page.route(/\/v1\/events\?.*wait=0/, async (route) => {
    const answer = await route.fetch();
    const { data, next_cursor } = (await answer.json()) as { data: object[]; next_cursor: string };
    await route.fulfill({ json: { next_cursor, data: data.filter((_, i) => i !== 0) } });
  });
  await listen(page, s.key);
  await press(page, "Cut: Long poll");
  const [lostOnTheWay, arrives] = [await s.customer(), await s.customer()];
  await page.locator(`#sse .events [title="${arrives}"]`).waitFor();
  await press(page, "Come back now: Long poll");
  await page.getByText("Long poll misses 1 event.").waitFor();
  assert.equal(await page.locator(`#poll .events [title="${lostOnTheWay}"]`).count(), 0);
  await shoot(page, "live with a hole");
});
