/** Orders that wait for a person: told at once where nobody expects it, and what is left of it when they go on. */
import { timeZone } from "#modules/organizations";
import type { Changes } from "#platform/audit";
import { dayIn } from "#platform/clock";
import type { Tx } from "#platform/db";
import { raise } from "#platform/inbox";
import { incidentOf } from "./incident.ts";
import type { Standing } from "./queries.ts";
import type { Decided } from "./rows.ts";
import { listHeld } from "./still.queries.ts";

/**
 * Puts orders that do not fit the customer's credit into the inbox. Where two people are asked for that is the ordinary way
 * of an order: it gets there when nobody came for too long.
 * @param decided written already
 */
export async function tellHeld(tx: Tx, decided: Decided[]): Promise<void> {
  const held = new Map(
    decided.flatMap(({ id, heldBecause, overMinor }) =>
      heldBecause === "credit_limit" || heldBecause === "credit_currency" ? [[id, overMinor] as const] : [],
    ),
  );
  if (held.size === 0) return;
  for (const order of await listHeld(tx, [...held.keys()])) {
    const on = dayIn(timeZone.of(tx.context), order.since);
    await raise(tx, tx.context.organizationId, incidentOf(order, on, held.get(order.id)));
  }
}

/** With the values after: whoever ends a hold may be somebody who does not see it, such as the buyer who cancels. */
export function holdEnds({ heldBecause, heldAt }: Standing): Changes {
  if (heldBecause === null) return {};
  return { held_because: { before: heldBecause, after: null }, held_at: { before: heldAt, after: null } };
}
