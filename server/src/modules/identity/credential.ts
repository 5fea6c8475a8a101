/** What a caller shows, by its form: nothing is looked up for what cannot be one of our credentials. Pure. */
import type { Credential } from "#platform/doors/rest";
import { type Problem, unauthenticated } from "#platform/errors";
import { isToken } from "#platform/opaque-token";
import { keyPattern } from "./key.ts";

export type Secret = { kind: "key" | "token" | "cookie"; text: string };

const longestKey = 300;

/** @throws 401 for what cannot be one of our credentials. */
export function secretOf({ authorization, cookie }: Pick<Credential, "authorization" | "cookie">): Secret {
  if (authorization === undefined) {
    if (cookie !== undefined && isToken("session", cookie)) return { kind: "cookie", text: cookie };
    throw unknownCredential();
  }
  const [, text = ""] = /^bearer +(\S{1,2048})$/i.exec(authorization) ?? [];
  if (keyPattern.test(text) && text.length <= longestKey) return { kind: "key", text };
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return { kind: "token", text };
  throw unknownCredential();
}

/** One answer for all: whether it never was one, has run out, was revoked or is not for here is not said. */
export function unknownCredential(): Problem {
  return unauthenticated(
    "Send a valid credential: Authorization: Bearer with an API key or an access token, or the session's cookie.",
  );
}
