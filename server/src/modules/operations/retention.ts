/** How long the inbox remembers. */
import { forgetSettled } from "#platform/inbox";
import { defineRetention } from "#platform/retention";

export const settledKept = defineRetention({
  table: "inbox_items",
  setting: "inbox.settled_kept_days",
  describe:
    "How many days an item of the inbox is kept after it was settled. What is open is kept as long as it is open.",
  keptDays: 400,
  leastDays: 30,
  forget: forgetSettled,
});
