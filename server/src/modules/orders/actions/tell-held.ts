/** Orders that wait for a person are told at once where nobody expects it. */
import { timeZone } from "#modules/organizations";
import { dayIn } from "#platform/clock";
import type { Tx } from "#platform/db";
import { raise } from "#platform/inbox";
import { incidentOf } from "../incident.ts";
import type { Decided } from "../rows.ts";
import { listHeld } from "../still.queries.ts";

/**
 * Puts orders that do not fit the customer's credit into the inbox. Where two people are asked for that is the ordinary way
 * of an order: it gets there when nobody came for too long.
 * @param decided written already
 */
export async function tellHeld(tx: Tx, decided: Decided[]): Promise<void> {
  const held = decided
    .filter(({ heldBecause }) => heldBecause === "credit_limit" || heldBecause === "credit_currency")
    .map(({ id }) => id);
  if (held.length === 0) return;
  for (const order of await listHeld(tx, held)) {
    const on = dayIn(timeZone.of(tx.context), order.since);
    await raise(tx, tx.context.organizationId, incidentOf(order, on));
  }
}
