/**
 * Whether Stripe signed these bytes: `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]`, where each v1 is
 * HMAC-SHA-256 of "<t>.<body>". Judged over the bytes as they came, before anybody reads them as JSON.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** How old a signature may be, and how far ahead of our clock: a delivery that was written down is not good for long. */
const toleranceSeconds = 300;

/**
 * @param secrets all that are good at the moment: while one is replaced by another Stripe signs with both, or either.
 * @param now our clock
 */
export function isSignedByStripe(
  rawBody: Buffer,
  header: string | undefined,
  secrets: readonly string[],
  now: Date,
): boolean {
  const claimed = readHeader(header);
  if (claimed === undefined) return false;
  if (Math.abs(now.getTime() / 1_000 - claimed.seconds) > toleranceSeconds) return false;
  // every secret is tried against every signature: how long it takes tells nothing of which one fitted
  let fits = false;
  for (const secret of secrets) {
    const expected = createHmac("sha256", secret).update(`${claimed.seconds}.`).update(rawBody).digest();
    for (const signature of claimed.signatures) fits = timingSafeEqual(expected, signature) || fits;
  }
  return fits;
}

type Claimed = { seconds: number; signatures: Buffer[] };

/** A header names one time and at least one signature; more than a few would only cost time. */
const mostSignatures = 10;

function readHeader(header: string | undefined): Claimed | undefined {
  if (header === undefined || header.length > 2_000) return undefined;
  let seconds: number | undefined;
  const signatures: Buffer[] = [];
  for (const part of header.split(",")) {
    const [, name, value = ""] = /^\s*(t|v1)=([0-9a-f]+)\s*$/.exec(part) ?? [];
    if (name === "t") {
      if (seconds !== undefined || !/^\d{1,12}$/.test(value)) return undefined;
      seconds = Number(value);
    } else if (name === "v1" && value.length === 64) signatures.push(Buffer.from(value, "hex"));
  }
  if (seconds === undefined || signatures.length === 0 || signatures.length > mostSignatures)
    return undefined;
  return { seconds, signatures };
}
