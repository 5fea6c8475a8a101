/** An address as somebody wrote it, and as it may be logged. */
import { isIP } from "node:net";
import { refusedAddress } from "./allowed-address.ts";
import { OutboundFailure } from "./failure.ts";

/** @throws OutboundFailure `refused_address` for what is no http(s) URL or carries a login. */
export function askedUrl(address: string | URL): URL {
  const refuse = (because: string) => new OutboundFailure("refused_address", because, { retryable: false });
  if (!URL.canParse(String(address))) throw refuse("It is no URL.");
  const url = new URL(address);
  if (!["http:", "https:"].includes(url.protocol)) throw refuse("Only http:// and https:// are called.");
  if (url.username !== "" || url.password !== "")
    throw refuse("A login in the URL would be seen in logs; send it as a header.");
  return url;
}

/**
 * What speaks against a URL before anybody has looked its name up: for whoever writes it down and not only for whoever
 * calls it. What is refused in the end is decided at the connection.
 */
export function objectionTo(address: string, allow: readonly string[]): string | undefined {
  try {
    const { protocol, hostname } = askedUrl(address);
    const encrypted = protocol === "https:";
    const literal = hostname.replace(/^\[(.*)\]$/, "$1");
    if (isIP(literal) !== 0) return refusedAddress(literal, { encrypted, allow });
    return encrypted || allow.length > 0 ? undefined : "It is not encrypted: only https:// is called.";
  } catch (error) {
    if (error instanceof OutboundFailure) return error.detail;
    throw error;
  }
}

/** Origin and path, without the query. Parts that look like keys are left out: some services have their secret in the path. */
export function loggedUrl(url: URL): string {
  const path = url.pathname
    .split("/")
    .map((part) => (looksSecret(part) ? `${part.slice(0, 4)}…` : part))
    .join("/");
  return `${url.origin}${path}`.slice(0, 300);
}

/** Long, and mixed as no word is. An id of ours is neither secret nor mixed. */
function looksSecret(part: string): boolean {
  if (part.length < 16 || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(part)) return false;
  return /\d/.test(part) || (/[a-z]/.test(part) && /[A-Z]/.test(part));
}
