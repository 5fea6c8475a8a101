/** Every verb of organizations, in the order in which somebody meets them. */
import type { Action } from "#platform/action";
import { acceptInvitation } from "./accept-invitation.ts";
import { createInvitation } from "./create-invitation.ts";
import { createOrganizationFor } from "./create-organization.ts";
import { createServiceAccount } from "./create-service-account.ts";
import { deleteServiceAccount } from "./delete-service-account.ts";
import { disableServiceAccount } from "./disable-service-account.ts";
import { enableServiceAccount } from "./enable-service-account.ts";
import type { Founder } from "./found-organization.ts";
import { leaveOrganization } from "./leave-organization.ts";
import { previewInvitation } from "./preview-invitation.ts";
import { removeMember } from "./remove-member.ts";
import { resendInvitation } from "./resend-invitation.ts";
import { revokeInvitation } from "./revoke-invitation.ts";
import { updateMember } from "./update-member.ts";
import { updateServiceAccount } from "./update-service-account.ts";

/** @param founders what every new organization begins with */
export function organizationsActions(founders: Founder[]): Action[] {
  return [
    createOrganizationFor(founders),
    leaveOrganization,
    updateMember,
    removeMember,
    createInvitation,
    resendInvitation,
    revokeInvitation,
    previewInvitation,
    acceptInvitation,
    createServiceAccount,
    updateServiceAccount,
    disableServiceAccount,
    enableServiceAccount,
    deleteServiceAccount,
  ];
}
