/** What people are told of: kinds declared by whoever speaks, and the rows that come of them. The noun is a module's. */
export {
  type Channel,
  type Channels,
  channels,
  defineNotification,
  type Language,
  languages,
  type NotificationRule,
  type NotificationText,
  type ToldEvent,
} from "./define-notification.ts";
export { findToldEvents } from "./events.queries.ts";
export { forgetNotifications, type ToMail, takeForMail } from "./mail.queries.ts";
export { purgeNotifications } from "./purge.ts";
export { type FindRecipients, mayBeTold, type Recipient } from "./recipient.ts";
export { languageOf, tell } from "./tell.ts";
