/** What an answer's status says about trying again. */
import { OutboundFailure } from "./failure.ts";

/** No other side holds us back for longer. */
const longestWaitMs = 24 * 3_600_000;

const worthAnotherTry = [408, 425, 429];

/**
 * The failure that an answer stands for; undefined for a success (and for a 304).
 * 408, 425, 429 and 5xx may be tried again, after what Retry-After says; other 4xx may not.
 */
export function failureOf(
  answer: { status: number; headers: Headers },
  now: Date = new Date(),
): OutboundFailure | undefined {
  const { status, headers } = answer;
  if (status < 400) return undefined;
  const retryable = status >= 500 || worthAnotherTry.includes(status);
  return new OutboundFailure("bad_answer", `It answered ${status}.`, {
    retryable,
    retryAfterMs: retryable ? retryAfterMs(headers.get("retry-after"), now) : undefined,
  });
}

/** Seconds, or an HTTP date; capped at a day. Undefined when it says nothing that can be understood. */
export function retryAfterMs(text: string | null, now: Date): number | undefined {
  if (text === null) return undefined;
  const said = text.trim();
  if (/^\d{1,15}$/.test(said)) return Math.min(Number(said) * 1_000, longestWaitMs);
  const at = /^[A-Za-z]{3}, \d{2} [A-Za-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(said)
    ? Date.parse(said)
    : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  return Math.min(Math.max(at - now.getTime(), 0), longestWaitMs);
}
