/** Forgets what people were told long ago, once an hour. */
import type { Upkeep } from "#platform/module";
import { purgeNotifications } from "#platform/notifications";

const everyMs = 3_600_000;

export const forgetOldNotifications: Upkeep = (database, clock, failed) => {
  const timer = setInterval(() => void purgeNotifications(database, clock.now()).catch(failed), everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
