/** Notifications: one connection at a time; when it ends, another is tried after a rest that grows. */
import { setTimeout as rest } from "node:timers/promises";
import pg from "pg";
import { streamOf } from "./context-query.ts";
import type { Links } from "./links.ts";
import { connectWithinMs, systemPatienceMs } from "./patience.ts";

const firstRestMs = 250;
const longestRestMs = 5_000;

export type Listening = {
  /** Takes another connection: this one may be well, and yet nothing is heard on it. */
  renew(): void;
  stop(): Promise<void>;
};

const kind = { name: "plinth listen", patienceMs: systemPatienceMs };

type Line = { client: pg.Client; ended: Promise<void> };

/** @throws when the first connection cannot be made; later losses are mended by itself. */
export async function listen(
  url: string,
  links: Links,
  channel: string,
  heard: (payload: string) => void,
): Promise<Listening> {
  const stopped = new AbortController();
  let current = await connect(url, links, channel, heard);

  const keepListening = async (): Promise<void> => {
    let restMs = 0;
    while (!stopped.signal.aborted) {
      if (restMs === 0) await current.ended;
      restMs = Math.min(Math.max(restMs * 2, firstRestMs), longestRestMs);
      // a little different for every process, so that they do not all come back at once
      await rest(restMs * (0.5 + Math.random() / 2), undefined, { signal: stopped.signal, ref: false }).catch(
        () => {},
      );
      if (stopped.signal.aborted) return;
      const again = await connect(url, links, channel, heard).catch(() => undefined);
      if (again === undefined) continue;
      current = again;
      restMs = 0;
      if (stopped.signal.aborted) await again.client.end();
    }
  };
  const listening = keepListening();

  return {
    renew: () => void streamOf(current.client).destroy(),
    async stop() {
      stopped.abort();
      await current.client.end().catch(() => {});
      await listening;
    },
  };
}

async function connect(
  url: string,
  links: Links,
  channel: string,
  heard: (payload: string) => void,
): Promise<Line> {
  const client = new pg.Client({
    connectionString: url,
    application_name: kind.name,
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
  });
  const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
  client.on("error", () => {});
  client.on("notification", ({ payload = "" }) => heard(payload));
  try {
    await client.connect();
    links.watch(client, kind);
    await client.query(`listen ${channel}`);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return { client, ended };
}
