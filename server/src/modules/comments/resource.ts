import Type from "typebox";
import { defineResource, identifier, identifierList, text, time } from "#platform/resource";
import { mentions, written } from "./input.ts";

export const comment = defineResource({
  name: "comment",
  path: "comments",
  table: "comments",
  describe:
    "What somebody of your company wrote about an object, for the others: `GET /v1/comments?subject_id=…&sort=created_at` has the conversation about one. Whoever may not read that object's noun sees none of it, and those who buy from you never do.",
  read: "comments:read",
  about: true,
  // copied from the subject; what is no customer's is for those who see the whole organization
  belongs: { scope: "customer_id" },
  fields: {
    subject_type: text({ describe: "The noun that it is about.", example: "order", immutable: true }),
    subject_id: identifier({ describe: "The object that it is about.", immutable: true }),
    customer_id: identifier({
      describe: "The customer whom the object belongs to; null where it belongs to none.",
      optional: true,
      readOnly: true,
    }),
    author: text({
      describe: "The actor that wrote it, as kind:id.",
      example: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      readOnly: true,
    }),
    // people write about people
    body: text({ ...written, personal: true }),
    mentions: {
      ...identifierList({ ...mentions, readOnly: true }),
      schema: Type.Array(Type.String({ format: "uuid" }), { maxItems: mentions.max }),
    },
    edited_at: time({
      describe: "When its author changed it last; null where they never did.",
      optional: true,
      readOnly: true,
    }),
  },
  filter: ["subject_type", "subject_id", "author", "created_at"],
  sort: ["created_at"],
});
