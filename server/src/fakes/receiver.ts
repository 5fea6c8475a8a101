/**
 * A receiver of webhooks, for tests and for trying Plinth out: it checks signatures by code of its own (Standard
 * Webhooks), keeps a log, and does everything that receivers do sooner or later.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { attend, type Desk, textOf } from "./desk.ts";

/** What goes wrong with a request. `reset_after_taking`: it was taken, and nobody learns of it. */
export type Trouble =
  | "hang"
  | "reset"
  | "reset_after_taking"
  | "slow"
  | "huge"
  | "gone"
  | { status: number; headers?: Record<string, string>; body?: string };

const bySaying: Record<string, Trouble> = {
  "500": { status: 500 },
  "503": { status: 503, headers: { "retry-after": "5" } },
  "410": "gone",
  hang: "hang",
  reset: "reset",
  reset_after_taking: "reset_after_taking",
  slow: "slow",
};

export type Received = {
  path: string;
  headers: Record<string, string>;
  body: string;
  id: string;
  /** Of the delivery, and up to which number all are complete: what Plinth says. */
  number: number;
  completeUpTo: number;
  /** Whether a signature fits one of the secrets that it knows, and the time is near. */
  verified: boolean;
  /** How many of the signatures fit secrets that it knows. */
  fitting: number;
  /** Whether it was understood and kept. */
  taken: boolean;
};

export type Receiver = {
  url: string;
  /** Every request that came, in order. */
  log: Received[];
  /** What it has taken at this path, in order, repetitions and all. */
  taken(path?: string): Received[];
  /** The numbers that it has not got at this path, up to the greatest that it knows of: empty is complete. */
  holes(path: string): number[];
  /** The secrets that it knows. */
  knows(...secrets: string[]): void;
  /** What goes wrong with a request; undefined: nothing. */
  misbehave(how: ((request: Omit<Received, "taken">) => Trouble | undefined) | undefined): void;
  close(): Promise<void>;
};

const toleranceSeconds = 300;

/** Starts on 127.0.0.1. @param options.port absent: any that is free @param options.now its clock */
export async function startReceiver(
  options: {
    port?: number;
    now?: () => Date;
    /** Hears what happens, in words. */
    say?: (line: string) => void;
  } = {},
): Promise<Receiver> {
  const { port = 0, now = () => new Date(), say = () => {} } = options;
  const log: Received[] = [];
  let secrets: string[] = [];
  let trouble: Parameters<Receiver["misbehave"]>[0];
  let next: Trouble[] = [];
  const desk: Desk = {
    log: () => log,
    troubles: Object.keys(bySaying),
    trouble: (name, times) => void next.push(...Array<Trouble>(times).fill(bySaying[name] ?? "reset")),
    calm() {
      next = [];
      trouble = undefined;
    },
    more: {
      "PUT /secrets"(text) {
        secrets = text.split(/\s+/).filter((secret) => secret !== "");
        return { secrets: secrets.length };
      },
    },
  };

  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy());
  });
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (await attend(request, response, desk)) return;
    const body = await textOf(request);
    const came = understood(request, body, secrets, now());
    const how = next.shift() ?? trouble?.(came);
    const taken = came.verified && (how === undefined || how === "reset_after_taking" || how === "slow");
    log.push({ ...came, taken });
    say(inWords({ ...came, taken }, how));
    answer(response, how ?? { status: came.verified ? 204 : 401 });
  };
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });

  const taken: Receiver["taken"] = (path) =>
    log.filter((one) => one.taken && (path === undefined || one.path === path));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    taken,
    holes(path) {
      const got = new Set(taken(path).map(({ number }) => number));
      const greatest = Math.max(0, ...log.filter((one) => one.path === path).map(({ number }) => number));
      return Array.from({ length: greatest }, (_, i) => i + 1).filter((number) => !got.has(number));
    },
    knows(...known) {
      secrets = known;
    },
    misbehave(how) {
      trouble = how;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function inWords({ number, body, verified, taken }: Received, how: Trouble | undefined): string {
  const type = /"type":"([a-z_.]+)"/.exec(body)?.[1] ?? "something";
  const signature = verified ? "signature right" : "signature wrong";
  const trouble = how === undefined ? "" : `: ${typeof how === "string" ? how : how.status}`;
  return `${number} ${type}, ${signature}, ${taken ? "taken" : "not taken"}${trouble}`;
}

function understood(
  request: IncomingMessage,
  body: string,
  secrets: readonly string[],
  at: Date,
): Omit<Received, "taken"> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]),
  );
  const text = (name: string) => headers[name] ?? "";
  const id = text("webhook-id");
  const timestamp = text("webhook-timestamp");
  const near = Math.abs(at.getTime() / 1000 - Number(timestamp)) <= toleranceSeconds;
  const signatures = text("webhook-signature").split(" ");
  const fitting = signatures.filter((signature) =>
    secrets.some((secret) => same(signature, expected(secret, `${id}.${timestamp}.${body}`))),
  ).length;
  return {
    ...{ path: request.url ?? "/", headers, body, id, fitting, verified: near && fitting > 0 },
    number: Number(text("plinth-delivery-number")),
    completeUpTo: Number(text("plinth-complete-up-to")),
  };
}

function expected(secret: string, text: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

const hugeBytes = 8 * 1024 * 1024;

function answer(response: ServerResponse, how: Trouble): void {
  if (how === "hang") return;
  if (how === "reset" || how === "reset_after_taking") {
    response.socket?.resetAndDestroy();
    return;
  }
  if (how === "slow") {
    response.writeHead(200, { "content-type": "text/plain" });
    response.write("well");
    setTimeout(() => response.end(", at last"), 300).unref();
    return;
  }
  if (how === "huge") {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    response.end(Buffer.alloc(hugeBytes, "x"));
    return;
  }
  const { status, headers = {}, body = "" } = how === "gone" ? { status: 410 } : how;
  response.writeHead(status, headers);
  response.end(body);
}
