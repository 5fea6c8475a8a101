/** Tenants: what they are, how they begin, who belongs to them, and the fixed roles. */
import type { Module } from "#platform/module";
import type { Founder } from "./actions/found-organization.ts";
import { organizationsActions } from "./actions/index.ts";
import { invitation } from "./invitation.resource.ts";
import { member } from "./member.resource.ts";
import { organization } from "./organization.resource.ts";
import { serviceAccount } from "./service-account.resource.ts";

export { inviteAsOperator } from "./actions/create-invitation.ts";
export {
  createOrganization,
  type Founder,
  type KnownOrganization,
  listOrganizations,
  type NewOrganization,
  systemContext,
} from "./actions/found-organization.ts";
export { type Inviter, withdrawInvitations } from "./actions/withdraw-invitations.ts";
export { mayGrant, mayTake } from "./policy.ts";
export * from "./queries.ts";
export * from "./roles.ts";

/** @param founders what every new organization begins with */
export const organizationsModule = (founders: Founder[]): Module => ({
  name: "organizations",
  resources: [organization, member, invitation, serviceAccount],
  actions: organizationsActions(founders),
});
