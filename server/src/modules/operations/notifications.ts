/** Who looks after what stands still is told of it: an integration of theirs that failed, an order that nobody moves on. */
import { membersWhoAnswer } from "#modules/organizations";
import type { Tx } from "#platform/db";
import { inboxItemRaised } from "#platform/inbox";
import { defineNotification, type NotificationRule, type ToldEvent } from "#platform/notifications";
import { inboxItemAssigned } from "./events.ts";
import { findOpenItem } from "./inbox.queries.ts";

const standsStill = defineNotification<{ because: string }>({
  kind: "inbox_item_of_mine",
  describe: {
    en: "Something that you look after stands still: an integration that failed, for example.",
    de: "Etwas, worum Sie sich kümmern, steht still: eine Schnittstelle zum Beispiel, die nicht antwortet.",
  },
  on: [inboxItemRaised, inboxItemAssigned],
  tells: "members",
  // whoever looks after it gets a mail of its own, with the verbs that move it on
  channels: { in_app: true, email: false },
  to: whoLooksAfter,
  words: async (tx, { subject }) => await findOpenItem(tx, subject.id),
  text: {
    en: ({ because }) => ({ title: "Something needs you", body: because }),
    de: ({ because }) => ({ title: "Hier werden Sie gebraucht", body: because }),
  },
});

export const operationsNotifications: NotificationRule[] = [standsStill];

/** Its owner, if they are still there, and otherwise everybody who owns the organization. */
async function whoLooksAfter(tx: Tx, { subject }: ToldEvent): Promise<string[]> {
  const item = await findOpenItem(tx, subject.id);
  if (item === undefined) return [];
  const members = await tx.query<{ id: string }>(
    membersWhoAnswer(tx.context.organizationId, item.ownerUserId),
  );
  return members.map(({ id }) => id);
}
