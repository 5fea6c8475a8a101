import type { Version } from "./api.ts";

/**
 * What `If-Match` says: `"7"` for the number 7 and for an object of version 7; an ETag as it is.
 * @throws TypeError for an object that was read without its version
 */
export function versionTag(version: Version): string {
  const known = typeof version === "object" ? version.version : version;
  if (known === undefined) throw new TypeError("ifMatch needs a version: read the object with it");
  return typeof known === "number" ? `"${known}"` : known;
}
