/** The table of jobs as workers use it. Every statement is a transaction of its own: none is open while a job is done. */
import { takeInBites } from "#platform/bites";
import { type Database, type SystemTx, sql, type Tx } from "#platform/db";
import type { Queue } from "./queue.ts";

/** A job that this worker may do until its lease runs out; then another one takes it over. */
export type Claimed = {
  organization_id: string;
  id: string;
  kind: string;
  queue: string;
  payload: string;
  /** Counts from 1; with the id and the worker it names this claim. */
  attempts: number;
  most_attempts: number;
  serial_key: string | null;
  destination_id: string | null;
  lane: string;
  replays: number;
  created_at: Date;
};

/** Where the last claim came by: the next one goes on behind it. */
export type Turn = { organizationId: string; lane: string };

/** @param after whose turn was last */
export async function claimJobs(
  database: Database,
  queue: Queue,
  worker: string,
  { limit, leaseMs, now, after }: { limit: number; leaseMs: number; now: Date; after: Turn },
): Promise<Claimed[]> {
  return await database.system<Claimed>(sql`
    select organization_id, id, kind, queue, payload, attempts, most_attempts, serial_key, destination_id, lane, replays,
           created_at
      from plinth.claim_jobs(${queue.name}, ${worker}, ${limit}::int, ${leaseMs}::int, ${now}, ${after.organizationId}, ${after.lane},
                             ${queue.concurrency ?? null}::int, ${queue.perMinute ?? null}::int)`);
}

/** The effect of a job that is no longer this worker's must not happen: another one may have done it. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/**
 * Marks it done, as the first statement of the transaction of its effect: nobody takes it over from here on, and whoever
 * has taken it before keeps it. @throws `LeaseLost`; nothing happened then
 */
export async function finishWithin(tx: Tx, { id, attempts }: Claimed, worker: string): Promise<void> {
  const done = await tx.query(sql`
    update plinth.jobs
       set state = 'done', finished_at = plinth.now(), worker = null, locked_until = null, error_code = null,
           error_detail = null, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and state = 'running' and worker = ${worker} and attempts = ${attempts}
    returning id`);
  if (done.length === 0) throw new LeaseLost("the job belongs to another worker by now");
}

/**
 * The same for many of any organizations, as the system.
 * @returns those that are done; the others were taken over meanwhile and stay their new worker's
 */
export async function finishAll(
  tx: Pick<SystemTx, "query">,
  claims: readonly Claimed[],
  worker: string,
  now: Date,
): Promise<Set<string>> {
  const done = await tx.query<{ id: string }>(sql`
    update plinth.jobs j
       set state = 'done', finished_at = ${now}, worker = null, locked_until = null, error_code = null,
           error_detail = null, version = version + 1, updated_at = ${now}
      from unnest(${claims.map((claim) => claim.organization_id)}::uuid[], ${claims.map(({ id }) => id)}::uuid[],
                  ${claims.map(({ attempts }) => attempts)}::int[]) c(organization_id, id, attempts)
     where j.organization_id = c.organization_id and j.id = c.id and j.attempts = c.attempts
       and j.state = 'running' and j.worker = ${worker}
    returning j.id`);
  return new Set(done.map(({ id }) => id));
}

export type Ended = {
  code: string;
  detail: string;
  /** Undefined: never again, it is a dead letter. */
  runAt: Date | undefined;
  /** Whether an attempt was used up. */
  counted: boolean;
};

/**
 * Keeps what went wrong, and says when it is tried again.
 * @returns whether it was still this worker's: old news of a job that was taken over changes nothing
 */
