/** Tenants: what they are, how they begin, who belongs to them, and the fixed roles. */
import type { Module } from "#platform/module";
import { type Hooks, organizationsVerbs } from "./actions/index.ts";
import { organizationsNouns } from "./resources.ts";
import { organizationsSettings } from "./settings.ts";

export { inviteAsOperator } from "./actions/create-invitation.ts";
export {
  createOrganization,
  type Founder,
  findSystemContext,
  type KnownOrganization,
  listOrganizations,
  type NewOrganization,
  systemContext,
} from "./actions/found-organization.ts";
export { limitRequests } from "./actions/limit-requests.ts";
export type { Leaver } from "./actions/lose-hold.ts";
export { renameMember } from "./actions/rename-member.ts";
export { resumeOrganization } from "./actions/resume-organization.ts";
export { suspendOrganization } from "./actions/suspend-organization.ts";
export { type Inviter, withdrawInvitations } from "./actions/withdraw-invitations.ts";
export { type HeldRole, heldRole, permissionsOf, type RoleColumns } from "./held-role.ts";
export { actorKinds, isHuman, mayHoldMore, toSee, toSeeAll } from "./known-actors.ts";
export { mayGrant, mayTake } from "./policy.ts";
export * from "./queries.ts";
export { roleNamed, roleToGive } from "./role.queries.ts";
export { RoleName, roleField } from "./role.ts";
export { rolesHolding } from "./role-holders.queries.ts";
export { type FixedRole, fixedRoles, permissionsOfRoles } from "./roles.ts";
export { locale, numberFormat, timeZone } from "./settings.ts";
export { findTenants } from "./tenant.queries.ts";

/** @param hooks what other modules do when an organization begins and when somebody leaves it, and may be chosen there */
export const organizationsModule = (hooks: Hooks): Module => ({
  name: "organizations",
  ...organizationsNouns,
  ...organizationsVerbs({ ...hooks, settings: [...organizationsSettings, ...hooks.settings] }),
  settings: organizationsSettings,
});
