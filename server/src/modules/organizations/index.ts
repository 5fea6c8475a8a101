/** Tenants: what they are, how they begin, who belongs to them, and the fixed roles. */
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
export { resumeOrganization } from "./actions/resume-organization.ts";
export { suspendOrganization } from "./actions/suspend-organization.ts";
export { type Inviter, withdrawInvitations } from "./actions/withdraw-invitations.ts";
export { type HeldRole, heldRole, permissionsOf, type RoleColumns } from "./held-role.ts";
export { organizationsModule } from "./module.ts";
export { mayGrant, mayTake } from "./policy.ts";
export * from "./queries.ts";
export { namesOfRolesWith, roleNamed, roleToGive } from "./role.queries.ts";
export { RoleName, roleField } from "./role.ts";
export { type FixedRole, fixedRoles, permissionsOfRoles, programRoles, staffRoles } from "./roles.ts";
export { timeZone } from "./settings.ts";
export { findTenants } from "./tenant.queries.ts";
