/** How long it is known what both sides looked like, and who decided. */
import { defineRetention } from "#platform/retention";
import { forgetResolved } from "./conflict.queries.ts";

export const conflictsKept = defineRetention({
  table: "sync_conflicts",
  setting: "integrations.conflicts_kept_days",
  describe:
    "How many days a conflict between Plinth and an ERP is kept after both agreed again, with what both sides looked like. What is open or not carried out is kept. Who decided stays in the trail.",
  keptDays: 400,
  leastDays: 30,
  forget: forgetResolved,
});
