/** Incidents that moved on long ago are kept no longer; what is open stays, however old it is. */
import { sql, type Tx } from "#platform/db";

/** Those that were settled before. @returns how many went; fewer than `most` when none are left */
export async function forgetSettled(tx: Tx, before: Date, most: number): Promise<number> {
  const { organizationId } = tx.context;
  const gone = await tx.query(sql`
    delete from plinth.inbox_items
     where organization_id = ${organizationId}
       and id = any (array(select id from plinth.inbox_items
                            where organization_id = ${organizationId} and settled_at < ${before}
                            order by settled_at, id limit ${most}
                              for update skip locked))
    returning id`);
  return gone.length;
}
