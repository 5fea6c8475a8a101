/**
 * Whether Svix, which Resend sends its webhooks by, signed these bytes: HMAC-SHA-256 over id, time and body, in base64, as
 * `v1,<signature>`, several with spaces between them. Pure: judged over the bytes as they came.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** How old a signature may be, and how far ahead of our clock: what was written down is not good for long. */
const toleranceSeconds = 300;
/** A header names a few while a secret is being replaced; more would only cost time. */
const mostSignatures = 10;

export type SvixHeaders = {
  id: string | undefined;
  /** Seconds. */
  timestamp: string | undefined;
  signature: string | undefined;
};

/** @param secrets as Resend shows them, `whsec_…`: all that are good at the moment */
export function isSignedBySvix(
  rawBody: Buffer,
  { id, timestamp, signature }: SvixHeaders,
  secrets: readonly string[],
  now: Date,
): boolean {
  if (id === undefined || id.length > 200 || !/^\d{1,12}$/.test(timestamp ?? "")) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > toleranceSeconds) return false;
  const claimed = signaturesIn(signature);
  // every secret is tried against every signature: how long it takes tells nothing of which one fitted
  let fits = false;
  for (const secret of secrets) {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(rawBody).digest();
    for (const one of claimed) fits = timingSafeEqual(expected, one) || fits;
  }
  return fits;
}

function signaturesIn(header = ""): Buffer[] {
  return header
    .slice(0, 2_000)
    .split(" ", mostSignatures)
    .filter((part) => part.startsWith("v1,"))
    .map((part) => Buffer.from(part.slice(3), "base64"))
    .filter(({ length }) => length === 32);
}
