/**
 * The only way out of this package. A provider is a stranger's machine: it gets a few seconds and a few
 * kilobytes, is never followed elsewhere, and hears us only over an encrypted line.
 */
import type { CustomFetch } from "openid-client";

/** The provider did not answer, or said itself that it cannot now. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

/** The provider answered something that nobody should read. */
export class UnfitAnswer extends Error {
  override name = "UnfitAnswer";
}

export type Guards = {
  /** For one call, from the first byte sent to the last one read. */
  timeoutMs: number;
  /** Where a call may go. */
  allowed: (url: URL) => boolean;
};

/** The largest key set in the wild has 20 kB. Counted after decompression. */
const mostBytes = 256 * 1024;

/** `inner` with these guards; what it answers is complete, and JSON when it is a success. */
export function guardedFetch(inner: typeof fetch, { timeoutMs, allowed }: Guards): CustomFetch {
  return async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    if (!allowed(url)) throw new UnfitAnswer(`${url.origin} is no address to send anything to`);
    const asked = {
      method,
      headers,
      ...(body === undefined || body === null ? {} : { body }),
      redirect: "manual" as const,
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    };
    const answer = await inner(address, asked).catch((cause: unknown) => {
      throw new Unreachable(`${url.origin} does not answer`, { cause });
    });
    const refusal = unfit(answer);
    if (refusal !== undefined) {
      await answer.body?.cancel();
      throw refusal;
    }
    const text = await readAll(answer, url);
    const type = answer.headers.get("content-type") ?? "";
    // an empty body is none: for a 204 the constructor insists on it
    return new Response(text === "" ? null : text, {
      status: answer.status,
      headers: { "content-type": type },
    });
  };
}

/** https anywhere; for an issuer at a loopback address, unencrypted calls to loopback addresses too. */
export function allowedFrom(issuer: URL): (url: URL) => boolean {
  const atHome = issuer.protocol === "http:" && isLoopback(issuer);
  return (url) => url.protocol === "https:" || (atHome && url.protocol === "http:" && isLoopback(url));
}

export function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function unfit(answer: Response): Error | undefined {
  const { status } = answer;
  if (status >= 500 || status === 429) return new Unreachable(`the provider answered ${status}`);
  if (status >= 300 && status < 400) return new UnfitAnswer("the provider sends us elsewhere");
  // the library reads JSON under any name, and a page under the name of JSON is how caches are fooled
  const type = answer.headers.get("content-type") ?? "";
  if (status === 200 && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type))
    return new UnfitAnswer(
      `the provider answered ${type.slice(0, 60) || "without a content type"}, not JSON`,
    );
  return undefined;
}

async function readAll(answer: Response, url: URL): Promise<string> {
  if (answer.body === null) return "";
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of answer.body) {
      size += piece.byteLength;
      if (size > mostBytes) throw new UnfitAnswer(`the provider answered more than ${mostBytes} bytes`);
      pieces.push(piece);
    }
  } catch (cause) {
    if (cause instanceof UnfitAnswer) throw cause;
    throw new Unreachable(`${url.origin} stopped in the middle of its answer`, { cause });
  }
  return Buffer.concat(pieces).toString("utf8");
}
