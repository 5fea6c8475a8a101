/** The SQL of what Stripe told us, as it told it. */
import { sql, type Tx } from "#platform/db";
import { firstUuidOf } from "#platform/uuid";
import { paymentMismatch } from "./actions/raise-mismatch.ts";

export type NewEvent = {
  id: string;
  connectionId: string;
  externalId: string;
  type: string;
  payloadSealed: string;
};

/** @returns whether it is new; one that came before is counted */
export async function insertEvent(tx: Tx, event: NewEvent): Promise<boolean> {
  const { id, connectionId, externalId, type, payloadSealed } = event;
  const [row] = await tx.query<{ times: number }>(sql`
    insert into payment_events as kept (organization_id, id, connection_id, external_id, type, payload_sealed)
    values (${tx.context.organizationId}, ${id}, ${connectionId}, ${externalId}, ${type}, ${payloadSealed})
    on conflict (organization_id, connection_id, external_id) do update set times = kept.times + 1
    returning times`);
  return row?.times === 1;
}

export type KeptEvent = { connectionId: string; payloadSealed: string | null };

export async function findEvent(
  read: Pick<Tx, "context" | "query">,
  id: string,
): Promise<KeptEvent | undefined> {
  const [row] = await read.query<KeptEvent>(sql`
    select connection_id as "connectionId", payload_sealed as "payloadSealed"
      from payment_events
     where organization_id = ${read.context.organizationId} and id = ${id}`);
  return row;
}

export type EventOutcome = "applied" | "known" | "ignored" | "mismatch";

export async function markTakenIn(
  tx: Tx,
  id: string,
  outcome: EventOutcome,
  because: string | null,
): Promise<void> {
  await tx.query(sql`
    update payment_events
       set outcome = ${outcome}, because = ${because}, taken_in_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** It is about people, and the facts of it are kept: a month later nobody needs to know more. */
export async function emptyOldEvents(tx: Tx, before: Date): Promise<void> {
  await tx.query(sql`
    update payment_events
       set payload_sealed = null
     where organization_id = ${tx.context.organizationId} and created_at < ${before} and payload_sealed is not null
       and taken_in_at is not null`);
}

/** Those that were taken in before and say nothing any more. @returns how many went; fewer than `most` when none are left */
export async function forgetEvents(tx: Tx, before: Date, most: number): Promise<number> {
  const { organizationId } = tx.context;
  const gone = await tx.query(sql`
    delete from payment_events
     where organization_id = ${organizationId}
       and id = any (array(select id from payment_events
                            where organization_id = ${organizationId} and id < ${firstUuidOf(before)}
                              and taken_in_at < ${before} and payload_sealed is null
                              and (outcome <> 'mismatch'
                                   or not exists (select from plinth.inbox_items i
                                                   where i.organization_id = ${organizationId}
                                                     and i.kind = ${paymentMismatch.kind} and i.settled_at is null))
                            order by id limit ${most}
                              for update skip locked))
    returning id`);
  return gone.length;
}
