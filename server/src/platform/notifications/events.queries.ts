import { sql, type Tx } from "#platform/db";
import type { ToldEvent } from "./define-notification.ts";

type Row = {
  id: string;
  pos: number;
  seq: number;
  type: string;
  subject_type: string;
  subject_id: string;
  subject_version: number;
  actor: string;
  data: string;
  occurred_at: Date;
  scopeId: string | null;
};

/** These events of the organization, in order; without those that are kept no more. */
export async function findToldEvents(tx: Tx, seqs: readonly number[]): Promise<ToldEvent[]> {
  const { organizationId } = tx.context;
  const rows = await tx.query<Row>(sql`
    select id, pos, seq, type, subject_type, subject_id, subject_version, actor, data, occurred_at,
           scope_id as "scopeId"
      from plinth.events
     where organization_id = ${organizationId} and seq = any (${seqs}::bigint[])
     order by seq`);
  return rows.map(({ subject_type, subject_id, subject_version, occurred_at, data, ...row }) => ({
    ...row,
    organizationId,
    subject: { type: subject_type, id: subject_id, version: subject_version },
    data: JSON.parse(data) as Record<string, unknown>, // a CHECK of the outbox says that it is an object
    occurredAt: occurred_at,
  }));
}
