/** The facts of notifications: each for nobody but the person who is told. The first is written where they are told. */
import { defineEvent } from "#platform/events";

const kind = "What kind of notification it is.";
const fact = <Data extends object>(happened: string, describe: string, data: Record<string, string>) =>
  defineEvent<Data>({ type: `notification.${happened}`, subject: "notification", describe, data });

export const notificationCreated = fact<{ kind: string }>("created", "You were told of something.", { kind });
export const notificationRead = fact<{ kind: string }>("read", "You have read a notification.", { kind });
export const notificationUnread = fact<{ kind: string }>("unread", "A notification is new to you again.", {
  kind,
});
export const notificationArchived = fact<{ kind: string }>("archived", "You have put a notification away.", {
  kind,
});
export const notificationsRead = fact<{ count: number }>(
  "all_read",
  "You have read all notifications up to this one.",
  { count: "How many of them were new." },
);

/** What somebody wants to know is theirs: the fact names nothing but the kind. */
export const preferenceChosen = defineEvent<{ kind: string }>({
  type: "notification_preference.chosen",
  subject: "notification_preference",
  describe: "Somebody chose by which channels they are told of a kind of thing.",
  data: { kind },
});
