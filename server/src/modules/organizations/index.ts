/** Tenants: what they are, how they begin, and the fixed roles. */
import type { Module } from "#platform/module";
import { invitation } from "./invitation.resource.ts";
import { member } from "./member.resource.ts";
import { organization } from "./organization.resource.ts";
import { serviceAccount } from "./service-account.resource.ts";

export {
  createOrganization,
  type Founder,
  type KnownOrganization,
  listOrganizations,
  type NewOrganization,
  systemContext,
} from "./actions/create-organization.ts";
export {
  findMemberRole,
  findServiceAccount,
  forgetRemembered,
  listMemberships,
  type Membership,
  renameMember,
  type ServiceAccount,
} from "./queries.ts";
export {
  isRole,
  permissionsOf,
  permissionsOfMember,
  permissionsOfRoles,
  type Role,
  roles,
  staffRoles,
} from "./roles.ts";

export const organizationsModule: Module = {
  name: "organizations",
  resources: [organization, member, invitation, serviceAccount],
  actions: [],
};
