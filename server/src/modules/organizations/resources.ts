/** The nouns of organizations, as the reference shows them, and what is always true of them. */
import type { Module } from "#platform/module";
import { buyer } from "./buyer.resource.ts";
import { customerAssignment } from "./customer-assignment.resource.ts";
import { organizationsInvariants } from "./invariants.ts";
import { invitation } from "./invitation.resource.ts";
import { member } from "./member.resource.ts";
import { organization } from "./organization.resource.ts";
import { role } from "./role.resource.ts";
import { serviceAccount } from "./service-account.resource.ts";

export const organizationsNouns: Required<Pick<Module, "resources" | "invariants">> = {
  resources: [organization, role, member, customerAssignment, invitation, buyer, serviceAccount],
  invariants: organizationsInvariants,
};
