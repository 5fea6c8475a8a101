/** The feed of an organization: what happened, in commit order, without a hole. Read by page or by long poll. */
import type { Context } from "#platform/access";
import { type Database, sql } from "#platform/db";

export type Feed = {
  /**
   * Events behind `after`, at most `limit`, as the finished JSON of a list. When there are none it waits up to
   * `waitMs` for the next one, or until the signal aborts.
   */
  page(context: Context, after: number, limit: number, waitMs: number, signal: AbortSignal): Promise<string>;
  stop(): Promise<void>;
};

const longestWithoutLookMs = 1_000;

/** Listens for the relay's notifications; a wake-up that gets lost is made good by looking once a second. */
export async function openFeed(database: Database): Promise<Feed> {
  const waiting = new Map<string, Set<() => void>>();
  const wakeAll = (organizations: Iterable<string>) => {
    for (const id of organizations) for (const wake of [...(waiting.get(id) ?? [])]) wake();
  };
  const stopListening = await database.listen("plinth_feed", (payload) => {
    wakeAll(payload === "*" ? waiting.keys() : payload.split(","));
  });

  const news = (organizationId: string, ms: number, signal: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wakers = waiting.get(organizationId) ?? new Set();
    waiting.set(organizationId, wakers);
    const leave = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
      wakers.delete(leave);
      if (wakers.size === 0 && waiting.get(organizationId) === wakers) waiting.delete(organizationId);
      resolve();
    };
    const timer = setTimeout(leave, Math.min(ms, longestWithoutLookMs));
    signal.addEventListener("abort", leave);
    wakers.add(leave);
    return { news: promise, leave };
  };

  return {
    async page(context, after, limit, waitMs, signal) {
      const until = performance.now() + waitMs;
      for (;;) {
        // waits from before the look: an event that arrives while the page is read wakes it too
        const woken = news(context.organizationId, Math.max(until - performance.now(), 0), signal);
        const [page] = await database.read<{ data: string; last: number | null }>(
          context,
          pageStatement(context, after, limit),
        );
        const left = until - performance.now();
        if (page?.last != null || left <= 0 || signal.aborted) {
          woken.leave();
          return `{"data":${page?.data ?? "[]"},"next_cursor":${page?.last == null ? "null" : `"${page.last}"`}}`;
        }
        await woken.news;
      }
    },
    async stop() {
      await stopListening();
      wakeAll([...waiting.keys()]);
    },
  };
}

function pageStatement({ organizationId }: Context, after: number, limit: number) {
  return sql`
    select coalesce('[' || string_agg(
             '{"id":"' || e.id || '","seq":' || e.seq || ',"type":"' || e.type
             || '","subject":{"type":"' || e.subject_type || '","id":"' || e.subject_id || '","version":' || e.subject_version
             || '},"actor":' || to_json(e.actor)::text
             || ',"occurred_at":"' || replace((e.occurred_at at time zone 'UTC')::text, ' ', 'T') || 'Z"'
             || ',"data":' || e.data || '}', ',' order by e.seq) || ']', '[]') as data,
           max(e.seq) as last
      from (select * from plinth.events
             where organization_id = ${organizationId} and seq > ${after}::bigint
             order by seq limit ${limit}::int) e`;
}
