/** The request headers that Plinth understands, read strictly. */
import type { IncomingHttpHeaders } from "node:http";
import { malformedRequest } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";

/** The caller's `X-Request-Id` when it is harmless, else one of our own. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : uuidv7();
}

/** The trace id of a W3C `traceparent`, for the log line. */
export function traceIdOf(headers: IncomingHttpHeaders): string | undefined {
  const given = headers.traceparent;
  return typeof given === "string"
    ? /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(given)?.[1]
    : undefined;
}

export type IfMatch = { given: boolean; version: number | undefined };

/**
 * The version of `If-Match`: `"7"`, or the whole ETag `"7.k3x9"`, also weak; `*` matches any version.
 * @throws 400 when it is none of these.
 */
export function ifMatchOf(headers: IncomingHttpHeaders): IfMatch {
  const given = headers["if-match"];
  if (given === undefined) return { given: false, version: undefined };
  if (given === "*") return { given: true, version: undefined };
  const version = /^(?:W\/)?"?(\d{1,9})(?:\.[\w-]*)?"?$/.exec(given)?.[1];
  if (version === undefined)
    throw malformedRequest('If-Match takes an ETag of this object, such as "7.k3x9" or "7".');
  return { given: true, version: Number(version) };
}

/** Does one of the ETags in `If-None-Match` name this answer? */
export function matchesNone(headers: IncomingHttpHeaders, etag: string): boolean {
  const given = headers["if-none-match"];
  if (given === undefined) return false;
  return (
    given.trim() === "*" ||
    given.split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === etag)
  );
}
