import { defineEvent } from "#platform/events";

const role = "The role that they have now.";

export const organizationCreated = defineEvent({
  type: "organization.created",
  subject: "organization",
  describe: "A company was set up.",
  data: {},
});

export const organizationSuspended = defineEvent({
  type: "organization.suspended",
  subject: "organization",
  describe: "Whoever runs the installation suspended the organization: it is read only.",
  data: {},
});

export const organizationResumed = defineEvent({
  type: "organization.resumed",
  subject: "organization",
  describe: "Whoever runs the installation ended the suspension.",
  data: {},
});

export const organizationLimited = defineEvent({
  type: "organization.limited",
  subject: "organization",
  describe: "Whoever runs the installation said how many requests the organization may send.",
  data: {},
});

export const settingsChanged = defineEvent<{ changed: string[] }>({
  type: "settings.changed",
  subject: "settings",
  describe: "Settings of the organization were chosen, or went back to their defaults.",
  data: { changed: "Names of the settings that changed." },
});

export const memberJoined = defineEvent<{ role: string }>({
  type: "member.joined",
  subject: "member",
  describe: "Somebody became a member: by founding the organization, or by accepting an invitation.",
  data: { role },
});

export const memberRoleChanged = defineEvent<{ role: string }>({
  type: "member.role_changed",
  subject: "member",
  describe: "A member was given another role.",
  data: { role },
});

const renamed = { changed: "Names of the fields that changed." };

export const memberUpdated = defineEvent<{ changed: string[] }>({
  type: "member.updated",
  subject: "member",
  describe: "A member goes by another name, or has another e-mail address.",
  data: renamed,
});

export const memberLeft = defineEvent({
  type: "member.left",
  subject: "member",
  describe: "A member left of their own accord.",
  data: {},
});

export const memberRemoved = defineEvent({
  type: "member.removed",
  subject: "member",
  describe: "Somebody ended a membership.",
  data: {},
});

export const invitationCreated = defineEvent<{ role: string }>({
  type: "invitation.created",
  subject: "invitation",
  describe: "Somebody was asked to join.",
  data: { role: "What they would be." },
});

export const invitationResent = defineEvent({
  type: "invitation.resent",
  subject: "invitation",
  describe: "The mail was sent again: its link is good, the one before no longer.",
  data: {},
});

export const invitationRevoked = defineEvent({
  type: "invitation.revoked",
  subject: "invitation",
  describe: "An invitation was taken back, also because whoever made it may no longer give its role.",
  data: {},
});

export const invitationAccepted = defineEvent<{ member_id: string } | { buyer_id: string }>({
  type: "invitation.accepted",
  subject: "invitation",
  describe: "Somebody followed an invitation and joined.",
  data: {
    member_id: "Who joined, where they are a member.",
    buyer_id: "Who joined, where they are a buyer.",
  },
});

export const buyerJoined = defineEvent<{ contact_id: string; customer_id: string }>({
  type: "buyer.joined",
  subject: "buyer",
  describe: "A contact accepted an invitation, and orders for their company from now on.",
  data: { contact_id: "The contact that they are.", customer_id: "The company that they buy for." },
});

export const buyerUpdated = defineEvent<{ changed: string[] }>({
  type: "buyer.updated",
  subject: "buyer",
  describe: "A buyer goes by another name, or has another e-mail address.",
  data: renamed,
});

export const buyerLeft = defineEvent<{ customer_id: string }>({
  type: "buyer.left",
  subject: "buyer",
  describe: "A buyer left of their own accord.",
  data: { customer_id: "The company that they bought for." },
});

export const buyerRemoved = defineEvent<{ customer_id: string }>({
  type: "buyer.removed",
  subject: "buyer",
  describe: "Somebody ended what a buyer could do for their company.",
  data: { customer_id: "The company that they bought for." },
});

const pair = { member_id: "Who looks after the customer.", customer_id: "The customer." };

export const customerAssigned = defineEvent<{ member_id: string; customer_id: string }>({
  type: "customer_assignment.created",
  subject: "customer_assignment",
  describe: "A customer was assigned to a member.",
  data: pair,
});

export const customerUnassigned = defineEvent<{ member_id: string; customer_id: string }>({
  type: "customer_assignment.deleted",
  subject: "customer_assignment",
  describe: "A customer was taken from a member, also because their membership ended.",
  data: pair,
});

export const serviceAccountCreated = defineEvent<{ role: string }>({
  type: "service_account.created",
  subject: "service_account",
  describe: "An actor that is no person was made.",
  data: { role: "Its role." },
});

export const serviceAccountUpdated = defineEvent<{ changed: string[] }>({
  type: "service_account.updated",
  subject: "service_account",
  describe: "A service account was changed.",
  data: { changed: "Names of the fields that changed." },
});

export const serviceAccountDisabled = defineEvent({
  type: "service_account.disabled",
  subject: "service_account",
  describe: "A service account was switched off: its keys are refused.",
  data: {},
});

export const serviceAccountEnabled = defineEvent({
  type: "service_account.enabled",
  subject: "service_account",
  describe: "A service account was switched on again: its keys work.",
  data: {},
});

export const serviceAccountDeleted = defineEvent({
  type: "service_account.deleted",
  subject: "service_account",
  describe: "A service account without keys was removed.",
  data: {},
});

export const roleCreated = defineEvent<{ name: string }>({
  type: "role.created",
  subject: "role",
  describe: "A role of the organization's own was made.",
  data: { name: "What it is named by." },
});

export const roleUpdated = defineEvent<{ changed: string[] }>({
  type: "role.updated",
  subject: "role",
  describe: "What a role allows was changed, for everybody who has it.",
  data: { changed: "Names of the fields that changed." },
});

export const roleDeleted = defineEvent<{ name: string }>({
  type: "role.deleted",
  subject: "role",
  describe: "A role that nobody had was removed.",
  data: { name: "What it was named by." },
});
