/** Every verb of organizations, in the order in which somebody meets them. */
import type { Module } from "#platform/module";
import type { DeclaredSetting } from "#platform/settings";
import { acceptInvitation } from "./accept-invitation.ts";
import { assignCustomer } from "./assign-customer.ts";
import { createInvitation } from "./create-invitation.ts";
import { createOrganizationFor } from "./create-organization.ts";
import { createRole } from "./create-role.ts";
import { createServiceAccount } from "./create-service-account.ts";
import { deleteRole } from "./delete-role.ts";
import { deleteServiceAccount } from "./delete-service-account.ts";
import { disableServiceAccount } from "./disable-service-account.ts";
import { enableServiceAccount } from "./enable-service-account.ts";
import type { Founder } from "./found-organization.ts";
import { getSettingsOf } from "./get-settings.ts";
import { inviteContact } from "./invite-contact.ts";
import { leaveOrganizationWith } from "./leave-organization.ts";
import { listPermissions } from "./list-permissions.ts";
import type { Leaver } from "./lose-hold.ts";
import { previewInvitation } from "./preview-invitation.ts";
import { removeBuyer } from "./remove-buyer.ts";
import { removeMemberWith } from "./remove-member.ts";
import { resendInvitation } from "./resend-invitation.ts";
import { revokeInvitation } from "./revoke-invitation.ts";
import { unassignCustomer } from "./unassign-customer.ts";
import { updateMember } from "./update-member.ts";
import { updateRole } from "./update-role.ts";
import { updateServiceAccount } from "./update-service-account.ts";
import { updateSettingsOf } from "./update-settings.ts";

/** What other modules do when an organization begins and when somebody leaves it, and what of them it may choose. */
export type Hooks = { founders: Founder[]; leavers: Leaver[]; settings: DeclaredSetting[] };

export function organizationsVerbs({
  founders,
  leavers,
  settings,
}: Hooks): Pick<Module, "actions" | "queries"> {
  const actions = [
    createOrganizationFor(founders),
    leaveOrganizationWith(leavers),
    updateMember,
    removeMemberWith(leavers),
    createInvitation,
    resendInvitation,
    revokeInvitation,
    previewInvitation,
    acceptInvitation,
    inviteContact,
    removeBuyer,
    assignCustomer,
    unassignCustomer,
    createRole,
    updateRole,
    deleteRole,
    createServiceAccount,
    updateServiceAccount,
    disableServiceAccount,
    enableServiceAccount,
    deleteServiceAccount,
    updateSettingsOf(settings),
  ];
  return { actions, queries: [getSettingsOf(settings), listPermissions] };
}
