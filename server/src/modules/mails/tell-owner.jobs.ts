/** Tells whoever looks after an incident, once, when it is still open a minute after it was raised. */
import Type from "typebox";
import { incidentMail } from "#modules/notifications";
import { type MemberToWriteTo, membersWhoAnswer, nameOfOrganization } from "#modules/organizations";
import { lockUntold, markTold } from "#platform/inbox";
import { defineJob } from "#platform/jobs";
import { sendMail } from "#platform/mail";

export const tellOwner = defineJob({
  name: "inbox.tell-owner",
  describe: "Mails whoever looks after an incident of the inbox, or the organization's owners: once.",
  input: Type.Object({ item_id: Type.String({ format: "uuid" }) }, { additionalProperties: false }),
  queue: "mail",
  subject: ({ item_id }) => ({ type: "inbox_item", id: item_id }),
  prepare: async (_context, _input, { keyRing, publicUrl }) => ({ keyRing, publicUrl }),
  async run(context, tx, { item_id }, { keyRing, publicUrl }) {
    const item = await lockUntold(tx, item_id);
    if (item === undefined) return;
    const { organizationId } = context;
    const people = await tx.query<MemberToWriteTo>(membersWhoAnswer(organizationId, item.ownerUserId));
    const [organization] = await tx.query<{ name: string }>(nameOfOrganization(organizationId));
    if (people.length === 0 || organization === undefined) return; // it stays in the inbox, for whoever comes

    const incident = {
      id: item_id,
      organization: organization.name,
      because: item.because,
      since: item.since,
      doors: item.resolves.map(({ door }) => door),
    };
    for (const { email, name, locale } of people)
      sendMail(tx, keyRing, incidentMail({ to: email, name, locale, publicUrl }, incident));
    await markTold(tx, item_id);
  },
});
