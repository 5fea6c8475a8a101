/** What a human does for one organization on the way: found it, join it, leave it. */
import { actorText } from "#platform/access";
import { type AuditEntry, takeChanges } from "#platform/audit";
import type { PersonTx, Tx } from "#platform/db";
import { takeFacts } from "#platform/events";
import { trailStatement } from "./audit-entries.ts";

/** The deed in the organization's own trail. */
export type Deed = { action: string; subject: { type: string; id: string; version: number } };

/**
 * Runs `work` under the organization's context, within the human's transaction, and leaves the facts and the
 * audit rows in the organization's trail.
 * @param deeds what was done, told from what `work` answered: one per object
 */
export async function actFor<T>(
  tx: PersonTx,
  organizationId: string,
  work: (tx: Tx) => Promise<T>,
  deeds: (result: T) => Deed[],
): Promise<T> {
  return await tx.actFor(organizationId, async (inside) => {
    const result = await work(inside);
    const entries = deeds(result).map((deed) => entryOf(inside, deed));
    inside.later(trailStatement(organizationId, takeFacts(inside), entries, []));
    return result;
  });
}

function entryOf(inside: Tx, { action, subject }: Deed): AuditEntry {
  const { actor, requestId, door, address } = inside.context;
  return {
    actor: actorText(actor),
    action,
    subject_type: subject.type,
    subject_id: subject.id,
    subject_version: subject.version,
    changes: takeChanges(inside, subject.id),
    request_id: requestId,
    door,
    address,
  };
}
