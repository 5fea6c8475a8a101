/** The client in a page of the installation: its sources as they stand, and the browser's own session. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import type { Page } from "playwright-core";
import { testApp } from "../../server/test/harness/app.ts";
import { browserTest } from "../../server/test/harness/browser.ts";
import { password, testPerson } from "../../server/test/harness/people.ts";
import { shop } from "../../server/test/harness/shop.ts";
import type { createClient, DoorName, PlinthEvent } from "../src/index.ts";

const t = await testApp({ forBrowser: true });
const sources = new URL("../src/", import.meta.url);

/** The module of the page, as it is loaded there. */
type Sdk = { createClient: typeof createClient };

browserTest(
  "a page that is logged in by cookie calls, and hears the same through every door",
  async ({ page }) => {
    const s = await shop(t);
    const { email } = await testPerson(t, { organization: s.organization });
    await openWithSources(page);
    const doors: DoorName[] = ["socket", "stream", "poll"];

    const heard = await page.evaluate(
      async ({ email, password, doors, source }) => {
        const { createClient }: Sdk = await import(source);
        const client = createClient({ url: new URL(source).origin });
        await client.post("/v1/auth/login", { body: { email, password, session: "cookie" } });
        const told = doors.map((door) => {
          const events: PlinthEvent[] = [];
          const { promise, resolve } = Promise.withResolvers<void>();
          const subscription = client.subscribe({
            doors: [door],
            topics: ["customers"],
            onEvent: (event) => {
              events.push(event);
              if (event.type === "customer.deleted") resolve();
            },
          });
          return { subscription, events, done: promise };
        });
        await Promise.all(told.map(({ subscription }) => subscription.ready));
        const body = { name: "Alfreds Futterkiste", country: "DE", currency: "EUR" };
        const customer = await client.post("/v1/customers", { body });
        const path = { id: customer.id };
        const changed = await client.patch("/v1/customers/{id}", {
          path,
          ifMatch: customer,
          body: { name: "A" },
        });
        await client.delete("/v1/customers/{id}", { path, ifMatch: changed });
        await Promise.all(told.map(({ done }) => done));
        await Promise.all(told.map(({ subscription }) => subscription.close()));
        return told.map(({ events }) =>
          events.map(({ type, subject }) => `${type} ${subject.id === customer.id}`),
        );
      },
      { email, password, doors, source: `${t.url}/sdk/index.ts` },
    );
    const story = ["customer.created true", "customer.updated true", "customer.deleted true"];
    assert.deepEqual(heard, [story, story, story]);
  },
);

/** A page of the same origin, beside which the sources lie as a bundler would lay them. */
async function openWithSources(page: Page): Promise<void> {
  await page.route(`${t.url}/sdk/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.replace("/sdk/", "");
    const body = stripTypeScriptTypes(await readFile(new URL(name, sources), "utf8"));
    return await route.fulfill({ contentType: "text/javascript", body });
  });
  // a page that the server itself answered: one that was made up here would be a stranger to its sockets
  await page.goto(`${t.url}/healthz`);
}
