/**
 * Somebody who has the live page open while servers and databases die: a real browser, by all three doors at once, that
 * finds its way back by itself.
 */
import { openPage } from "#harness/browser";

export type WatchingPage = {
  name: string;
  /** What the page says of its doors at this moment. */
  verdict(): Promise<string>;
  /** What went wrong on the page, other than that nobody was there. */
  complaints(): string[];
  close(): Promise<void>;
};

/** Listens from the oldest event on. @param key of whom it shows the events to */
export async function openWatchingPage(url: string, name: string, key: string): Promise<WatchingPage> {
  const { page, complaints } = await openPage();
  await page.goto(`${url}/docs/live`);
  await page.getByLabel("API key or access token").fill(key);
  await page.getByLabel("Begin").selectOption("0");
  await page.getByRole("button", { name: "Listen", exact: true }).click();
  for (const door of ["sse", "socket", "poll"])
    await page.locator(`#${door} [data-state="live"]`).waitFor({ timeout: 30_000 });
  return {
    name,
    verdict: async () => (await page.locator("#verdict").textContent()) ?? "",
    complaints: () => complaints.filter((what) => !what.startsWith("console: WebSocket connection to ")),
    close: () => page.context().close(),
  };
}

/** In the page's own words: each door told so many, without a hole and none twice. */
export const agreement = (events: number) =>
  `All three doors told the same ${events} events, up to number ${events}: none is missing, none came twice.`;
