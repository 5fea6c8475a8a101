import { createHash } from "node:crypto";
import { malformedRequest } from "#platform/errors";

/** @throws 400 when the header is not 1 to 255 visible ASCII characters. */
export function parseIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (Array.isArray(header) || !/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw malformedRequest("Idempotency-Key takes 1 to 255 visible ASCII characters, for example a UUID.");
  }
  return header;
}

/** What makes two requests the same: method, path, query and the body in canonical order of keys. */
export function fingerprintOf(
  method: string,
  path: string,
  query: Map<string, string>,
  body: unknown,
): string {
  const sortedQuery = [...query].sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(`${method}\n${path}\n${JSON.stringify(sortedQuery)}\n${canonical(body)}`)
    .digest("base64url");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join(",")}}`;
}
