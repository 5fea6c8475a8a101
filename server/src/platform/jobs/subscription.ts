/** What is done when somebody else speaks: an event becomes a job, once, however often the feed is read. */
import { type Database, type SystemTx, sql } from "#platform/db";
import { killPoint } from "#platform/kill-points";
import type { Logger } from "#platform/telemetry";
import { type CommittedEvent, mostAtOnce, nothingRead, type Read, readEvents } from "./consumer.ts";
import type { DefinedJob, EnqueueOptions, Job } from "./define-job.ts";
import { addJobs, type NewJob, queuesFedBy } from "./enqueue.ts";

/** Of these organizations those that it concerns. */
export type Among = (
  tx: Pick<SystemTx, "query">,
  organizationIds: readonly string[],
) => Promise<ReadonlySet<string>>;

export type Subscription = {
  /**
   * Under it its own place in the feed is kept: an older version of the program, which does not know it yet, reads on
   * without taking anything from it.
   */
  name: string;
  type: string;
  job: Job;
  /** Undefined: this event is none of its concern. */
  rowFor(event: CommittedEvent): NewJob | undefined;
  /**
   * Asked once for all that is read together, before a job is made that would find nothing to do. It sees whatever was
   * committed before the deed that it hears of. Absent: every organization.
   */
  among?: Among;
};

/**
 * `on(orderPlaced, sendReceipt, (event) => ({ order_id: event.subject.id }))`.
 * @param input pure: it is asked with what the feed holds, and nothing else
 */
export function on<Input extends object>(
  { type }: { type: string },
  job: DefinedJob<Input>,
  input: (event: CommittedEvent) => Input | undefined,
  options?: (event: CommittedEvent) => Omit<EnqueueOptions, "unique">,
): Subscription {
  return {
    name: `${type} > ${job.name}`,
    type,
    job,
    rowFor(event) {
      const given = input(event);
      return given && job.row(given, { ...options?.(event), unique: uniqueOf(event) });
    },
  };
}

const uniqueOf = ({ id }: CommittedEvent) => `event ${id}`;

/**
 * Makes jobs of the next events, for every subscription from where it has come to. Those that another process is at are
 * left to it.
 */
export async function hearEvents(
  database: Database,
  subscriptions: readonly Subscription[],
  logger: Pick<Logger, "error">,
): Promise<Read> {
  if (subscriptions.length === 0) return nothingRead;
  const names = subscriptions.map(({ name }) => name);
  return await database.systemTransaction(async (tx) => {
    const places = await tx.query<{ name: string; pos: number; head: number }>(sql`
      select c.name, c.pos, (select h.pos from plinth.feed_head h where h.name = 'main') as head
        from plinth.consumers c
       where c.name = any (${names}::text[])
         for no key update skip locked`);
    const behind = places.filter(({ pos, head }) => pos < head);
    const [first] = behind;
    if (first === undefined) return nothingRead;
    const from = Math.min(...behind.map(({ pos }) => pos));
    const upTo = Math.min(first.head, from + mostAtOnce);
    const posOf = new Map(behind.map(({ name, pos }) => [name, pos]));
    const hearing = subscriptions.filter(({ name }) => posOf.has(name));
    const events = await readEvents(tx, from, upTo, [...new Set(hearing.map(({ type }) => type))]);
    const concerns = await concernedBy(tx, hearing, events);
    const rows = events.flatMap((event) =>
      hearing
        .filter(({ type, name }) => type === event.type && (posOf.get(name) ?? event.pos) < event.pos)
        .filter((subscription) => concerns(subscription, event))
        .flatMap((subscription) => {
          const row = heard(subscription, event, logger);
          return row === undefined ? [] : [{ ...row, organization_id: event.organizationId }];
        }),
    );
    await addJobs(tx, rows);
    await tx.query(sql`
      update plinth.consumers set pos = ${upTo} where name = any (${[...posOf.keys()]}::text[]) and pos < ${upTo}`);
    killPoint("subscriptions.before-commit");
    return { more: upTo < first.head, fed: queuesFedBy(tx) };
  });
}

/** Each question once, however many subscriptions ask it. */
async function concernedBy(tx: SystemTx, hearing: readonly Subscription[], events: CommittedEvent[]) {
  const concerned = new Map<Among, ReadonlySet<string>>();
  const asking = Map.groupBy(
    hearing.filter(({ among }) => among !== undefined),
    ({ among }) => among,
  );
  for (const [among, subscriptions] of asking) {
    const types = new Set(subscriptions.map(({ type }) => type));
    const whose = new Set(
      events.flatMap(({ type, organizationId }) => (types.has(type) ? [organizationId] : [])),
    );
    if (among !== undefined && whose.size > 0) concerned.set(among, await among(tx, [...whose]));
  }
  return ({ among }: Subscription, { organizationId }: CommittedEvent): boolean =>
    among === undefined || concerned.get(among)?.has(organizationId) === true;
}

/**
 * One event that cannot be read keeps nobody else waiting: it becomes a job without a fitting input, which is a dead
 * letter as soon as somebody tries it.
 */
function heard(
  subscription: Subscription,
  event: CommittedEvent,
  logger: Pick<Logger, "error">,
): NewJob | undefined {
  try {
    return subscription.rowFor(event);
  } catch (error) {
    const { name, job } = subscription;
    logger.error(
      { err: error, subscription: name, event_id: event.id },
      "an event could not be made into a job",
    );
    const { subject } = event;
    return {
      kind: job.name,
      queue: job.queue,
      payload: JSON.stringify({ unreadable_event_id: event.id }),
      priority: 0,
      unique_key: uniqueOf(event),
      serial_key: null,
      destination_id: null,
      subject_type: subject.type,
      subject_id: subject.id,
      most_attempts: 1,
      run_at: null,
    };
  }
}
