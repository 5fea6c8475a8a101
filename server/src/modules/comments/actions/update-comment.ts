import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges, personal } from "#platform/audit";
import { notFound } from "#platform/errors";
import { declaredNoun } from "#platform/resource";
import { commentUpdated } from "../events.ts";
import { UpdateComment } from "../input.ts";
import { mayChange } from "../policy.ts";
import { lockComment, writeComment } from "../queries.ts";
import { comment } from "../resource.ts";
import { requireWhoSee } from "./require-who-see.ts";

/** Change what one wrote: everybody sees that it was changed, and the trail what it said before. */
export const updateComment = defineAction({
  name: "comments.update",
  door: "PATCH /v1/comments/{id}",
  permission: "comments:write",
  describe: "Change what you wrote, or whom it mentions: only those who are new among them are told.",
  input: UpdateComment,
  output: comment,
  ifMatch: "required",
  leaves: { edited_at: "2026-11-21T08:10:04.819123Z" },
  async run(context, tx, { id, ifMatch, ...given }) {
    const found = await lockComment(tx, context, id);
    if (found === undefined) throw notFound("There is no comment with this id.");
    authorize(mayChange(context, found.author));
    checkVersion(found.version, ifMatch);
    const { body = found.body, mentions = [...found.mentions] } = given;
    const added = mentions.filter((one) => !found.mentions.includes(one));
    const { subjectType, subjectId, customerId } = found;
    const subject = { noun: declaredNoun(subjectType), scopeId: customerId };
    await requireWhoSee(tx, mentions, subject, found.mentions);
    const changed = [
      ...(body === found.body ? [] : ["body"]),
      ...(mentions.join() === found.mentions.join() ? [] : ["mentions"]),
    ];
    if (changed.length === 0) return id;

    await writeComment(tx, id, { body, mentions });
    noteChanges(tx, id, {
      ...(body === found.body ? {} : { body: personal(found.body, body) }),
      ...(changed.includes("mentions") ? { mentions: { before: found.mentions } } : {}),
      edited_at: { before: found.editedAt },
    });
    const about = { subject_type: subjectType, subject_id: subjectId, mentions };
    commentUpdated.emit(
      tx,
      context,
      { id, version: found.version + 1 },
      { ...about, changed, newly_mentioned: added },
    );
    return id;
  },
});
