/** Adds jobs: with the commit of a deed, or as the system. What is there already under its key stays as it is. */
import { type SystemTx, sql, type Tx } from "#platform/db";

export type NewJob = {
  kind: string;
  queue: string;
  /** JSON text of an object. */
  payload: string;
  priority: number;
  unique_key: string | null;
  serial_key: string | null;
  destination_id: string | null;
  subject_type: string | null;
  subject_id: string | null;
  most_attempts: number;
  /** Null: at once. */
  run_at: string | null;
};

/** Of each transaction, the queues that it has added to. */
const fed = new WeakMap<object, Set<string>>();

/** Whoever commits the transaction wakes those who do these: nobody needs to look whether there is something to do. */
export const queuesFedBy = (tx: object): string[] => [...(fed.get(tx) ?? [])];

function feeds(tx: object, { queue, run_at }: NewJob): void {
  if (run_at !== null) return; // its time has to come first
  const queues = fed.get(tx) ?? new Set();
  fed.set(tx, queues.add(queue));
}

/** Of one organization, the transaction's. */
export function addJob(tx: Tx, job: NewJob): void {
  feeds(tx, job);
  tx.later(sql`
    insert into plinth.jobs (organization_id, kind, queue, state, payload, priority, unique_key, serial_key, destination_id,
                             subject_type, subject_id, most_attempts, run_at)
    values (${tx.context.organizationId}, ${job.kind}, ${job.queue},
            case when ${job.run_at}::timestamptz is null then 'ready' else 'scheduled' end,
            ${job.payload}, ${job.priority}, ${job.unique_key}, ${job.serial_key}, ${job.destination_id},
            ${job.subject_type}, ${job.subject_id}, ${job.most_attempts}, coalesce(${job.run_at}::timestamptz, plinth.now()))
    on conflict do nothing`);
}

/** In this order. @returns how many are new */
export async function addJobs(
  tx: Pick<SystemTx, "query">,
  jobs: (NewJob & { organization_id: string })[],
): Promise<number> {
  if (jobs.length === 0) return 0;
  for (const job of jobs) feeds(tx, job);
  const added = await tx.query(sql`
    insert into plinth.jobs (organization_id, kind, queue, state, payload, priority, unique_key, serial_key, destination_id,
                             subject_type, subject_id, most_attempts, run_at)
    select x.organization_id, x.kind, x.queue, case when x.run_at is null then 'ready' else 'scheduled' end,
           x.payload, x.priority, x.unique_key, x.serial_key, x.destination_id, x.subject_type, x.subject_id,
           x.most_attempts, coalesce(x.run_at, plinth.now())
      from rows from (json_to_recordset(${JSON.stringify(jobs)}::json)
           as (organization_id uuid, kind text, queue text, payload text, priority smallint, unique_key text, serial_key text,
               destination_id uuid, subject_type text, subject_id uuid, most_attempts integer, run_at timestamptz))
           with ordinality x(organization_id, kind, queue, payload, priority, unique_key, serial_key, destination_id,
                             subject_type, subject_id, most_attempts, run_at, place)
     order by x.place
    on conflict do nothing
    returning id`);
  return added.length;
}
