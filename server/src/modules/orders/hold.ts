/** What a hold leaves in the trail when the order goes on. */
import type { Changes } from "#platform/audit";
import type { Hold } from "./payment.ts";

/** With the values after: whoever ends a hold may be somebody who does not see it, such as the buyer who cancels. */
export function holdEnds({
  heldBecause,
  heldAt,
}: {
  heldBecause: Hold | null;
  heldAt: Date | null;
}): Changes {
  if (heldBecause === null) return {};
  return { held_because: { before: heldBecause, after: null }, held_at: { before: heldAt, after: null } };
}
