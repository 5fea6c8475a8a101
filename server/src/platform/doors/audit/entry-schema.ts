/** An entry of the trail as the document describes it. */

import Type, { type TInteger, type TProperties, type TString } from "typebox";
import type { Told } from "./history-example.ts";

const uuid = (description: string) =>
  Type.String({ format: "uuid", description, examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"] });
/** The words stand beside the type, as everywhere in the document. */
const orNull = (schema: TString | TInteger) => {
  const { description, examples } = schema as { description?: string; examples?: unknown[] };
  return Type.Union([schema, Type.Null()], { description, examples });
};

const common = {
  id: uuid("Identifies the entry, forever."),
  seq: orNull(
    Type.Integer({
      minimum: 1,
      description: "Its place in the sealed trail, contiguous; null for the moment until it is sealed.",
      examples: [42],
    }),
  ),
  occurred_at: Type.String({
    format: "date-time",
    description: "When.",
    examples: ["2026-11-21T08:10:04.819123Z"],
  }),
  actor: Type.String({
    description: "Who did it, as kind:id.",
    examples: ["api_key:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
  }),
  on_behalf_of: orNull(
    uuid("The member who answers for a program's deed; null where the actor is that member, or nobody is."),
  ),
  action: Type.String({
    description: "What was done: a verb, or a read that is recorded.",
    examples: ["organizations.update"],
  }),
  door: Type.String({ description: "The way in which it was asked.", examples: ["rest"] }),
  request_id: Type.String({
    description: "The request that asked for it.",
    examples: ["01a1fefc-c076-7001-9100-1556b2bb9390"],
  }),
  version: orNull(Type.Integer({ description: "The object's version after it.", examples: [2] })),
  changes: Type.Object(
    {},
    {
      additionalProperties: true,
      description:
        'By field, what was there and what is: `{"before": …, "after": …}`. `{"masked": true}` is about a person or a secret and was changed; `{"erased": true}` has no values any more. Fields that you may not see are absent. Of a recorded read: `asked`, its parameters.',
      examples: [{ name: { before: "Muster GmbH", after: "Muster Handels GmbH" } }],
    },
  ),
};

/** With an example that this object can have; none where no verb is about it. */
export function historyPage(told: Told | undefined) {
  const description = "What was done to the object.";
  if (told === undefined) return pageOf(common, description, { examples: [[]] });
  const { action, changes } = told;
  const properties = {
    ...common,
    action: { ...common.action, examples: [action] },
    changes: { ...common.changes, examples: [changes] },
  };
  return pageOf(properties, description);
}

export const entryPage = pageOf(
  {
    ...common,
    people: Type.Array(uuid("A human's id."), {
      description:
        "The humans who hold the credential that was used: whose session or key it is, and who has seen a program's secret. Two of them are apart only where they share none.",
      examples: [["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"]],
    }),
    subject_type: Type.String({ description: "The noun that it was done to.", examples: ["organization"] }),
    subject_id: orNull(uuid("The object; null where it is about none.")),
    address: orNull(
      Type.String({ description: "The address that it was asked from.", examples: ["192.0.2.7"] }),
    ),
  },
  "An entry of the trail.",
);

function pageOf(properties: TProperties, description: string, shown: { examples?: unknown[] } = {}) {
  return Type.Object(
    {
      data: Type.Array(Type.Object(properties, { additionalProperties: false, description }), {
        description: "The entries, newest first.",
        ...shown,
      }),
      next_cursor: Type.Union([Type.String(), Type.Null()], {
        description: "To pass as `after`; null on the last page.",
        examples: ["WyJ0cmFpbCIsIjAxOTlmM2MyIl0"],
      }),
    },
    { description: "A page of the trail.", additionalProperties: false },
  );
}
