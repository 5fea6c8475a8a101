import Type from "typebox";
import { defineAction } from "#platform/action";
import { notification } from "../resource.ts";
import { markNotification } from "./mark-notification.ts";

/** Take that back: it is new again. */
export const unreadNotification = defineAction({
  name: "notifications.unread",
  door: "POST /v1/notifications/{id}/unread",
  permission: "notifications:write",
  allows: "Mark what one was told as read, put it away, and choose what one is told.",
  describe: "Have a notification be new again, to come back to it.",
  input: Type.Object({}, { additionalProperties: false }),
  output: notification,
  leaves: { read_at: null },
  fails: [],
  run: (context, tx, wish) => markNotification(context, tx, wish, "unread"),
});
