import Type from "typebox";

const uuid = (description: string) =>
  Type.String({ format: "uuid", description, examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"] });

export const event = Type.Object(
  {
    id: uuid("Identifies the event, forever."),
    seq: Type.Integer({
      minimum: 1,
      description:
        "Its number in what you are shown, without a hole, in commit order. For whoever reads the whole feed, the position in it.",
      examples: [42],
    }),
    type: Type.String({
      description: "What happened, in the past tense.",
      examples: ["organization.created"],
    }),
    subject: Type.Object(
      {
        type: Type.String({ description: "The noun that it happened to.", examples: ["order"] }),
        id: uuid("The object."),
        version: Type.Integer({ minimum: 1, description: "The object's version after it.", examples: [1] }),
      },
      { description: "What it happened to." },
    ),
    actor: Type.String({
      description:
        "Who did it, as kind:id; the kind alone where you do not read the whole feed and it was somebody else.",
      examples: ["api_key:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
    }),
    occurred_at: Type.String({
      format: "date-time",
      description: "When.",
      examples: ["2026-11-21T08:10:04.819123Z"],
    }),
    data: Type.Object(
      {},
      {
        additionalProperties: true,
        description: "More about it: ids and names of changed fields.",
        examples: [{ changed: ["name"] }],
      },
    ),
  },
  { description: "A fact, written in the same transaction as the deed.", additionalProperties: false },
);

export const eventPage = Type.Object(
  {
    data: Type.Array(event, { description: "The events, oldest first." }),
    next_cursor: Type.Union([Type.String(), Type.Null()], {
      description:
        "To pass as `after`; null when there is nothing behind yours: ask again with the same. Where you see a part of the feed it may move on without an event.",
      examples: ["42"],
    }),
  },
  { description: "A page of the feed." },
);