export async function rememberFailure(
  tx: SystemTx,
  { organization_id, id, attempts }: Claimed,
  worker: string,
  { code, detail, runAt, counted }: Ended,
  now: Date,
): Promise<boolean> {
  const changed = await tx.query(sql`
    with ended as (
      update plinth.jobs
         set state = case when ${runAt ?? null}::timestamptz is null then 'dead' else 'scheduled' end,
             run_at = coalesce(${runAt ?? null}::timestamptz, run_at),
             finished_at = case when ${runAt ?? null}::timestamptz is null then ${now}::timestamptz end,
             attempts = case when ${counted} then attempts else attempts - 1 end,
             worker = null, locked_until = null, error_code = ${code}, error_detail = ${detail.slice(0, 1000)},
             version = version + 1, updated_at = ${now}
       where organization_id = ${organization_id} and id = ${id}
         and state = 'running' and worker = ${worker} and attempts = ${attempts}
      returning organization_id, id, started_at
    ), kept as (
      insert into plinth.job_errors (organization_id, job_id, attempt, code, detail, started_at, failed_at)
      select organization_id, id, ${attempts}::int, ${code}, ${detail.slice(0, 1000)}, started_at, ${now}
        from ended
       where ${counted}
    )
    select id from ended`);
  return changed.length > 0;
}

/**
 * Given back as if it had not been taken: the process stops, and no attempt is used up.
 * @param calling those that were cut off in the middle of their outside call: whoever does them next finds it among their errors
 */
export async function handBack(
  database: Database,
  worker: string,
  calling: readonly string[],
  now: Date,
): Promise<void> {
  await database.system(sql`
    with back as (
      update plinth.jobs
         set state = 'ready', worker = null, locked_until = null, attempts = attempts - 1, version = version + 1
       where state = 'running' and worker = ${worker}
      returning organization_id, id, attempts, started_at
    )
    insert into plinth.job_errors (organization_id, job_id, attempt, code, detail, started_at, failed_at)
    select organization_id, id, attempts + 1, 'handed_back', ${handedBackDetail}, started_at, ${now}
      from back
     where id = any (${calling}::uuid[])`);
}

const handedBackDetail =
  "The process stopped in the middle of it. It does not count as an attempt, and may have had its effect outside.";

/**
 * Only of those that somebody is at: what was claimed and fell down before it was begun is taken over when its time is up.
 * Those that are being marked done at this moment, many together, are left alone: the two would wait for each other.
 * @returns those that are still this worker's, or were done a moment ago
 */
export async function extendLeases(
  database: Database,
  worker: string,
  ids: readonly string[],
  leaseMs: number,
): Promise<Set<string>> {
  const rows = await database.system<{ id: string; lost: boolean }>(sql`
    with extended as (
      update plinth.jobs
         set locked_until = now() + ${leaseMs} * interval '1 millisecond'
       where (organization_id, id) in (
               select organization_id, id from plinth.jobs
                where state = 'running' and worker = ${worker} and id = any (${ids}::uuid[])
                  for no key update skip locked)
      returning id
    )
    select x.id, x.id not in (select id from extended)
                 and exists (select from plinth.jobs j
                              where j.id = x.id and j.state <> 'done'
                                and (j.state <> 'running' or j.worker <> ${worker})) as lost
      from unnest(${ids}::uuid[]) x(id)`);
  return new Set(rows.filter(({ lost }) => !lost).map(({ id }) => id));
}

/**
 * Those of these queues in which something is ready. The first of an index, and not `exists`: with statistics from the time
 * of a backlog that reads the table from its start, and a fortnight of what is done lies there.
 */
export async function findFed(
  database: Pick<Database, "system">,
  queues: readonly string[],
): Promise<string[]> {
  const fed = await database.system<{ name: string }>(sql`
    select q.name
      from unnest(${queues}::text[]) q(name)
     where (select j.id from plinth.jobs j where j.queue = q.name and j.state = 'ready'
             order by j.organization_id, j.lane limit 1) is not null`);
  return fed.map(({ name }) => name);
}

/** What there is to do, at a glance: looks into indexes that are empty most of the time. */
export type Seen = { due: boolean; lost: boolean; scheduled: boolean; behind: boolean; fed: string[] };

