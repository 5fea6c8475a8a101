/** One request and its answer over the wire, within bounds of time and size. Follows nobody anywhere. */
import { setTimeout as pause } from "node:timers/promises";
import type { Agent } from "undici";
import { OutboundFailure } from "./failure.ts";
import { acceptedEncodings, readBody, tooLarge } from "./read-body.ts";
import { asFailure, isPassing } from "./trouble.ts";

export type Exchange = {
  /** In capitals. */
  method: string;
  url: URL;
  headers: Headers;
  body?: string | Uint8Array | undefined;
  /** From the first thing done to the last byte read, repetitions included. */
  timeoutMs: number;
  /** Of silence. */
  idleMs: number;
  /** Of the body, packed and unpacked. */
  mostBytes: number;
};

export type RawAnswer = { status: number; headers: Headers; bytes: Buffer };

/** What may be sent again when nothing came back: doing it twice is doing it once (RFC 9110, 9.2.2). */
const idempotent = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"];
const mostRepetitions = 2;

/** Ours to say: they speak of the connection, or of a body that we know better. */
const ours = [
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** @throws OutboundFailure, or the reason of the one of `signals` that ends it */
export async function exchange(
  agent: Agent,
  asked: Exchange,
  signals: readonly AbortSignal[],
): Promise<RawAnswer> {
  try {
    return await within(asked.timeoutMs, signals, (ending) => attempts(agent, asked, ending));
  } catch (error) {
    for (const signal of signals) signal.throwIfAborted();
    throw asFailure(error);
  }
}

async function attempts(agent: Agent, asked: Exchange, ending: AbortSignal): Promise<RawAnswer> {
  for (let repetition = 0; ; repetition++) {
    const response = await head(agent, asked, ending).catch((error: unknown) => {
      const again =
        idempotent.includes(asked.method) &&
        isPassing(error) &&
        repetition < mostRepetitions &&
        !ending.aborted;
      if (!again) throw error;
      return undefined;
    });
    if (response !== undefined) return await answerOf(response, asked);
    await pause((repetition + 1) * (50 + Math.random() * 100), undefined, { signal: ending });
  }
}

type Response = Awaited<ReturnType<Agent["request"]>>;

async function head(agent: Agent, asked: Exchange, signal: AbortSignal): Promise<Response> {
  const { method, url, body, idleMs } = asked;
  const headers = Object.fromEntries([...asked.headers].filter(([name]) => !ours.includes(name)));
  return await agent.request({
    origin: url.origin,
    path: url.pathname + url.search,
    // whatever is no method of HTTP is refused there
    method: method as "GET",
    headers: { ...headers, "accept-encoding": acceptedEncodings },
    body: body ?? null,
    signal,
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
  });
}

async function answerOf({ statusCode, headers, body }: Response, asked: Exchange): Promise<RawAnswer> {
  const { method, mostBytes } = asked;
  const refuse = (failure: OutboundFailure): never => {
    body.on("error", () => {}).destroy();
    throw failure;
  };
  if (statusCode >= 300 && statusCode < 400 && statusCode !== 304)
    refuse(
      new OutboundFailure(
        "redirected",
        `It answered ${statusCode} and sends us elsewhere, which is not followed.`,
        {
          retryable: false,
        },
      ),
    );
  if (method !== "HEAD" && Number(one(headers["content-length"])) > mostBytes) refuse(tooLarge(mostBytes));
  const bytes = await readBody(body, one(headers["content-encoding"]), mostBytes);
  return { status: statusCode, headers: headersOf(headers), bytes };
}

const one = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(",") : (value ?? "");

/** Without what is true only of the body as it was packed, and without values that are none. */
function headersOf(given: Response["headers"]): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (["content-encoding", "content-length", "transfer-encoding"].includes(name)) continue;
    for (const each of [value ?? []].flat()) {
      try {
        headers.append(name, each);
      } catch {
        // the parser of the wire is more patient than the standard of the web: nobody can ask for it then
      }
    }
  }
  return headers;
}

/** Ends `work` after a time, or with a signal, also while it does not listen: a connection that is being made hears nothing. */
async function within<T>(
  timeoutMs: number,
  signals: readonly AbortSignal[],
  work: (ending: AbortSignal) => Promise<T>,
): Promise<T> {
  for (const signal of signals) signal.throwIfAborted();
  const ending = new AbortController();
  const late = new OutboundFailure("timeout", `It took longer than ${timeoutMs} ms.`, { retryable: true });
  const timer = setTimeout(() => ending.abort(late), timeoutMs);
  const cut = ({ target }: Event) => ending.abort(target instanceof AbortSignal ? target.reason : undefined);
  for (const signal of signals) signal.addEventListener("abort", cut, { once: true });
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener("abort", () => reject(ending.signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(ending.signal), ended]);
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener("abort", cut);
  }
}
