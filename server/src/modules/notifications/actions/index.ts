import type { Module } from "#platform/module";
import type { NotificationRule } from "#platform/notifications";
import { archiveNotification } from "./archive-notification.ts";
import { chooseChannelsOf } from "./choose-channels.ts";
import { countUnread } from "./count-unread.ts";
import { listPreferencesOf } from "./list-preferences.ts";
import { readNotification } from "./read-notification.ts";
import { readNotifications } from "./read-notifications.ts";
import { unreadNotification } from "./unread-notification.ts";

export const notificationsVerbs = (
  rules: readonly NotificationRule[],
): Required<Pick<Module, "actions" | "queries">> => ({
  actions: [
    ...[readNotification, unreadNotification, archiveNotification, readNotifications],
    chooseChannelsOf(rules),
  ],
  queries: [countUnread, listPreferencesOf(rules)],
});
