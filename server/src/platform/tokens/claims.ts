/** What a token says, by the names of RFC 7519. */
import type { JWTPayload } from "jose";

/** Whom a token speaks for; all ids are UUIDs. */
export type Subject = {
  /** The user. */
  sub: string;
  /** The session: when it ends, the token is worth nothing any more. */
  sid: string;
  /** The organization that the user acts for; absent when none was chosen. */
  org?: string | undefined;
};

export type Claims = Subject & {
  /** Seconds since 1970. */
  iat: number;
  /** Seconds since 1970. */
  exp: number;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The claims of a payload whose signature, issuer, audience and times were checked.
 *
 * @param encoded the payload as it stood in the token. It must be what we would have written: a claim that stands
 * there twice is read one way here and another way elsewhere.
 * @returns undefined when anything has another shape than in the tokens that we sign.
 */
export function claimsOf(payload: JWTPayload, encoded: string): Claims | undefined {
  const { aud, sub, sid, org, iat, exp } = payload;
  if (Buffer.from(JSON.stringify(payload)).toString("base64url") !== encoded) return undefined;
  if (typeof aud !== "string" || typeof iat !== "number" || typeof exp !== "number") return undefined;
  if (!isUuid(sub) || !isUuid(sid) || !(org === undefined || isUuid(org))) return undefined;
  return { sub, sid, org, iat, exp };
}

function isUuid(value: unknown): value is string {
  return typeof value === "string" && uuid.test(value);
}
