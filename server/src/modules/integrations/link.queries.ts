/** What the system writes of links, beside what jobs write in their own transaction. */
import { type SystemTx, sql, type Tx } from "#platform/db";

const pushKind = "integration.push-object";

/** A push was given up: its link says why. Jobs of other kinds are none of its concern. */
export async function linkGaveUp(
  tx: SystemTx,
  { organizationId, id, kind }: { organizationId: string; id: string; kind: string },
  { code, detail }: { code: string; detail: string },
): Promise<void> {
  if (kind !== pushKind) return;
  await tx.query(sql`
    update sync_links l
       set state = 'failed', error_code = ${code.slice(0, 100)}, error_detail = ${detail.slice(0, 1000)},
           version = l.version + 1, updated_at = j.updated_at
      from plinth.jobs j
     where j.organization_id = ${organizationId} and j.id = ${id}
       and l.organization_id = ${organizationId} and l.connection_id = j.destination_id and l.object_id = j.subject_id
       and l.state <> 'conflict'`);
}

/** Pushes that had been given up are tried anew: they are on their way again. Jobs of other kinds are none of its concern. */
export async function linksTriedAgain(tx: Tx, kind: string, jobIds: readonly string[]): Promise<void> {
  if (kind !== pushKind) return;
  await tx.query(sql`
    update sync_links l
       set state = 'pending', error_code = null, error_detail = null, version = l.version + 1, updated_at = plinth.now()
      from (select k.organization_id, k.id
              from plinth.jobs j
              join sync_links k on k.organization_id = j.organization_id and k.connection_id = j.destination_id
                               and k.object_id = j.subject_id
             where j.organization_id = ${tx.context.organizationId} and j.id = any (${jobIds}::uuid[]) and k.state = 'failed'
             order by k.kind, k.object_id
               for no key update of k) locked
     where l.organization_id = locked.organization_id and l.id = locked.id
       and l.organization_id = ${tx.context.organizationId}`);
}
