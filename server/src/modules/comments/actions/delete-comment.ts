import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { type Changes, noteChanges, personal } from "#platform/audit";
import { notFound } from "#platform/errors";
import { commentDeleted } from "../events.ts";
import { mayRemove } from "../policy.ts";
import { deleteComment as deleteRow, type LockedComment, lockComment } from "../queries.ts";

/** Take back what one wrote, or remove what should not stand there: the trail keeps that it was said. */
export const deleteComment = defineAction({
  name: "comments.delete",
  door: "DELETE /v1/comments/{id}",
  permission: "comments:write",
  describe:
    'Remove what you wrote; what others wrote needs the permission "comments:moderate". Its history keeps what it said.',
  input: Type.Object({}, { additionalProperties: false }),
  status: 204,
  subject: "comment",
  async run(context, tx, { id, ifMatch }) {
    const found = await lockComment(tx, context, id);
    if (found === undefined) throw notFound("There is no comment with this id.");
    authorize(mayRemove(context, found.author));
    checkVersion(found.version, ifMatch);

    await deleteRow(tx, id);
    noteChanges(tx, id, gone(found), found.version);
    const { version, customerId, subjectType: subject_type, subjectId: subject_id } = found;
    const subject = { id, version, scopeId: customerId ?? undefined };
    commentDeleted.emit(tx, context, subject, { subject_type, subject_id, mentions: [...found.mentions] });
    return { answer: {}, id };
  },
});

/** All that it was. */
function gone({
  subjectType,
  subjectId,
  customerId,
  author,
  body,
  mentions,
  editedAt,
}: LockedComment): Changes {
  const was = {
    subject_type: subjectType,
    subject_id: subjectId,
    customer_id: customerId,
    author,
    edited_at: editedAt,
  };
  const said = Object.entries(was).flatMap(([name, before]) => (before === null ? [] : [[name, { before }]]));
  return {
    ...Object.fromEntries(said),
    ...(mentions.length === 0 ? {} : { mentions: { before: mentions } }),
    body: personal(body, null),
  };
}