/** @param names of the schedules, consumers and queues that this process keeps; others may be of another version */
export async function lookAround(
  database: Pick<Database, "system">,
  now: Date,
  { schedules, consumers, queues }: Record<"schedules" | "consumers" | "queues", readonly string[]>,
): Promise<Seen | undefined> {
  const [seen] = await database.system<Seen>(sql`
    select coalesce((select run_at from plinth.jobs where state = 'scheduled' order by run_at limit 1) <= ${now}, false) as due,
           (select id from plinth.jobs where state = 'running' and locked_until < now()
             order by organization_id, lane limit 1) is not null as lost,
           exists (select from plinth.schedules where next_at <= ${now} and name = any (${schedules}::text[])) as scheduled,
           exists (select from plinth.consumers c, plinth.feed_head h where h.name = 'main' and c.pos < h.pos
                      and c.name = any (${consumers}::text[])) as behind,
           array(select q.name from unnest(${queues}::text[]) q(name)
                  where (select j.id from plinth.jobs j where j.queue = q.name and j.state = 'ready'
                          order by j.organization_id, j.lane limit 1) is not null) as fed`);
  return seen;
}

/** Those whose time has come. @returns how many */
export async function promote(database: Database, now: Date): Promise<number> {
  const due = await database.system(sql`
    with due as (
      select organization_id, id from plinth.jobs
       where state = 'scheduled' and run_at <= ${now}
       order by run_at
       limit 1000
         for no key update skip locked
    )
    update plinth.jobs j
       set state = 'ready', version = version + 1
      from due
     where j.organization_id = due.organization_id and j.id = due.id
    returning j.id`);
  return due.length;
}

export type Lost = Pick<Claimed, "organization_id" | "id" | "kind" | "payload" | "attempts"> & {
  dead: boolean;
};

/**
 * Takes jobs from workers that have not been heard of for a whole lease. An attempt that ended that way counts: a job
 * that kills its process is a dead letter some day.
 */
export async function takeFromTheDead(tx: SystemTx, now: Date): Promise<Lost[]> {
  return await tx.query<Lost>(sql`
    with lost as (
      select organization_id, id from plinth.jobs
       where state = 'running' and locked_until < now()
       limit 500
         for no key update skip locked
    ), ended as (
      update plinth.jobs j
         set state = case when j.attempts >= j.most_attempts then 'dead' else 'ready' end,
             finished_at = case when j.attempts >= j.most_attempts then ${now}::timestamptz end,
             worker = null, locked_until = null, error_code = ${lostCode}, error_detail = ${lostDetail},
             version = j.version + 1, updated_at = ${now}
        from lost
       where j.organization_id = lost.organization_id and j.id = lost.id
      returning j.organization_id, j.id, j.kind, j.payload, j.attempts, j.started_at, j.state = 'dead' as dead
    ), kept as (
      insert into plinth.job_errors (organization_id, job_id, attempt, code, detail, started_at, failed_at)
      select organization_id, id, attempts, ${lostCode}, ${lostDetail}, started_at, ${now} from ended
    )
    select organization_id, id, kind, payload, attempts, dead from ended`);
}

const lostCode = "worker_lost";
const lostDetail = "The process that did it ended in the middle of it, or was not heard of for too long.";

const keptDays = 14;
const mostAtOnce = 5_000;

/** Forgets what was done or discarded a fortnight ago; dead letters stay. @returns how many went */
export function purgeJobs(database: Database, now: Date): Promise<number> {
  return takeInBites("jobs", mostAtOnce, () => purgeSome(database, now));
}

async function purgeSome(database: Database, now: Date): Promise<number> {
  const gone = await database.system(sql`
    delete from plinth.jobs
     where ctid = any (array(select ctid from plinth.jobs
                              where state in ('done', 'discarded')
                                and finished_at < ${now}::timestamptz - ${keptDays} * interval '1 day'
                              order by finished_at limit ${mostAtOnce}
                                for update skip locked))
    returning id`);
  return gone.length;
}
