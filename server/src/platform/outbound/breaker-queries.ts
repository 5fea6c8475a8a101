/** What calls read and write of a destination, as plinth_system. The row decides, not the process: there are many. */
import { sql } from "#platform/db";

export type Breaker = "closed" | "open" | "half_open";

export type Key = { organizationId: string; id: string };

export type State = {
  breaker: Breaker;
  failures: number;
  paused: boolean;
  /** Until the next probe, in ms; negative when it is due. */
  wait_ms: number;
};

export const stateOf = ({ organizationId, id }: Key) => sql`
  select breaker, failures, paused_at is not null as paused,
         coalesce(extract(epoch from case breaker when 'open' then retry_at else probing_until end - now()) * 1000, 0)::float8 as wait_ms
    from plinth.destinations
   where organization_id = ${organizationId} and id = ${id}`;

/** Answers a row to the one caller who may probe: everybody else waits for the row and then finds it half open. */
export const takeProbe = ({ organizationId, id }: Key, probe: string, leaseMs: number) => sql`
  update plinth.destinations
     set breaker = 'half_open',
         probe = ${probe}::uuid,
         probing_until = clock_timestamp() + ${leaseMs}::float8 * interval '1 ms'
   where organization_id = ${organizationId} and id = ${id}
     and paused_at is null
     and (breaker = 'open' and retry_at <= clock_timestamp()
          or breaker = 'half_open' and probing_until <= clock_timestamp())
  returning id`;

/** A probe that was called off decides nothing: the next one may go at once. */
export const giveProbeBack = ({ organizationId, id }: Key, probe: string) => sql`
  update plinth.destinations
     set breaker = 'open', probe = null, probing_until = null, retry_at = clock_timestamp()
   where organization_id = ${organizationId} and id = ${id} and probe = ${probe}::uuid`;

export type Noted = {
  was: Breaker;
  breaker: Breaker;
  kind: string;
  failures: number;
  opened_at: Date | null;
  since: Date | null;
  last_failure: string | null;
  owner_user_id: string | null;
};

const noted = sql`
  returning seen.breaker as was, d.breaker, d.kind, d.failures, d.opened_at,
            seen.opened_at as since, d.last_failure, d.owner_user_id`;

const thisHour = sql`date_trunc('hour', now(), 'UTC')`;

/** The figures of the hour and of the one before, with these calls. */
const counting = (successes: unknown, failures: unknown) => sql`
  hour = ${thisHour},
  hour_successes = case when d.hour = ${thisHour} then d.hour_successes else 0 end + ${successes},
  hour_failures = case when d.hour = ${thisHour} then d.hour_failures else 0 end + ${failures},
  earlier_successes = case d.hour when ${thisHour} then d.earlier_successes
    when ${thisHour} - interval '1 hour' then d.hour_successes else 0 end,
  earlier_failures = case d.hour when ${thisHour} then d.earlier_failures
    when ${thisHour} - interval '1 hour' then d.hour_failures else 0 end`;

export type AnsweredNote = { probe: string | undefined; unfit: string | undefined };

/**
 * The other side answered: what it said may have been of no use (`unfit`), but it is there. Closes the breaker when this
 * was the probe; a late answer to a call from before it opened does not.
 */
export const noteAnswered = ({ organizationId, id }: Key, { probe, unfit }: AnsweredNote) => sql`
  update plinth.destinations d
     set breaker = case when seen.closes then 'closed' else d.breaker end,
         failures = case when seen.closes or d.breaker = 'closed' then 0 else d.failures end,
         openings = case when seen.closes then 0 else d.openings end,
         opened_at = case when seen.closes then null else d.opened_at end,
         retry_at = case when seen.closes then null else d.retry_at end,
         probe = case when seen.closes then null else d.probe end,
         probing_until = case when seen.closes then null else d.probing_until end,
         last_success_at = case when ${unfit ?? null}::text is null then now() else d.last_success_at end,
         last_failure_at = case when ${unfit ?? null}::text is null then d.last_failure_at else now() end,
         last_failure = coalesce(${unfit ?? null}::text, d.last_failure),
         ${counting(unfit === undefined ? 1 : 0, unfit === undefined ? 0 : 1)}
    from (select organization_id, id, breaker, opened_at,
                 (breaker = 'half_open' and probe = ${probe ?? null}::uuid) is true as closes
            from plinth.destinations
           where organization_id = ${organizationId} and id = ${id}
             for no key update) seen
   where d.organization_id = seen.organization_id and d.id = seen.id
  ${noted}`;

export type FailedNote = {
  probe: string | undefined;
  code: string;
  /** Whether it says anything of the other side's health. */
  counts: boolean;
  /** In a row that open the breaker. */
  mostFailures: number;
  firstWaitMs: number;
  longestWaitMs: number;
  /** What the wait is multiplied with. */
  jitter: number;
  /** What the other side asked for. */
  atLeastMs: number;
};

/** Opens the breaker after too many in a row, or again when this was the probe. */
export const noteFailed = ({ organizationId, id }: Key, note: FailedNote) => sql`
  update plinth.destinations d
     set failures = d.failures + ${note.counts ? 1 : 0},
         breaker = case when seen.opens then 'open' else d.breaker end,
         openings = case when seen.opens then d.openings + 1 else d.openings end,
         opened_at = case when seen.opens then coalesce(d.opened_at, now()) else d.opened_at end,
         retry_at = case when seen.opens then now() + interval '1 ms' * least(${note.longestWaitMs}::float8, greatest(
                      ${note.atLeastMs}::float8,
                      ${note.firstWaitMs}::float8 * 2 ^ least(d.openings, 20) * ${note.jitter}::float8
                    )) else d.retry_at end,
         probe = case when seen.opens then null else d.probe end,
         probing_until = case when seen.opens then null else d.probing_until end,
         last_failure_at = now(),
         last_failure = ${note.code},
         ${counting(0, 1)}
    from (select organization_id, id, breaker, opened_at,
                 (breaker = 'half_open' and probe = ${note.probe ?? null}::uuid) is true
                   or breaker = 'closed' and ${note.counts}::boolean and failures + 1 >= ${note.mostFailures}::integer as opens
            from plinth.destinations
           where organization_id = ${organizationId} and id = ${id}
             for no key update) seen
   where d.organization_id = seen.organization_id and d.id = seen.id
  ${noted}`;

export type Successes = Key & { successes: number; agoMs: number };

/** Ends a row of failures only if it came after them. Many destinations at once, locked in the order of their ids: two processes that write the same ones wait, they do not deadlock. */
export const noteSuccesses = (all: Successes[]) => sql`
  update plinth.destinations d
     set failures = case
           when d.breaker = 'closed' and d.last_failure_at > now() - seen.ago_ms * interval '1 ms' then d.failures
           when d.breaker = 'closed' then 0
           else d.failures end,
         last_success_at = greatest(d.last_success_at, now() - seen.ago_ms * interval '1 ms'),
         ${counting(sql`seen.successes`, 0)}
    from (select t.organization_id, t.id, told.successes, told.ago_ms
            from plinth.destinations t
            join unnest(${all.map((one) => one.organizationId)}::uuid[], ${all.map((one) => one.id)}::uuid[],
                        ${all.map((one) => one.successes)}::integer[], ${all.map((one) => one.agoMs)}::float8[])
                   as told (organization_id, id, successes, ago_ms)
              on t.organization_id = told.organization_id and t.id = told.id
           order by t.organization_id, t.id
             for no key update of t) seen
   where d.organization_id = seen.organization_id and d.id = seen.id`;
