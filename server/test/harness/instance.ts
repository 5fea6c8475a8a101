/** One more process' worth of Plinth on a database that exists: what runs beside others in production. */
import { after } from "node:test";
import { type App, createApp } from "#app";
import type { Clock } from "#platform/clock";
import { createLogger, type Logger } from "#platform/telemetry";
import type { Ask, TestApp } from "./app.ts";
import type { TestDatabase } from "./postgres.ts";

export type Instance = Pick<TestApp, "ask" | "url" | "app" | "database"> & { close(): Promise<void> };

type Wish = { logger?: Logger; clock?: Clock };

/** Closes itself when the test that started it ends, if nobody has before: a red test must not hang. */
export async function startInstance(database: TestDatabase, wish: Wish = {}): Promise<Instance> {
  const app: App = await createApp({
    appUrl: database.appUrl,
    systemUrl: database.systemUrl,
    secrets: ["a secret of the tests, long enough to be one"],
    logger: wish.logger ?? createLogger("silent"),
    ...(wish.clock ? { clock: wish.clock } : {}),
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

/** A request as `TestApp.ask` sends it, to any address. */
export async function askAt(
  url: string,
  method: string,
  path: string,
  { key, body, headers = {} }: Ask = {},
): ReturnType<TestApp["ask"]> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}
