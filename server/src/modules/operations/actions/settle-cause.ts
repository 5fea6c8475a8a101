/** What a person hears of dead letters: one incident for all of a cause, settled when none of it is left. */
import { type Actor, actorText } from "#platform/access";
import type { Tx } from "#platform/db";
import { settle } from "#platform/inbox";
import { anyDead, lockIncident } from "../dead-letter.queries.ts";
import { incidentOf } from "../job.ts";

/**
 * Settles the incident of a cause when nothing is left of it. Call it after the dead letters were written.
 * @param actor who decided about the last of them
 */
export async function settleCause(
  tx: Tx,
  kind: string,
  errorCode: string | null,
  how: string,
  actor: Actor = tx.context.actor,
): Promise<void> {
  const key = incidentOf(kind, errorCode);
  // its lock first: a worker that gives up meanwhile waits for it, or is seen by the look that follows
  if (!(await lockIncident(tx, key))) return;
  if (await anyDead(tx, kind, errorCode)) return;
  await settle(tx, tx.context.organizationId, key, how, actorText(actor));
}
