/** What is done for one organization outside of a verb of it: by a human on the way, or by the operator. */
import type { ActorKind } from "#platform/access";
import { type AuditEntry, type Deed, entryOfDeed, takeFurther } from "#platform/audit";
import type { PersonTx, Tx } from "#platform/db";
import { takeFacts } from "#platform/events";
import { trailStatement } from "./audit-entries.ts";
import { forgetAtCommit, forgetsCallers } from "./forgetting.ts";

export type { Deed };

/**
 * Runs `work` under the organization's context, within the human's transaction, and leaves the facts and the
 * audit rows in the organization's trail.
 * @param deeds what was done, told from what `work` answered: one per object
 * @param as how the human belongs there; a member unless said otherwise
 */
export async function actFor<T>(
  tx: PersonTx,
  organizationId: string,
  work: (tx: Tx) => Promise<T>,
  deeds: (result: T) => Deed[],
  as?: ActorKind,
): Promise<T> {
  const trailed = async (inside: Tx): Promise<T> => {
    const result = await work(inside);
    leaveTrail(inside, deeds(result));
    if (forgetsCallers(inside)) forgetAtCommit(tx);
    return result;
  };
  return await tx.actFor(organizationId, trailed, as);
}

/**
 * Writes the facts and the audit rows of deeds that no executor does: founding, the first key, jobs. The last of the deed.
 * @returns whether there are any
 */
export function leaveTrail(tx: Tx, deeds: Deed[]): boolean {
  const entries: AuditEntry[] = deeds.map((deed) => entryOfDeed(tx.context, tx, deed));
  const facts = takeFacts(tx);
  const all = [...entries, ...takeFurther(tx)];
  if (facts.length + all.length === 0) return false;
  tx.later(trailStatement(tx.context.organizationId, facts, all, []));
  return true;
}
