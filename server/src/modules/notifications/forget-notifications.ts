/** A membership ends: what they were told here ends with it. They may come back as somebody else, such as a buyer. */
import type { Context } from "#platform/access";
import type { Tx } from "#platform/db";
import { forgetNotifications } from "#platform/notifications";

export async function forgetNotificationsOf(_context: Context, tx: Tx, userId: string): Promise<void> {
  forgetNotifications(tx, userId);
}
