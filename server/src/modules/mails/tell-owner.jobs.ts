/**
 * Tells whoever looks after an incident, once, when it is still open a minute after it was raised. What else there is to
 * tell by then is told with it: a morning with forty orders that stand still is one mail for each who looks after some.
 */
import Type from "typebox";
import { type Incident, incidentMail, incidentsMail } from "#modules/notifications";
import { type MemberToWriteTo, membersWhoAnswer, nameOfOrganization } from "#modules/organizations";
import type { Tx } from "#platform/db";
import { lockUntold, markTold, type Untold } from "#platform/inbox";
import { defineJob, TryLater } from "#platform/jobs";
import { sendMail } from "#platform/mail";

export const tellOwner = defineJob({
  name: "inbox.tell-owner",
  describe: "Mails whoever looks after an incident of the inbox, or the organization's owners: once.",
  input: Type.Object({ item_id: Type.String({ format: "uuid" }) }, { additionalProperties: false }),
  queue: "mail",
  subject: ({ item_id }) => ({ type: "inbox_item", id: item_id }),
  prepare: async (_context, _input, { keyRing, publicUrl }) => ({ keyRing, publicUrl }),
  async run(context, tx, { item_id }, { keyRing, publicUrl }) {
    const items = await lockUntold(tx, item_id);
    if (items === "told") return;
    if (items === "busy")
      throw new TryLater(busyRestMs, "in_progress", "Somebody is at this item at the moment.");
    const [organization] = await tx.query<{ name: string }>(nameOfOrganization(context.organizationId));
    const told = await whoIsTold(tx, items);
    if (organization === undefined) return;

    for (const { member, of } of told) {
      const to = { to: member.email, name: member.name, locale: member.locale, publicUrl };
      const incidents = of.map(incidentOf);
      const [first, ...more] = incidents;
      if (first === undefined) continue;
      const mail =
        more.length === 0
          ? incidentMail(to, organization.name, first)
          : incidentsMail(to, organization.name, incidents);
      sendMail(tx, keyRing, mail);
    }
    // what nobody answers for stays in the inbox, for whoever comes
    const ids = new Set(told.flatMap(({ of }) => of.map(({ id }) => id)));
    await markTold(tx, [...ids].sort());
  },
});

const busyRestMs = 2_000;

type Told = { member: MemberToWriteTo; of: Untold[] };

/** Each who looks after some of them, with those: in the order in which they stand still. */
async function whoIsTold(tx: Tx, items: readonly Untold[]): Promise<Told[]> {
  const told = new Map<string, Told>();
  for (const [ownerUserId, of] of Map.groupBy(items, (item) => item.ownerUserId)) {
    const members = await tx.query<MemberToWriteTo>(membersWhoAnswer(tx.context.organizationId, ownerUserId));
    for (const member of members) {
      const before = told.get(member.email)?.of ?? [];
      told.set(member.email, { member, of: [...before, ...of] });
    }
  }
  return [...told.values()].map(({ member, of }) => ({
    member,
    of: of.sort((a, b) => a.since.getTime() - b.since.getTime()),
  }));
}

const incidentOf = ({ id, because, since, resolves }: Untold): Incident => ({
  ...{ id, because, since },
  doors: resolves.map(({ door }) => door),
});
