/** The nouns of organizations, as the reference shows them. */
import type { Resource } from "#platform/resource";
import { buyer } from "./buyer.resource.ts";
import { customerAssignment } from "./customer-assignment.resource.ts";
import { invitation } from "./invitation.resource.ts";
import { member } from "./member.resource.ts";
import { organization } from "./organization.resource.ts";
import { role } from "./role.resource.ts";
import { serviceAccount } from "./service-account.resource.ts";

export const organizationsResources: Resource[] = [
  organization,
  role,
  member,
  customerAssignment,
  invitation,
  buyer,
  serviceAccount,
];
