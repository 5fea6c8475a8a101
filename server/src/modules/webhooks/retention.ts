/** How long deliveries are kept. */
import { defineRetention } from "#platform/retention";
import { forgetDeliveries } from "./delivery.queries.ts";

export const deliveriesKept = defineRetention({
  table: "deliveries",
  setting: "webhooks.deliveries_kept_days",
  describe:
    "How many days a delivery to a webhook endpoint is kept, with its attempts, after it was taken or given up; that long it can be replayed. What waits is kept as long as it waits, and the events stay in the feed.",
  keptDays: 30,
  leastDays: 7,
  forget: forgetDeliveries,
});
