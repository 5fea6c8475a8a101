/** A real browser for tests: pages that watch themselves, a virtual authenticator, a look at accessibility. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import {
  type Browser,
  type BrowserContextOptions,
  type CDPSession,
  chromium,
  type Page,
} from "playwright-core";
import { unpackedChromium, whyNoBrowser } from "./chromium.ts";

/** What went wrong on a page without anybody asking: errors, and what its security policy forbade. */
export type Visit = { page: Page; complaints: string[] };

const slowestStepMs = 15_000;
const launchArguments = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // nothing outside this machine can be reached, whatever a page tries
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

let launched: Promise<Browser> | undefined;
after(async () => (await launched)?.close());

/** One for all tests of a file, started at the first call, closed when the file's tests are over. */
export function openBrowser(): Promise<Browser> {
  launched ??= unpackedChromium().then(({ executablePath, env }) =>
    chromium.launch({ executablePath, args: launchArguments, env: { ...process.env, ...env } }),
  );
  return launched;
}

/**
 * A test on a page of its own: no cookie, no storage of another test. It fails as well when the page complained
 * and the test did not take the complaint out of the list. Where no browser can run it is skipped, in words.
 */
export function browserTest(
  title: string,
  deed: (visit: Visit, context: TestContext) => Promise<void>,
  options: BrowserContextOptions = {},
): void {
  test(title, { skip: whyNoBrowser() ?? false }, async (context) => {
    const visit = await openPage(options);
    try {
      await deed(visit, context);
      assert.deepEqual(visit.complaints, []);
    } catch (error) {
      await shoot(visit.page, `failed ${title}`);
      // a step that never came is best explained by what the page complained of
      if (visit.complaints.length > 0) console.error(`${title}: ${visit.complaints.join("\n")}`);
      throw error;
    } finally {
      await visit.page.context().close();
    }
  });
}

/** A page in a fresh context, watched. */
export async function openPage(options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await (await openBrowser()).newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(slowestStepMs);
  const complaints: string[] = [];
  await context.exposeBinding("policyForbade", (_source, what: string) => complaints.push(`policy: ${what}`));
  await context.addInitScript(
    `addEventListener("securitypolicyviolation", (event) =>
       policyForbade(event.effectiveDirective + " " + (event.blockedURI || event.sample)));`,
  );
  context.on("weberror", (error) => complaints.push(`error: ${error.error().message}`));
  context.on("console", (message) => {
    // an answer of 401 is also called an error, and is none of the page
    const ofAnswer = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !ofAnswer) complaints.push(`console: ${message.text()}`);
  });
  return { page: await context.newPage(), complaints };
}

export type Authenticator = {
  /** Passkeys on it now. */
  count(): Promise<number>;
  /** Whether its person touches it and is recognized when asked; at first they do. */
  setPresent(present: boolean): Promise<void>;
  remove(): Promise<void>;
};

/** A phone or laptop that keeps discoverable passkeys, for this page. Addresses must say localhost, not 127.0.0.1. */
export async function addVirtualAuthenticator(page: Page): Promise<Authenticator> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async count() {
      return (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length;
    },
    async setPresent(present) {
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: present });
      const wish = { authenticatorId, enabled: present };
      await session.send("WebAuthn.setAutomaticPresenceSimulation", wish);
    },
    async remove() {
      await session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
      await session.detach();
    },
  };
}

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let axe: Promise<string> | undefined;

type Violation = { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] };

/** WCAG 2.2 A and AA and good practice, on the page as it stands, by axe. */
export async function assertAccessible(page: Page): Promise<void> {
  axe ??= readFile(axePath, "utf8");
  // evaluated by the debugger, which the page's own policy does not bind
  await page.evaluate(`${await axe}; undefined`);
  const violations = await page.evaluate<Violation[]>("axe.run().then(({ violations }) => violations)");
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(" ")}\n  ${failureSummary}`),
  );
  assert.deepEqual(found, [], `${page.url()}:\n${found.join("\n")}`);
}

/** Nobody should have to scroll sideways, at whatever width the page is shown. */
export async function assertNoSidewaysScroll(page: Page): Promise<void> {
  const [content = 0, window = 0] = await page.evaluate<number[]>(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  );
  assert(content <= window, `${page.url()} is ${content} px wide in a window of ${window} px`);
}

/** A picture of the whole page into the folder that PLINTH_SHOTS names; without it, nothing. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.PLINTH_SHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const file = `${name.replaceAll(/[^a-z0-9]+/gi, "-").slice(0, 80)}.png`;
  await page.screenshot({ path: join(folder, file), fullPage: true });
}
