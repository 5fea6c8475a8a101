/**
 * Reads the feed for somebody who reacts to it: in order, without a hole, each event in one transaction with what came
 * of it. Every process tries; the lock on the consumer's row lets one at a time through.
 */
import { type Database, type SystemTx, sql } from "#platform/db";
import { killPoint } from "#platform/kill-points";
import { queuesFedBy } from "./enqueue.ts";

/** A fact of some organization, as it stands in the feed. */
export type CommittedEvent = {
  id: string;
  organizationId: string;
  /** Its place over everything, and in its organization: both without holes. */
  pos: number;
  seq: number;
  type: string;
  subject: { type: string; id: string; version: number };
  actor: string;
  data: Record<string, unknown>;
  occurredAt: Date;
};

export type Consumer = {
  /** Plain and stable: its place in the feed is kept under it. */
  name: string;
  /** The only types that it is handed; absent: all of them. */
  types?(): readonly string[];
  /** How long it rests between two looks, so that what happens meanwhile is taken together; absent: hardly. */
  restMs?: number;
  /**
   * Writes what comes of these events. The cursor moves with it: when it throws, neither happened, and it is called with
   * them again.
   */
  take(tx: SystemTx, events: CommittedEvent[]): Promise<void>;
};

/** @throws at start-up for a name that the table would refuse */
export function defineConsumer(consumer: Consumer): Consumer {
  // those of subscriptions have an arrow in their name
  if (!/^[a-z_]+$/.test(consumer.name)) throw new Error(`the consumer "${consumer.name}" has no plain name`);
  return consumer;
}

export const mostAtOnce = 500;

/** They begin where the feed is at the moment, unless they have begun before. */
export async function registerConsumers(database: Database, names: readonly string[]): Promise<void> {
  await database.system(sql`
    insert into plinth.consumers (name, pos)
    select x.name, h.pos
      from unnest(${names}::text[]) x(name), plinth.feed_head h
     where h.name = 'main'
    on conflict do nothing`);
}

/** What came of a look into the feed. */
export type Read = {
  /** Whether there may be more, which is never the case while another process reads. */
  more: boolean;
  /** The queues in which there is more to do now. */
  fed: string[];
};

export const nothingRead: Read = { more: false, fed: [] };

/** Takes the next events. */
export async function consume(database: Database, { name, types, take }: Consumer): Promise<Read> {
  const wanted = types?.() ?? null;
  return await database.systemTransaction(async (tx) => {
    const [at] = await tx.query<{ pos: number; head: number }>(sql`
      select c.pos, (select h.pos from plinth.feed_head h where h.name = 'main') as head
        from plinth.consumers c
       where c.name = ${name}
         for no key update skip locked`);
    if (at === undefined || at.pos >= at.head) return nothingRead;
    const upTo = Math.min(at.head, at.pos + mostAtOnce);
    const events = await readEvents(tx, at.pos, upTo, wanted);
    if (events.length > 0) await take(tx, events);
    await tx.query(sql`update plinth.consumers set pos = ${upTo} where name = ${name}`);
    killPoint("consumers.before-commit");
    return { more: upTo < at.head, fed: queuesFedBy(tx) };
  });
}

/** @param types null: all of them */
export async function readEvents(
  tx: SystemTx,
  after: number,
  upTo: number,
  types: readonly string[] | null,
): Promise<CommittedEvent[]> {
  const rows = await tx.query<Row>(sql`
    select organization_id, id, pos, seq, type, subject_type, subject_id, subject_version, actor, data, occurred_at
      from plinth.events
     where pos > ${after} and pos <= ${upTo} and (${types}::text[] is null or type = any (${types}::text[]))
     order by pos`);
  return rows.map(eventOf);
}

type Row = {
  organization_id: string;
  id: string;
  pos: number;
  seq: number;
  type: string;
  subject_type: string;
  subject_id: string;
  subject_version: number;
  actor: string;
  data: string;
  occurred_at: Date;
};

function eventOf(row: Row): CommittedEvent {
  return {
    id: row.id,
    organizationId: row.organization_id,
    pos: row.pos,
    seq: row.seq,
    type: row.type,
    subject: { type: row.subject_type, id: row.subject_id, version: row.subject_version },
    actor: row.actor,
    data: JSON.parse(row.data) as Record<string, unknown>, // a CHECK of the outbox says that it is an object
    occurredAt: row.occurred_at,
  };
}
