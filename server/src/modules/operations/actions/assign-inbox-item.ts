import Type from "typebox";
import { isMember } from "#modules/organizations";
import { checkVersion, defineAction, notThere } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { inboxItemAssigned } from "../events.ts";
import { lockItem, writeOwner } from "../inbox.queries.ts";
import { inboxItem } from "../inbox-item.resource.ts";

/** Say who looks after what stands still, or with null that the owners do again. */
export const assignInboxItem = defineAction({
  name: "inbox.assign",
  door: "POST /v1/inbox/{id}/assign",
  permission: "inbox:write",
  allows: "Say who looks after what stands still, and that it was settled elsewhere.",
  describe: "Say who looks after an open item: a member, or with null the organization's owners.",
  input: Type.Object(
    {
      member_id: Type.Union([Type.String({ format: "uuid" }), Type.Null()], {
        description: "The member who looks after it.",
        examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      }),
    },
    { additionalProperties: false },
  ),
  output: inboxItem,
  wholeOrganization: true,
  leaves: { owner_user_id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60" },
  fails: [invalidState],
  async run(context, tx, { id, ifMatch, member_id: userId }) {
    const found = await lockItem(tx, context, id);
    if (found === undefined) throw notFound("There is no inbox item with this id.");
    checkVersion(found.version, ifMatch);
    if (userId !== null && !(await isMember(tx, userId))) throw notThere("/member_id");
    if (!found.open) throw invalidState("The item is settled: nobody has to look after it.");
    if (userId === found.ownerUserId) return id;

    await writeOwner(tx, id, userId);
    noteChanges(tx, id, { owner_user_id: { before: found.ownerUserId } });
    const { kind, subjectType: subject_type } = found;
    inboxItemAssigned.emit(tx, context, { id, version: found.version + 1 }, { kind, subject_type });
    return id;
  },
});
