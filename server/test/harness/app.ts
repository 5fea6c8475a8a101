/** A whole application on a database of its own, spoken to over real HTTP as a caller would. */
import { after } from "node:test";
import { type App, type AppOptions, createApp, founders } from "#app";
import { createKey } from "#modules/identity";
import { createOrganization, systemContext } from "#modules/organizations";
import type { Clock } from "#platform/clock";
import { createLogger } from "#platform/telemetry";
import { askAt } from "./ask.ts";
import { freePort } from "./free-port.ts";
import { lazyGoogle } from "./google.ts";
import type { OidcProvider } from "./oidc-provider.ts";
import { type TestDatabase, testDatabase } from "./postgres.ts";

export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  // the answers of many operations: tests look into them by name
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered and asserts on it
  json: any;
};

export type Ask = {
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Nobody waits for the answer any more. */
  signal?: AbortSignal;
};

export type Tenant = { id: string; key: string };

/** PLINTH_SECRET of every application of the tests. */
export const testSecret = "a secret of the tests that is long enough to be one";

/** Providers that people may log in through instead of Google, and how they are reached. */
export type Outside = Pick<AppOptions, "oauth" | "outsideFetch">;

/** How mails leave, where they are not caught. */
export type Leaving = Pick<AppOptions, "mail" | "mailFrom" | "resendWebhookSecrets">;

export type TestApp = {
  app: App;
  database: TestDatabase;
  url: string;
  /** Sends a request; `body` is sent as JSON unless it is a string, which is sent as it is. */
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** A new organization with an owner's key. */
  tenant(name?: string): Promise<Tenant>;
  /** Another key of the organization. */
  keyFor(organizationId: string, role: string, scopes?: string[] | null): Promise<string>;
  /** The provider that people may log in through, unless the test brought others. */
  google(): Promise<OidcProvider>;
  close(): Promise<void>;
};

/**
 * Closes itself when the test file ends.
 * @param options.forBrowser its mails, cookies and passkeys name the address under which a browser opens it
 * @param options.jobs whether it does jobs too; a process that only answers writes nothing by itself
 */
export async function testApp(
  options: {
    clock?: Clock;
    keep?: boolean;
    forBrowser?: boolean;
    jobs?: boolean;
    outside?: Outside;
    leaving?: Leaving;
  } = {},
): Promise<TestApp> {
  const database = await testDatabase();
  const google = lazyGoogle();
  const port = options.forBrowser ? await freePort() : 0;
  const app = await createApp({
    appUrl: database.appUrl,
    systemUrl: database.systemUrl,
    secrets: [testSecret],
    logger: createLogger(process.env.LOG_LEVEL ?? "silent"),
    role: options.jobs ? "all" : "api",
    // the fakes of outside systems live on this machine
    outboundAllow: ["127.0.0.0/8", "::1"],
    ...(options.clock ? { clock: options.clock } : {}),
    ...options.leaving,
    ...(options.outside ?? { oauth: google.oauth, outsideFetch: google.outsideFetch }),
    // passkeys belong to a name, never to 127.0.0.1
    ...(options.forBrowser ? { publicUrl: `http://localhost:${port}` } : {}),
  });
  const listening = await app.server.listen({ port, host: "127.0.0.1" });
  const url = options.forBrowser ? `http://localhost:${port}` : listening;

  const keyFor = async (
    organizationId: string,
    role: string,
    scopes: string[] | null = null,
  ): Promise<string> => {
    const { secret } = await app.database.transaction(systemContext(organizationId, "test"), (tx) =>
      createKey(tx, { name: `test ${role}`, role, scopes, expiresAt: null }),
    );
    return secret;
  };
  const close = async () => {
    await app.close();
    await database.drop();
  };
  if (!options.keep) after(close);

  return {
    app,
    database,
    url,
    keyFor,
    google: google.start,
    close,
    async tenant(name = "Test GmbH") {
      const id = await createOrganization(app.database, founders, { name });
      return { id, key: await keyFor(id, "owner") };
    },
    ask: (...asked) => askAt(url, ...asked),
  };
}
