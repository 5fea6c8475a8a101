/** Sets of ids as short texts: a scope may name thousands of customers, and hot verbs compare scopes at every call. */
import { createHash } from "node:crypto";
import type { Context } from "./context.ts";

// what is remembered of a caller is the same array at every request of theirs
const known = new WeakMap<readonly string[], string>();

/** The same text for the same ids in any order, 132 bits of SHA-256. Worked out once for an array, which must not change. */
export function idsDigest(ids: readonly string[]): string {
  const before = known.get(ids);
  if (before !== undefined) return before;
  const text = [...ids].sort().join(" ");
  const digest = createHash("sha256").update(text).digest("base64url").slice(0, 22);
  known.set(ids, digest);
  return digest;
}

/** Do both see the same customers? */
export function isSameScope(one: Context["scope"], other: Context["scope"]): boolean {
  if (one === other) return true;
  return one !== "all" && other !== "all" && idsDigest(one) === idsDigest(other);
}
