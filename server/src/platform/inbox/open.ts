/** What of the inbox is open: for those who raise again and again, and settle what has moved on without them. */
import { sql, type Tx } from "#platform/db";
import type { InboxKind } from "./kind.ts";

export type OpenIncident = { key: string; kind: string; because: string };

/** The open incidents of these kinds, in no order. */
export function listOpen(tx: Tx, kinds: readonly InboxKind[]): Promise<OpenIncident[]> {
  return tx.beyondScope(() =>
    tx.query<OpenIncident>(sql`
      select key, kind, because
        from plinth.inbox_items
       where organization_id = ${tx.context.organizationId} and kind = any (${kinds.map(({ kind }) => kind)}::text[])
         and settled_at is null`),
  );
}
