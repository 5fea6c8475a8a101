import Type from "typebox";
import {
  defineResource,
  document,
  identifier,
  integer,
  one,
  reference,
  text,
  time,
} from "#platform/resource";

const resolving = Type.Array(
  Type.Object(
    {
      action: Type.String({ description: "The verb's name.", examples: ["dead_letters.replay_all"] }),
      door: Type.String({
        description: "Method and path, with the ids of what it is about.",
        examples: ["POST /v1/dead_letters/replay"],
      }),
    },
    { additionalProperties: false },
  ),
);

export const inboxItem = defineResource({
  name: "inbox_item",
  path: "inbox",
  table: "plinth.inbox_items",
  whileOverloaded: true,
  describe:
    "Something that stands still and needs a person: what blocks it, since when, who looks after it, and the verbs that resolve it. Open are those without `settled_at`: `GET /v1/inbox?settled_at[null]=true&sort=since` has what waits longest first. Those about a noun that you may not read are not there.",
  read: "inbox:read",
  belongs: "hidden",
  about: true,
  fields: {
    kind: text({
      describe: "What kind of thing it is, as `GET /v1/inbox_kinds` lists them.",
      example: "dead_letters",
      readOnly: true,
    }),
    because: text({
      describe: "What blocks it, in a sentence.",
      example: "A job of the kind order.send-confirmation gave up: The other side refused the recipient.",
      max: 1_000,
      readOnly: true,
    }),
    details: document({
      describe: "Figures and ids beside it, by kind.",
      example: { kind: "order.send-confirmation", error_code: "refused" },
      readOnly: true,
    }),
    subject_type: text({ describe: "The noun that it is about.", example: "job", readOnly: true }),
    subject_id: identifier({ describe: "The object that it is about.", optional: true, readOnly: true }),
    since: time({ describe: "Since when it stands still.", readOnly: true }),
    last_at: time({ describe: "When it happened last.", readOnly: true }),
    times: integer({ describe: "How often it happened since it is open.", min: 1, readOnly: true }),
    owner_user_id: reference("member", {
      describe: "The member who looks after it, and is told; null is the organization's owners.",
      optional: true,
      readOnly: true,
    }),
    resolves: document({
      describe:
        "The verbs that resolve it, ready to be asked. When they have, it settles by itself: whoever settled it elsewhere says so with `POST /v1/inbox/{id}/settle`.",
      schema: resolving,
      example: [{ action: "dead_letters.replay_all", door: "POST /v1/dead_letters/replay" }],
      readOnly: true,
    }),
    told_at: time({ describe: "When its owner was told by mail.", optional: true, readOnly: true }),
    settled_at: time({
      describe: "When it moved on; null while it is open.",
      optional: true,
      readOnly: true,
    }),
    settled_by: text({
      describe: "The actor that moved it on.",
      example: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      optional: true,
      readOnly: true,
    }),
    settled_how: text({
      describe: "What moved it on.",
      example: "The customer gave another address by phone.",
      max: 1_000,
      optional: true,
      readOnly: true,
    }),
  },
  relations: {
    owner: one("member", { by: "owner_user_id", describe: "Who looks after it." }),
  },
  filter: ["kind", "subject_id", "owner_user_id", "settled_at"],
  sort: ["since"],
});
