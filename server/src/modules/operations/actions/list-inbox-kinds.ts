import Type from "typebox";
import { defineQuery } from "#platform/action";
import { inboxKinds } from "#platform/inbox";

const Kind = Type.Object(
  {
    kind: Type.String({ description: "What items name it by.", examples: ["dead_letters"] }),
    description: Type.String({
      description: "What stands still then.",
      examples: ["Jobs of one kind that gave up for the same reason."],
    }),
  },
  { additionalProperties: false, description: "A kind of thing that may stand still." },
);

/** What may be in the inbox, in words. */
export const listInboxKinds = defineQuery({
  name: "inbox_kinds.list",
  door: "GET /v1/inbox_kinds",
  describe: "Every kind of thing that may stand still and need a person, in words.",
  permission: "inbox:read",
  parameters: Type.Object({}),
  output: Type.Object(
    { data: Type.Array(Kind, { description: "Every kind, by name." }) },
    { additionalProperties: false },
  ),
  wholeOrganization: true,
  problems: [],
  run: async () =>
    JSON.stringify({ data: inboxKinds().map(({ kind, describe }) => ({ kind, description: describe })) }),
});
