/** What the composition root gets of this module. */
import type { Module } from "#platform/module";
import { getSettingsOf } from "./actions/get-settings.ts";
import { type Hooks, organizationsActions } from "./actions/index.ts";
import { listPermissions } from "./actions/list-permissions.ts";
import { buyer } from "./buyer.resource.ts";
import { customerAssignment } from "./customer-assignment.resource.ts";
import { invitation } from "./invitation.resource.ts";
import { member } from "./member.resource.ts";
import { organization } from "./organization.resource.ts";
import { role } from "./role.resource.ts";
import { serviceAccount } from "./service-account.resource.ts";
import { organizationsSettings } from "./settings.ts";

/** @param hooks what other modules do when an organization begins and when somebody leaves it, and may be chosen there */
export const organizationsModule = ({ settings: others, ...hooks }: Hooks): Module => {
  const settings = [...organizationsSettings, ...others];
  return {
    name: "organizations",
    resources: [organization, role, member, customerAssignment, invitation, buyer, serviceAccount],
    actions: organizationsActions({ ...hooks, settings }),
    queries: [getSettingsOf(settings), listPermissions],
    settings: organizationsSettings,
  };
};
