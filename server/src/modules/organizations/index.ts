/** Tenants: what they are, how they begin, who belongs to them, and the fixed roles. */
import type { Module } from "#platform/module";
import { getSettingsOf } from "./actions/get-settings.ts";
import { type Hooks, organizationsActions } from "./actions/index.ts";
import { invitation } from "./invitation.resource.ts";
import { member } from "./member.resource.ts";
import { organization } from "./organization.resource.ts";
import { serviceAccount } from "./service-account.resource.ts";
import { organizationsSettings } from "./settings.ts";

export { inviteAsOperator } from "./actions/create-invitation.ts";
export {
  createOrganization,
  type Founder,
  type KnownOrganization,
  listOrganizations,
  type NewOrganization,
  systemContext,
} from "./actions/found-organization.ts";
export type { Leaver } from "./actions/lose-hold.ts";
export { type Inviter, withdrawInvitations } from "./actions/withdraw-invitations.ts";
export { type HeldRole, heldRole, permissionsOf, type RoleColumns } from "./held-role.ts";
export { mayGrant, mayTake } from "./policy.ts";
export * from "./queries.ts";
export { roleNamed, roleToGive } from "./role.queries.ts";
export { RoleName, roleField } from "./role.ts";
export { type FixedRole, fixedRoles, permissionsOfRoles, programRoles, staffRoles } from "./roles.ts";
export { timeZone } from "./settings.ts";
export { findTenants } from "./tenant.queries.ts";

/** @param hooks what other modules do when an organization begins and when somebody leaves it, and may be chosen there */
export const organizationsModule = ({ settings: others, ...hooks }: Hooks): Module => {
  const settings = [...organizationsSettings, ...others];
  return {
    name: "organizations",
    resources: [organization, member, invitation, serviceAccount],
    actions: organizationsActions({ ...hooks, settings }),
    queries: [getSettingsOf(settings)],
    settings: organizationsSettings,
  };
};
