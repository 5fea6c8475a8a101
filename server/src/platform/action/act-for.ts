/** What a human does for one organization on the way: found it, join it, leave it. */
import { actorText } from "#platform/access";
import { takeChanges } from "#platform/audit";
import type { PersonTx, Tx } from "#platform/db";
import { takeFacts } from "#platform/events";
import { trailStatement } from "./audit-entries.ts";

/** The deed in the organization's own trail. */
export type Deed = { action: string; subject: { type: string; id: string; version: number } };

/**
 * Runs `work` under the organization's context, within the human's transaction, and leaves the facts and the
 * audit row in the organization's trail.
 */
export async function actFor<T>(
  tx: PersonTx,
  organizationId: string,
  { action, subject }: Deed,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return await tx.actFor(organizationId, async (inside) => {
    const { context } = inside;
    const result = await work(inside);
    const entry = {
      actor: actorText(context.actor),
      action,
      subject_type: subject.type,
      subject_id: subject.id,
      subject_version: subject.version,
      changes: takeChanges(inside, subject.id),
      request_id: context.requestId,
      door: context.door,
      address: context.address,
    };
    inside.later(trailStatement(organizationId, takeFacts(inside), [entry], []));
    return result;
  });
}
