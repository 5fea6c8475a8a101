/** What the system writes of links, beside what jobs write in their own transaction. */
import { type SystemTx, sql } from "#platform/db";

/** A push was given up: its link says why. Jobs of other kinds are none of its concern. */
export async function linkGaveUp(
  tx: SystemTx,
  { organizationId, id, kind }: { organizationId: string; id: string; kind: string },
  { code, detail }: { code: string; detail: string },
): Promise<void> {
  if (kind !== "integration.push-object") return;
  await tx.query(sql`
    update sync_links l
       set state = 'failed', error_code = ${code.slice(0, 100)}, error_detail = ${detail.slice(0, 1000)},
           version = l.version + 1, updated_at = j.updated_at
      from plinth.jobs j
     where j.organization_id = ${organizationId} and j.id = ${id}
       and l.organization_id = ${organizationId} and l.connection_id = j.destination_id and l.object_id = j.subject_id
       and l.state <> 'conflict'`);
}
