/** The SQL of whoever reads the feed for a caller: what is behind a place, and how far the feed is. */
import type { Context } from "#platform/access";
import { type Database, sql } from "#platform/db";

/** A fact as it stands in the feed, with whom it concerns. Texts are finished JSON where that is said. */
export type StoredEvent = {
  id: string;
  seq: number;
  type: string;
  subject_type: string;
  subject_id: string;
  /** JSON */
  subject: string;
  /** `kind:id` */
  actor: string;
  /** JSON, without the quotes of a text */
  occurred_at: string;
  /** JSON */
  data: string;
  scope_id: string | null;
  user_id: string | null;
  shared: boolean;
};

/** What was found, and up to where nothing else is. */
export type Found = { events: StoredEvent[]; upTo: number; feed: Bounds };

/** How far the feed is, and up to where it is no longer kept. */
export type Bounds = { head: number; removed_up_to: number };

/** At most so many places of the feed are gone through at once, however few of them are wanted. */
const mostLookedAt = 10_000;

const columns = `e.id, e.seq, e.type, e.subject_type, e.subject_id, e.actor, e.data, e.scope_id, e.user_id, e.shared,
           '{"type":"' || e.subject_type || '","id":"' || e.subject_id || '","version":' || e.subject_version || '}' as subject,
           replace((e.occurred_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as occurred_at`;

/** Behind `after`, in order, as the caller's context lets it be seen. @param nouns only about these; null: about all */
export async function readEventsBehind(
  database: Pick<Database, "read">,
  context: Context,
  after: number,
  nouns: readonly string[] | null,
  limit: number,
): Promise<Found> {
  const { organizationId, scope } = context;
  const rows = await database.read<(StoredEvent & Bounds) | Unmatched>(
    context,
    scope === "all"
      ? {
          text: ofStaff,
          name: "events of staff",
          values: [organizationId, after, nouns, limit, after + mostLookedAt],
        }
      : { text: ofScoped, name: "events of scoped", values: [organizationId, after, nouns, limit, scope] },
  );
  const [first] = rows;
  const feed = { head: first?.head ?? 0, removed_up_to: first?.removed_up_to ?? 0 };
  const events = rows.filter((row) => row.id !== null);
  const last = events.at(-1)?.seq ?? after;
  const looked = scope === "all" ? Math.min(feed.head, after + mostLookedAt) : feed.head;
  return { events, upTo: Math.max(events.length < limit ? looked : last, after), feed };
}

type Unmatched = { id: null } & Bounds;

export async function readBounds(database: Pick<Database, "read">, context: Context): Promise<Bounds> {
  const [row] = await database.read<Bounds>(
    context,
    sql`select seq as head, removed_up_to from plinth.organization_feed where organization_id = ${context.organizationId}`,
  );
  return row ?? { head: 0, removed_up_to: 0 };
}

const ofStaff = `
    select f.seq as head, f.removed_up_to, e.*
      from plinth.organization_feed f
      left join lateral (
        select ${columns}
          from plinth.events e
         where e.organization_id = $1 and e.seq > $2 and e.seq <= $5
           and ($3::text[] is null or e.subject_type = any ($3::text[]))
         order by e.seq
         limit $4::int) e on true
     where f.organization_id = $1
     order by e.seq`;

const branch = (concerns: string) => `
          (select * from plinth.events e
            where e.organization_id = $1 and e.seq > $2 and ${concerns}
              and ($3::text[] is null or e.subject_type = any ($3::text[]))
            order by e.seq
            limit $4::int)`;

/** Each way of concerning somebody has an index of its own; none of two ways is met in two branches. */
const ofScoped = `
    select f.seq as head, f.removed_up_to, e.*
      from plinth.organization_feed f
      left join lateral (
        select ${columns}
          from (${branch("e.shared")}
          union all ${branch("e.scope_id = any ($5::uuid[]) and not e.shared")}
          union all ${branch("e.user_id = (select plinth.actor_person()) and e.scope_id is null and not e.shared")}) e
         order by e.seq
         limit $4::int) e on true
     where f.organization_id = $1
     order by e.seq`;
