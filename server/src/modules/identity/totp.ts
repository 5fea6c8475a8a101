/**
 * Codes of an authenticator app: RFC 6238 as every app does it, SHA-1, six digits, a new one every 30 seconds. A code
 * of the step before or after is taken as well (clocks differ), and no step twice: what was looked at over a shoulder
 * is worth nothing. Pure rules, no I/O.
 */
import { timingSafeEqual } from "node:crypto";
import { generateSecret, generateSync, generateURI } from "otplib";
import { renderSVG } from "uqr";

const stepSeconds = 30;
const digits = 6;
const drift = [-1, 0, 1];

/** A new secret: 160 random bits in base32. Shown once, kept sealed. */
export function newTotpSecret(): string {
  return generateSecret({ length: 20 });
}

/** What an app reads: `otpauth://totp/Plinth:ada%40example.com?secret=…&issuer=Plinth`. */
export function totpUri(secret: string, { issuer, account }: { issuer: string; account: string }): string {
  // the colon ends the issuer in this address
  return generateURI({ secret, issuer: issuer.replaceAll(":", " "), label: account });
}

/** The address as an SVG image to be read by a camera: no script, no reference to anything. */
export function totpQr(uri: string): string {
  return renderSVG(uri, { ecc: "M", border: 4 });
}

/** The step of a moment: how many times 30 seconds have passed since 1970. */
export function totpStep(at: Date): number {
  return Math.floor(at.getTime() / 1_000 / stepSeconds);
}

/** The code of one step (RFC 4226 with the step as counter). @throws when the secret is not base32 */
export function totpCode(secret: string, step: number, length: 6 | 8 = digits): string {
  return generateSync({ strategy: "hotp", secret, counter: step, digits: length });
}

/**
 * The step that a code was made for, if it may be accepted; remember it as the next `lastStep`.
 *
 * @param lastStep the step accepted last: that one and all before it are spent. Null when none was.
 * @returns undefined when the code is wrong, spent, or no six digits. All steps are compared, in constant time; of
 *   two with the same code the later one counts, so that neither can be used again.
 */
export function acceptedStep(
  secret: string,
  code: string,
  now: Date,
  lastStep: number | null | undefined,
): number | undefined {
  const typed = code.replace(/\s/g, "");
  if (!/^[0-9]{6}$/.test(typed)) return undefined;
  const steps = drift.map((apart) => totpStep(now) + apart).filter((step) => step >= 0);
  const matching = steps.filter((step) =>
    timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(typed)),
  );
  return matching.findLast((step) => step > (lastStep ?? -1));
}
