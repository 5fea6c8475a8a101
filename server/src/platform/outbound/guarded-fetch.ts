/** The client as a `fetch`: what the web's standard says of requests and answers, without its liberties. */

import type { RawAnswer } from "./exchange.ts";
import { OutboundFailure } from "./failure.ts";

export type Fetched = { method: string; url: string; headers: Headers; body: Uint8Array | undefined };

/** Statuses that the standard allows no body. */
const bodiless = [204, 205, 304];

/** @throws (from the fetch) OutboundFailure, or the reason of the request's signal */
export function guardedFetch(
  send: (asked: Fetched, signal: AbortSignal) => Promise<RawAnswer>,
): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
    const headers = new Headers(request.headers);
    const asked = { method: request.method, url: request.url, headers, body };
    const { status, headers: answered, bytes } = await send(asked, request.signal);
    if (status > 599) throw new OutboundFailure("bad_answer", `It answered ${status}.`, { retryable: true });
    return new Response(bodiless.includes(status) ? null : new Uint8Array(bytes), {
      status,
      headers: answered,
    });
  };
}
