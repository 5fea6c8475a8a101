/** From what a provider claims to what we believe. Pure. */
import type { Found, OutsideProvider } from "./provider.ts";

type Claims = Record<string, unknown>;

/** Symmetric ones would be signed with what we send along ourselves, and `none` is no signature. */
const asymmetric = /^(RS|PS|ES)(256|384|512)$|^(EdDSA|Ed25519)$/;
/** How far a provider's clock may be ahead of ours. */
const toleranceSeconds = 30;

/**
 * Why an ID token is refused that the library has let pass, or undefined. The library looks at signature,
 * issuer, expiry and nonce; it takes more audiences than ours beside an `azp`, and any `iat`.
 * @param nowMs milliseconds since 1970
 */
export function doubtAbout(
  claims: Claims,
  algorithm: unknown,
  clientId: string,
  nowMs: number,
): string | undefined {
  if (typeof algorithm !== "string" || !asymmetric.test(algorithm)) return "it is not signed with a key pair";
  const audience = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (audience.length !== 1 || audience[0] !== clientId) return "it is meant for somebody else as well";
  if (claims.azp !== undefined && claims.azp !== clientId) return "it was issued to another application";
  if (typeof claims.iat !== "number" || claims.iat > nowMs / 1000 + toleranceSeconds)
    return "it was issued in the future";
  if (typeof claims.sub !== "string" || claims.sub.length === 0 || claims.sub.length > 255)
    return "its subject cannot be used"; // OpenID Connect Core 2: at most 255 characters
  return undefined;
}

/**
 * The person behind claims that are proven. The issuer is part of the subject: `sub` is unique only within
 * it, Microsoft has one issuer per tenant, and a name may be pointed at another issuer one day.
 */
export function toFound(kind: OutsideProvider["kind"], claims: Claims): Found {
  const email = toEmail(claims.email);
  return {
    subject: `${claims.iss}#${claims.sub}`,
    email,
    emailVerified: email !== null && vouchesFor(kind, email, claims),
    name: toName(claims.name),
  };
}

/** An address that could receive mail, or null. */
export function toEmail(value: unknown): string | null {
  if (typeof value !== "string" || value.length > 254) return null;
  return /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(value) ? value : null;
}

/** A name that can be shown, or null. */
export function toName(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const clean = [...value.replace(/\p{C}/gu, "").trim()].slice(0, 200).join("");
  return clean === "" ? null : clean;
}

/** Does the provider stand for this address being this person's, today? */
function vouchesFor(kind: OutsideProvider["kind"], email: string, claims: Claims): boolean {
  // Microsoft's `email` is whatever an administrator of any tenant wrote there, and no `email_verified`
  // comes with it ("nOAuth"): only `xms_edov` says that the tenant owns the domain.
  if (kind === "microsoft") return [true, 1, "true", "1"].some((yes) => claims.xms_edov === yes);
  const verified = claims.email_verified === true || claims.email_verified === "true";
  // Google looked once at an address of others; it speaks for its own and for its customers' domains (`hd`)
  if (kind === "google") return verified && (/@gmail\.com$/i.test(email) || typeof claims.hd === "string");
  return verified;
}
