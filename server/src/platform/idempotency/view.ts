import { createHash } from "node:crypto";
import type { AnyContext } from "#platform/access";

const known = new WeakMap<ReadonlySet<string>, string>();

/** What a caller can see, as a short digest: its permissions, scope and API version. */
export function viewOf(context: AnyContext): string {
  const { permissions, apiVersion } = context;
  let rights = known.get(permissions);
  if (rights === undefined) {
    rights = digest([...permissions].sort().join(" "));
    known.set(permissions, rights);
  }
  if (context.organizationId === null) return `${rights} ${apiVersion}`;
  const { scope } = context;
  return scope === "all"
    ? `${rights} ${apiVersion}`
    : `${rights} ${apiVersion} ${digest([...scope].sort().join(" "))}`;
}

const digest = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 16);
