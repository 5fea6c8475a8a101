/** Tenants: what they are, how they begin, and the fixed roles. */
import type { Module } from "#platform/module";
import { organization } from "./resource.ts";

export {
  createOrganization,
  type Founder,
  type KnownOrganization,
  listOrganizations,
  type NewOrganization,
  systemContext,
} from "./actions/create-organization.ts";
export { isRole, permissionsOf, permissionsOfRoles, type Role, roles } from "./roles.ts";

export const organizationsModule: Module = { name: "organizations", resources: [organization], actions: [] };
