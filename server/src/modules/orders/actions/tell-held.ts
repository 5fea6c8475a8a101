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
