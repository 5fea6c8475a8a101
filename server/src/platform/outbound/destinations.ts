/** What verbs say of a destination, in their own transaction. How it is doing is written by the calls themselves. */
import { sql, type Tx } from "#platform/db";
import { settle } from "#platform/inbox";

export type Destination = {
  /** The connection's or the endpoint's. */
  id: string;
  /** A word for logs and inboxes, such as `webhook_endpoint`. */
  kind: string;
  /** Jobs that may call it at once, over all processes. */
  concurrency?: number;
  /** null: as often as one likes. */
  perMinute?: number | null;
  /** Who is told when it fails; null: the organization's owners. */
  ownerUserId?: string | null;
};

/** Makes the destination or changes what is said of it; its health and its pause stay. */
export async function saveDestination(tx: Tx, destination: Destination): Promise<void> {
  const { id, kind, concurrency = 4, perMinute = null, ownerUserId = null } = destination;
  await tx.query(sql`
    insert into plinth.destinations (organization_id, id, kind, concurrency, per_minute, owner_user_id)
    values (${tx.context.organizationId}, ${id}, ${kind}, ${concurrency}, ${perMinute}, ${ownerUserId})
    on conflict (organization_id, id) do update
       set kind = excluded.kind,
           concurrency = excluded.concurrency,
           per_minute = excluded.per_minute,
           owner_user_id = excluded.owner_user_id,
           updated_at = plinth.now()`);
}

/** The incident that it does not answer, in the inbox. */
export const failingKey = (id: string) => `destination_failing ${id}`;

/**
 * Nobody calls it until it is resumed; every process has heard of it after a second. Pausing again changes the reason only.
 * Whoever paused it has looked at it: that it does not answer is told anew when it is resumed and does not answer then.
 */
export async function pauseDestination(tx: Tx, id: string, because: string): Promise<void> {
  await tx.query(sql`
    update plinth.destinations
       set paused_at = coalesce(paused_at, plinth.now()),
           paused_because = ${because},
           updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
  await settle(tx, tx.context.organizationId, failingKey(id), "It was paused: nothing is sent to it.");
}

/** Calls go on at once. One that was failing is not believed to be well: the first call probes it. */
export async function resumeDestination(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    update plinth.destinations
       set paused_at = null,
           paused_because = null,
           breaker = case breaker when 'closed' then 'closed' else 'open' end,
           retry_at = case breaker when 'closed' then null else now() end,
           openings = 0,
           probe = null,
           probing_until = null,
           updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** With its connection or endpoint. Calls that still name it go through unguarded by a breaker. */
export async function removeDestination(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    delete from plinth.destinations
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
  await settle(tx, tx.context.organizationId, failingKey(id), "It was removed.");
}
