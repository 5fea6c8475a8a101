/**
 * Is a request sent by a page of ours? Browsers say so themselves, and pages cannot forge what they say:
 * `Sec-Fetch-Site` (Fetch Metadata), or the `Origin` of every write. SameSite=Lax is the first lock, this the second.
 */
import type { IncomingHttpHeaders } from "node:http";
import { defineProblem } from "#platform/errors";

export const crossSite = defineProblem({
  code: "cross_site",
  status: 403,
  title: "Sent from another site",
  describe:
    "A browser sent this from a page that is not ours, or with the session cookie and without saying from where. Programs send a token in `Authorization` instead of the cookie.",
  remedy:
    "From a browser, send the request from a page of this installation. From a program, leave the cookie away and send `Authorization: Bearer` with an API key or an access token.",
});

/** @throws 403 for a write under the session cookie that does not say it comes from a page of ours. */
export function requireOwnSite(headers: IncomingHttpHeaders, ownOrigin: string): void {
  if (siteOf(headers, ownOrigin) !== "own")
    throw crossSite(`With the session cookie a write must come from a page of ${ownOrigin}.`);
}

/** @throws 403 for what a browser sends from another site; programs, which say nothing, pass. */
export function refuseOtherSites(headers: IncomingHttpHeaders, ownOrigin: string): void {
  if (siteOf(headers, ownOrigin) === "other") throw crossSite("Another site's page may not do this.");
}

/**
 * What Fetch Metadata says decides, because the browser compares with the address that it really asked; only where it
 * is not sent (older browsers, plain http) the origin is compared with ours.
 */
function siteOf(headers: IncomingHttpHeaders, ownOrigin: string): "own" | "other" | "unsaid" {
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" ? "own" : "other";
  if (origin === undefined) return "unsaid";
  return origin === ownOrigin ? "own" : "other";
}
