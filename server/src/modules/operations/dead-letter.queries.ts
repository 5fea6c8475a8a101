/** The SQL of dead letters. Their locks come before the incident's: a worker that gives up takes them in the same order. */
import { sql, type Tx } from "#platform/db";
import type { Decision, JobState } from "./job.ts";

export type LockedJob = {
  kind: string;
  state: JobState;
  attempts: number;
  replays: number;
  // moments as they read in JSON
  runAt: string;
  finishedAt: string | null;
  errorCode: string | null;
  version: number;
};

/** Locks the job, whatever its state. Undefined when there is none. */
export async function lockJob(tx: Tx, id: string): Promise<LockedJob | undefined> {
  const [row] = await tx.query<LockedJob>(sql`
    select kind, state, attempts, replays, error_code as "errorCode", version,
           plinth.json_moment(run_at) as "runAt", plinth.json_moment(finished_at) as "finishedAt"
      from plinth.jobs
     where organization_id = ${tx.context.organizationId} and id = ${id}
       for no key update`);
  return row;
}

/** As if it had just been made; its errors stay. Call it on a dead letter that is locked. */
export async function writeReplayed(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(sql`
    update plinth.jobs
       set state = 'ready', attempts = 0, replays = replays + 1, run_at = plinth.now(), finished_at = null,
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[]) and state = 'dead'`);
}

/** Let go: it is kept for a fortnight. Call it on a dead letter that is locked. */
export async function writeDiscarded(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(sql`
    update plinth.jobs
       set state = 'discarded', finished_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[]) and state = 'dead'`);
}

export const written: Record<Decision, typeof writeReplayed> = {
  replay: writeReplayed,
  discard: writeDiscarded,
};

/** Dead letters of a cause. */
export type Cause = {
  kind: string;
  /** Null: whatever it was. */
  errorCode: string | null;
  /** Only these; null: all of them. */
  ids: readonly string[] | null;
};

/**
 * How many there are, and up to which moment they gave up: what is replayed and gives up again is not meant once more.
 * The moment is theirs: the clocks of processes differ.
 */
export async function countDead(
  tx: Tx,
  { kind, errorCode, ids }: Cause,
): Promise<{ count: number; upTo: string | null }> {
  const [row] = await tx.query<{ count: number; upTo: string | null }>(sql`
    select count(*)::int as count, plinth.json_moment(max(finished_at)) as "upTo"
      from plinth.jobs
     where organization_id = ${tx.context.organizationId} and state = 'dead' and kind = ${kind}
       and (${errorCode}::text is null or error_code = ${errorCode})
       and (${ids}::uuid[] is null or id = any (${ids}::uuid[]))`);
  return row ?? { count: 0, upTo: null };
}

/** Which of these are no jobs of the organization. */
export async function unknownJobs(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(sql`
    select x.id
      from unnest(${ids}::uuid[]) x(id)
     where not exists (select from plinth.jobs j where j.organization_id = ${tx.context.organizationId} and j.id = x.id)`);
  return new Set(rows.map(({ id }) => id));
}

export type DeadJob = { id: string; errorCode: string | null; version: number };

/** Locks the next ones of a cause, in the order of their ids. */
export async function lockDead(
  tx: Tx,
  { kind, errorCode, ids }: Cause,
  upTo: string,
  limit: number,
): Promise<DeadJob[]> {
  return await tx.query<DeadJob>(sql`
    select id, error_code as "errorCode", version
      from plinth.jobs
     where organization_id = ${tx.context.organizationId} and state = 'dead' and kind = ${kind}
       and (${errorCode}::text is null or error_code = ${errorCode})
       and (${ids}::uuid[] is null or id = any (${ids}::uuid[]))
       and finished_at <= ${upTo}::timestamptz
     order by id
     limit ${limit}
       for no key update`);
}

/**
 * Locks the incident of a cause, so that nothing is added to it meanwhile: what is looked at in a later statement is
 * all that there is.
 */
export async function lockIncident(tx: Tx, key: string): Promise<boolean> {
  const rows = await tx.query(sql`
    select id from plinth.inbox_items
     where organization_id = ${tx.context.organizationId} and key = ${key} and settled_at is null
       for update`);
  return rows.length > 0;
}

export async function anyDead(tx: Tx, kind: string, errorCode: string | null): Promise<boolean> {
  const rows = await tx.query(sql`
    select id from plinth.jobs
     where organization_id = ${tx.context.organizationId} and state = 'dead' and kind = ${kind}
       and error_code is not distinct from ${errorCode}
     limit 1`);
  return rows.length > 0;
}

/** The id of the job that was added under this key. */
export async function jobAddedUnder(tx: Tx, kind: string, unique: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>(sql`
    select id from plinth.jobs
     where organization_id = ${tx.context.organizationId} and kind = ${kind} and unique_key = ${unique}`);
  if (row === undefined) throw new Error("a job that was just added is not there");
  return row.id;
}
