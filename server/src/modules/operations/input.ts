/** What people say when they decide something. */
import Type from "typebox";
import { text, textSchema } from "#platform/resource";

export const reason = textSchema(
  text({
    describe: "Why, for whoever reads the history.",
    example: "The mail server is back.",
    min: 3,
    max: 500,
  }),
);

export const Reasoned = Type.Object({ reason }, { additionalProperties: false });

/** At most this many are named: all of a cause need no names. */
export const mostNamed = 500;

export const OfCause = Type.Object(
  {
    reason,
    kind: Type.String({
      pattern: "^[a-z_]+\\.[a-z-]+$",
      maxLength: 100,
      description: "Of which kind of job.",
      examples: ["order.send-confirmation"],
    }),
    error_code: Type.Optional(
      Type.String({
        pattern: "^[a-z0-9_]+$",
        maxLength: 100,
        description: "Only those that gave up for this reason.",
        examples: ["timeout"],
      }),
    ),
    dead_letter_ids: Type.Optional(
      Type.Array(Type.String({ format: "uuid" }), {
        minItems: 1,
        maxItems: mostNamed,
        description: "Only these. Those of them that somebody has decided about meanwhile are left alone.",
        examples: [["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"]],
      }),
    ),
  },
  { additionalProperties: false },
);
