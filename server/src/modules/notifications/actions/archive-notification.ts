import Type from "typebox";
import { defineAction } from "#platform/action";
import { notification } from "../resource.ts";
import { markNotification } from "./mark-notification.ts";

/** Put a notification away. */
export const archiveNotification = defineAction({
  name: "notifications.archive",
  door: "POST /v1/notifications/{id}/archive",
  permission: "notifications:write",
  allows: "Mark what one was told as read, put it away, and choose what one is told.",
  describe: "Put a notification away: it has been read, and is kept for 90 days.",
  input: Type.Object({}, { additionalProperties: false }),
  output: notification,
  leaves: { read_at: "2026-11-21T08:10:04.819123Z", archived_at: "2026-11-21T08:10:04.819123Z" },
  fails: [],
  run: (context, tx, wish) => markNotification(context, tx, wish, "archived"),
});
