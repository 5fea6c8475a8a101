import { createHash } from "node:crypto";
import { type AnyContext, idsDigest } from "#platform/access";

const known = new WeakMap<ReadonlySet<string>, string>();

/**
 * What a caller can see, as a short digest: its permissions, scope and API version, and the humans behind it. A program
 * has one actor and many keys: a secret that was shown to one human is not shown again to another one's key.
 */
export function viewOf(context: AnyContext): string {
  const { permissions, apiVersion } = context;
  let rights = known.get(permissions);
  if (rights === undefined) {
    rights = digest([...permissions].sort().join(" "));
    known.set(permissions, rights);
  }
  if (context.organizationId === null) return `${rights} ${apiVersion}`;
  const { scope, people } = context;
  const sees = scope === "all" ? "" : ` sees ${idsDigest(scope)}`;
  const by = people.length === 0 ? "" : ` by ${idsDigest(people)}`;
  return `${rights} ${apiVersion}${sees}${by}`;
}

const digest = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 16);
