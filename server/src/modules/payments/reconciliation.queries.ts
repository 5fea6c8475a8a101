/** The SQL of reconciliation: until when each connection's provider has been asked for everything. */
import { sql, type Tx } from "#platform/db";

/** The moment that the last good run reached; before the first, when the connection was made. */
export async function findAskedUntil(
  read: Pick<Tx, "context" | "query">,
  connectionId: string,
): Promise<Date | undefined> {
  const [row] = await read.query<{ at: Date }>(sql`
    select coalesce(r.asked_until, c.created_at) as at
      from connections c
      left join payment_reconciliations r on r.organization_id = c.organization_id and r.connection_id = c.id
     where c.organization_id = ${read.context.organizationId} and c.id = ${connectionId}`);
  return row?.at;
}

export async function writeAskedUntil(
  tx: Tx,
  connectionId: string,
  askedUntil: Date,
  repaired: number,
): Promise<void> {
  await tx.query(sql`
    insert into payment_reconciliations as kept (organization_id, connection_id, asked_until, repaired)
    values (${tx.context.organizationId}, ${connectionId}, ${askedUntil}, ${repaired})
    on conflict (organization_id, connection_id) do update
      set asked_until = greatest(kept.asked_until, excluded.asked_until), repaired = kept.repaired + excluded.repaired,
          updated_at = plinth.now()`);
}
