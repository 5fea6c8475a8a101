import Type from "typebox";
import { defineAction } from "#platform/action";
import { notification } from "../resource.ts";
import { markNotification } from "./mark-notification.ts";

/** Read a notification: it is new no more. */
export const readNotification = defineAction({
  name: "notifications.read",
  door: "POST /v1/notifications/{id}/read",
  permission: "notifications:write",
  allows: "Mark what one was told as read, put it away, and choose what one is told.",
  describe: "Say that you have read a notification.",
  input: Type.Object({}, { additionalProperties: false }),
  output: notification,
  leaves: { read_at: "2026-11-21T08:10:04.819123Z" },
  fails: [],
  run: (context, tx, wish) => markNotification(context, tx, wish, "read"),
});
