import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { settle } from "#platform/inbox";
import { lockItem } from "../inbox.queries.ts";
import { inboxItem } from "../inbox-item.resource.ts";
import { Reasoned } from "../input.ts";

/** Settle by hand what moved on elsewhere. The verbs that an item names settle it by themselves. */
export const settleInboxItem = defineAction({
  name: "inbox.settle",
  door: "POST /v1/inbox/{id}/settle",
  permission: "inbox:write",
  describe:
    "Say that what stood still has moved on, where nothing here could notice it. It changes nothing else: should the same happen again, there is a new item.",
  input: Reasoned,
  output: inboxItem,
  wholeOrganization: true,
  leaves: {
    settled_at: "2026-11-21T08:10:04.819123Z",
    settled_by: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    settled_how: "The customer gave another address by phone.",
  },
  fails: [invalidState],
  async run(context, tx, { id, ifMatch, reason }) {
    const found = await lockItem(tx, context, id);
    if (found === undefined) throw notFound("There is no inbox item with this id.");
    checkVersion(found.version, ifMatch);
    if (!found.open) throw invalidState("The item is settled already.");
    await settle(tx, context.organizationId, found.key, reason);
    noteChanges(tx, id, {
      settled_at: { before: null },
      settled_by: { before: null },
      settled_how: { before: null },
    });
    return id;
  },
});
