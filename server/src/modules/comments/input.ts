/** What people write: the schemas of the verbs' inputs. */
import Type from "typebox";
import { text, textSchema } from "#platform/resource";

const example = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

/** What the resource says of it, and what the verbs take. */
export const written = {
  describe: "What it says: plain text, to be shown as it is.",
  example: "@Anna can we ship the first half on Friday?",
  max: 10_000,
};

export const mentions = {
  describe:
    "The members whom it calls by name, each once: they are told. Each must be able to see what it is about.",
  example: [example],
  max: 50,
};

const body = textSchema(text(written));
const mentioned = Type.Array(Type.String({ format: "uuid" }), {
  maxItems: mentions.max,
  uniqueItems: true,
  description: mentions.describe,
  examples: [mentions.example],
});

export const CreateComment = Type.Object(
  {
    subject_type: Type.String({
      pattern: "^[a-z_]+$",
      maxLength: 60,
      description:
        "The noun that it is about, by its name: whatever has a path of its own, is nobody's own, and is not about another object itself.",
      examples: ["order"],
    }),
    subject_id: Type.String({
      format: "uuid",
      description: "The object that it is about.",
      examples: [example],
    }),
    body,
    mentions: Type.Optional(mentioned),
  },
  { additionalProperties: false },
);

export const UpdateComment = Type.Object(
  { body: Type.Optional(body), mentions: Type.Optional(mentioned) },
  { additionalProperties: false, minProperties: 1 },
);
