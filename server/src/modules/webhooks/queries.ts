/** The SQL of endpoints, as people's deeds need it. */
import { type SystemTx, sql, type Tx } from "#platform/db";
import type { EndpointStatus, Wanted } from "./endpoint.ts";

export type LockedEndpoint = Wanted & {
  id: string;
  version: number;
  status: EndpointStatus;
  secretSealed: string;
  // moments as they read in JSON, to the microsecond
  secretSetAt: string;
  retireAt: string | null;
  stoppedAt: string | null;
  stoppedBy: string | null;
  stoppedBecause: string | null;
  testedAt: string | null;
  replayedAt: string | null;
};

/** Undefined when there is none. Endpoints are hidden from who sees some customers only. */
export async function lockEndpoint(tx: Tx, id: string): Promise<LockedEndpoint | undefined> {
  const [row] = await tx.query<LockedEndpoint>(sql`
    select id, version, status, url, description, events, pauses_after_hours as "pausesAfterHours", concurrency,
           per_minute as "perMinute", owner_user_id as "ownerUserId", secret_sealed as "secretSealed",
           replace((secret_set_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as "secretSetAt",
           replace((retire_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as "retireAt",
           replace((stopped_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as "stoppedAt",
           stopped_by as "stoppedBy", stopped_because as "stoppedBecause",
           replace((tested_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as "testedAt",
           replace((replayed_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as "replayedAt"
      from webhook_endpoints
     where organization_id = ${tx.context.organizationId} and id = ${id}
       for no key update`);
  return row;
}

export async function countEndpoints(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ count: number }>(sql`
    select count(*)::int as count from webhook_endpoints where organization_id = ${tx.context.organizationId}`);
  return row?.count ?? 0;
}

export async function insertEndpoint(
  tx: Tx,
  id: string,
  wanted: Wanted,
  secretSealed: string,
): Promise<void> {
  const { organizationId } = tx.context;
  await tx.query(sql`
    insert into webhook_endpoints (organization_id, id, url, description, events, pauses_after_hours, concurrency, per_minute,
                                   owner_user_id, secret_sealed)
    values (${organizationId}, ${id}, ${wanted.url}, ${wanted.description}, ${wanted.events}::text[],
            ${wanted.pausesAfterHours}, ${wanted.concurrency}, ${wanted.perMinute}, ${wanted.ownerUserId}, ${secretSealed})`);
  await tx.query(sql`insert into webhook_progress (organization_id, id) values (${organizationId}, ${id})`);
}

export async function writeEndpoint(tx: Tx, id: string, wanted: Wanted): Promise<void> {
  await tx.query(sql`
    update webhook_endpoints
       set url = ${wanted.url}, description = ${wanted.description}, events = ${wanted.events}::text[],
           pauses_after_hours = ${wanted.pausesAfterHours}, concurrency = ${wanted.concurrency},
           per_minute = ${wanted.perMinute}, owner_user_id = ${wanted.ownerUserId},
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** @param overlapHours for how long the secret before signs too; 0 ends it at once, and any one before it */
export async function writeSecret(
  tx: Tx,
  id: string,
  secretSealed: string,
  overlapHours: number,
): Promise<void> {
  await tx.query(sql`
    update webhook_endpoints
       set earlier_secret_sealed = case when ${overlapHours}::int > 0 then secret_sealed end,
           retire_at = case when ${overlapHours}::int > 0 then plinth.now() + ${overlapHours}::int * interval '1 hour' end,
           secret_sealed = ${secretSealed}, secret_set_at = plinth.now(),
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function writeStopped(
  tx: Tx,
  id: string,
  status: "paused" | "disabled",
  because: string | null,
): Promise<void> {
  await tx.query(sql`
    update webhook_endpoints
       set status = ${status}, stopped_at = plinth.now(), stopped_by = plinth.actor(), stopped_because = ${because},
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** Whatever failed before is no reason to pause it again at the next failure. */
export async function writeResumed(tx: Tx, id: string): Promise<void> {
  const { organizationId } = tx.context;
  await tx.query(sql`
    update webhook_endpoints
       set status = 'active', stopped_at = null, stopped_by = null, stopped_because = null,
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${organizationId} and id = ${id}`);
  await tx.query(sql`
    update webhook_progress set failing_since = null where organization_id = ${organizationId} and id = ${id}`);
}

export async function writeTested(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    update webhook_endpoints
       set tested_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function writeReplayed(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    update webhook_endpoints
       set replayed_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function deleteEndpoint(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    delete from webhook_endpoints where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** An endpoint as the reader of the feed sees it. */
export type Listener = { organizationId: string; id: string; events: string[]; status: EndpointStatus };

/** Of many organizations, with those that have said that they are gone: they may be trying out whether they are. */
export async function listListeners(tx: SystemTx, organizationIds: string[]): Promise<Listener[]> {
  return await tx.query<Listener>(sql`
    select organization_id as "organizationId", id, events, status
      from webhook_endpoints
     where organization_id = any (${organizationIds}::uuid[]) and status <> 'disabled'
     order by organization_id, id`);
}
