/** Who listens, and for which organization. */
import { createAsking, Problem } from "./asking.js";

/**
 * @typedef {{ id: string, name: string }} Membership
 * @typedef {object} Me
 * @property {string} name
 * @property {string | undefined} organization that is listened to
 * @property {Membership[]} organizations to choose from
 * @property {Set<string>} permissions
 * @property {boolean} whole whether the whole feed may be read
 */

/**
 * @param {import("./asking.js").Asking} asking
 * @returns {Promise<Me>}
 * @throws {Problem} when nobody is known, or they belong to no organization
 */
export async function learnWho(asking) {
  const me = await asking.ask("GET", "/v1/me");
  const { actor, organizations = [], organization_id: own } = me;
  const organization = asking.organization ?? own ?? organizations[0]?.id;
  if (organization === undefined || organization === null)
    throw new Problem(403, {
      detail: "You are a member of no organization yet: there is nothing to listen to.",
    });
  // who has chosen none is asked again, as the first of theirs
  if (own === null) return learnWho(createAsking({ key: asking.key, organization }));
  const permissions = new Set(me.permissions);
  return {
    name: actor.name,
    organization,
    organizations,
    permissions,
    whole: me.scope === "all" && permissions.has("events:read"),
  };
}
