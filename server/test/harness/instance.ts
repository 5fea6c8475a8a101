/** One more process' worth of Plinth on a database that exists: what runs beside others in production. */
import { after } from "node:test";
import { type App, type AppOptions, createApp } from "#app";
import type { Clock } from "#platform/clock";
import { createLogger, type Logger } from "#platform/telemetry";
import type { TestApp } from "./app.ts";
import { askAt } from "./ask.ts";
import type { TestDatabase } from "./postgres.ts";

export type Instance = Pick<TestApp, "ask" | "url" | "app" | "database"> & { close(): Promise<void> };

type Wish = {
  logger?: Logger;
  clock?: Clock;
  trustedProxies?: string[];
  publicUrl?: string;
  role?: "all" | "api" | "worker";
  /** Absent: this machine, where the fakes of outside systems live. */
  outboundAllow?: string[];
  /** Of each organization; absent is no limit. */
  requestsPerMinute?: number;
  streamLimits?: AppOptions["streamLimits"];
  /** Absent: nobody is turned away because of others. */
  overload?: AppOptions["overload"];
  /** Absent: none. */
  canary?: AppOptions["canary"];
};

/** Closes itself when the test that started it ends, if nobody has before: a red test must not hang. */
export async function startInstance(database: TestDatabase, wish: Wish = {}): Promise<Instance> {
  const app: App = await createApp({
    appUrl: database.appUrl,
    systemUrl: database.systemUrl,
    secrets: ["a secret of the tests that is long enough to be one"],
    outboundAllow: ["127.0.0.0/8", "::1"],
    ...wish,
    logger: wish.logger ?? createLogger("silent"),
  });
  const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= app.close();
    return closing;
  };
  after(close);
  return { app, database, url, ask: (...asked) => askAt(url, ...asked), close };
}

export { askAt } from "./ask.ts";
