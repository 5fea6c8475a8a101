/** What is done again and again: for each organization at its own time of day, once, whatever number of processes look. */
import { Cron } from "croner";
import { type Database, type SystemTx, sql } from "#platform/db";
import type { DefinedJob, Job } from "./define-job.ts";
import { addJobs, type NewJob } from "./enqueue.ts";

export type Schedule = {
  /** `payments.reconcile`. */
  name: string;
  /** Five fields, as in crontab(5), in the organization's time zone. */
  cron: string;
  job: Job;
  /** @param due when it should have begun: one job per time that was due */
  rowFor(due: Date): NewJob;
};

/** @throws at start-up when the pattern cannot be read. */
export function defineSchedule<Input extends object>(given: {
  name: string;
  cron: string;
  job: DefinedJob<Input>;
  input: Input;
}): Schedule {
  const { name, cron, job, input } = given;
  if (!/^[a-z_]+\.[a-z_]+$/.test(name))
    throw new Error(`the schedule "${name}" is not named like "things.expire"`);
  nextTime(cron, "UTC", new Date()); // throws for what is no pattern
  return {
    name,
    cron,
    job,
    rowFor: (due) => job.row(input, { unique: `schedule ${name} ${due.toISOString()}` }),
  };
}

/** The first moment after this one. Across a change of the clocks it is done once: skipped hours count as their end. */
export function nextTime(cron: string, timeZone: string, after: Date): Date {
  const next = new Cron(cron, { timezone: timeZone, paused: true }).nextRun(after);
  if (next === null) throw new Error(`the pattern "${cron}" names no moment`);
  return next;
}

/** Every organization with its time zone: the platform knows none of them. */
export type TimeZones = () => Promise<{ organizationId: string; timeZone: string }[]>;

type Row = {
  organization_id: string;
  name: string;
  due: Date;
  last_at: Date | null;
  cron: string;
  time_zone: string;
};

/**
 * Gives each organization its times, also after one of them has moved, or a pattern has changed.
 * @returns how many were written
 */
export async function settleSchedules(
  database: Database,
  schedules: readonly Schedule[],
  timeZones: TimeZones,
  now: Date,
): Promise<number> {
  const known = await database.system<Omit<Row, "due" | "last_at">>(sql`
    select organization_id, name, cron, time_zone from plinth.schedules`);
  const settled = new Set(
    known.map((row) => `${row.organization_id} ${row.name} ${row.cron} ${row.time_zone}`),
  );
  const rows = (await timeZones()).flatMap(({ organizationId, timeZone }) =>
    schedules
      .filter(({ name, cron }) => !settled.has(`${organizationId} ${name} ${cron} ${timeZone}`))
      .map(({ name, cron }) => ({
        organization_id: organizationId,
        name,
        cron,
        time_zone: timeZone,
        next_at: nextTime(cron, timeZone, now).toISOString(),
      })),
  );
  if (rows.length === 0) return 0;
  await database.system(sql`
    insert into plinth.schedules (organization_id, name, cron, time_zone, next_at)
    select x.organization_id, x.name, x.cron, x.time_zone, x.next_at
      from json_to_recordset(${JSON.stringify(rows)}::json)
           as x(organization_id uuid, name text, cron text, time_zone text, next_at timestamptz)
    on conflict (organization_id, name) do update
      set cron = excluded.cron, time_zone = excluded.time_zone, next_at = excluded.next_at`);
  return rows.length;
}

/**
 * Makes jobs of what is due. What was missed while nobody looked is made up by one, not by as many as there would have
 * been, and while the last one is not finished there is no other: a suspended organization, or an outside system that is
 * away, does not collect them. What this process does not know is left to those who do: an older version runs beside a newer one.
 * @returns how many jobs were added
 */
export async function tick(database: Database, schedules: readonly Schedule[], now: Date): Promise<number> {
  const byName = new Map(schedules.map((schedule) => [schedule.name, schedule]));
  return await database.systemTransaction(async (tx) => {
    const due = await tx.query<Row>(sql`
      select organization_id, name, next_at as due, last_at, cron, time_zone
        from plinth.schedules
       where next_at <= ${now} and name = any (${[...byName.keys()]}::text[])
       order by next_at
       limit 500
         for no key update skip locked`);
    const known = due.flatMap((row) => {
      const schedule = byName.get(row.name);
      return schedule === undefined ? [] : [{ row, schedule }];
    });
    const busy = await unfinished(tx, known);
    const free = known.filter(({ row }) => !busy.has(placeOf(row)));
    const added = await addJobs(
      tx,
      free.map(({ row, schedule }) => ({
        ...schedule.rowFor(row.due),
        organization_id: row.organization_id,
      })),
    );
    await moveOn(
      tx,
      known.map(({ row, schedule }) => ({
        organization_id: row.organization_id,
        name: row.name,
        begun: !busy.has(placeOf(row)),
        next_at: nextTime(schedule.cron, row.time_zone, now).toISOString(),
      })),
    );
    return added;
  });
}

const placeOf = ({ organization_id, name }: Pick<Row, "organization_id" | "name">) =>
  `${organization_id} ${name}`;

/** Where the job of the last time is still to be done: its key says when that was. */
async function unfinished(tx: SystemTx, known: { row: Row; schedule: Schedule }[]): Promise<Set<string>> {
  const last = known.flatMap(({ row, schedule }) => {
    if (row.last_at === null) return [];
    const { kind, unique_key } = schedule.rowFor(row.last_at);
    return [{ organization_id: row.organization_id, name: row.name, kind, unique_key }];
  });
  if (last.length === 0) return new Set();
  const rows = await tx.query<Pick<Row, "organization_id" | "name">>(sql`
    select x.organization_id, x.name
      from json_to_recordset(${JSON.stringify(last)}::json) as x(organization_id uuid, name text, kind text, unique_key text)
      join plinth.jobs j
        on j.organization_id = x.organization_id and j.kind = x.kind and j.unique_key = x.unique_key
     where j.state in ('scheduled', 'ready', 'running')`);
  return new Set(rows.map(placeOf));
}

async function moveOn(
  tx: SystemTx,
  next: { organization_id: string; name: string; begun: boolean; next_at: string }[],
): Promise<void> {
  if (next.length === 0) return;
  await tx.query(sql`
    update plinth.schedules s
       set last_at = case when x.begun then s.next_at else s.last_at end, next_at = x.next_at
      from json_to_recordset(${JSON.stringify(next)}::json)
           as x(organization_id uuid, name text, begun boolean, next_at timestamptz)
     where s.organization_id = x.organization_id and s.name = x.name`);
}
