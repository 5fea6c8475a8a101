import { actorText, authorize, seesAll } from "#platform/access";
import { defineAction, notThere } from "#platform/action";
import { findSubject } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { commentCreated } from "../events.ts";
import { CreateComment } from "../input.ts";
import { insertComment } from "../queries.ts";
import { comment } from "../resource.ts";
import { requireWhoSee } from "./require-who-see.ts";

/** Write about an object, for those of the company who may see it; who is called by name, or took part, is told. */
export const createComment = defineAction({
  name: "comments.create",
  door: "POST /v1/comments",
  permission: "comments:write",
  allows: "Write about an object that one sees, for the others in the company, and take back one's own.",
  describe:
    "Write about an object that you see. Those whom it mentions are told, and those who wrote about the object before.",
  input: CreateComment,
  output: comment,
  async run(context, tx, { subject_type: subjectType, subject_id: subjectId, body, mentions = [] }) {
    const subject = await findSubject(tx, context, subjectType, subjectId);
    if (subject === undefined) throw notThere("/subject_id");
    const { scopeId: customerId } = subject;
    // what is said of what everybody shares is no customer's: who sees a part would not see it themselves
    if (customerId === null) authorize(seesAll(context));
    await requireWhoSee(tx, mentions, subject);

    const id = uuidv7();
    const author = actorText(context.actor);
    await insertComment(tx, { id, subjectType, subjectId, customerId, author, body, mentions });
    const about = { subject_type: subjectType, subject_id: subjectId, mentions };
    commentCreated.emit(tx, context, { id, version: 1 }, about);
    return id;
  },
});
