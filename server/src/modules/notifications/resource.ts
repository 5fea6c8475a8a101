import { declarePersonal } from "#platform/access";
import { defineResource, identifier, text, time } from "#platform/resource";

// whoever lets others in gives them no look at anybody's notifications by it
declarePersonal("notifications:read", "notifications:write");

export const notification = defineResource({
  name: "notification",
  path: "notifications",
  table: "plinth.notifications",
  describe:
    "What you were told, in your own language. Nobody else sees it, whatever they may do here: programs and API keys have none. `GET /v1/notifications?archived_at[null]=true` is what you see at first, and `&read_at[null]=true` what is new of it. Kept for 90 days after it was read or archived.",
  read: "notifications:read",
  belongs: { person: "user_id" },
  fields: {
    kind: text({
      describe: "What kind it is, as `GET /v1/notification_preferences` lists them.",
      example: "order_for_my_customer",
      readOnly: true,
    }),
    title: text({
      describe: "What happened, in a line.",
      example: "Muster GmbH ordered: SO-2026-000123",
      readOnly: true,
    }),
    body: text({
      describe: "The same in sentences.",
      example: "The order comes to €1,299.00.",
      max: 2_000,
      min: 0,
      readOnly: true,
    }),
    subject_type: text({ describe: "The noun that it leads to.", example: "order", readOnly: true }),
    subject_id: identifier({ describe: "The object that it leads to.", readOnly: true }),
    event_id: identifier({ describe: "The event of the feed that it comes of.", readOnly: true }),
    emailed_at: time({
      describe: "When it was written by mail as well. What you have read by then is not.",
      optional: true,
      readOnly: true,
    }),
    read_at: time({ describe: "When you read it; null while it is new.", optional: true, readOnly: true }),
    archived_at: time({
      describe: "When you put it away; null while you have not.",
      optional: true,
      readOnly: true,
    }),
  },
  filter: ["kind", "subject_id", "read_at", "archived_at"],
});
