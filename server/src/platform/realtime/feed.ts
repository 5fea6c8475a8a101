/** The feed as callers read it: where they begin, what they see of it, and pages of it by a long poll. */
import type { Context } from "#platform/access";
import type { Database } from "#platform/db";
import { type News, readBounds } from "#platform/events";
import type { Registry, Resource } from "#platform/resource";
import type { KeyRing } from "#platform/secrets";
import { type Cursors, checkKept, createCursors, type Place } from "./cursor.ts";
import { type Page, readPage } from "./reader.ts";
import { createSights, type Sight } from "./sight.ts";
import { nounsByPath, type Topics, topicsOf } from "./topics.ts";

export type PageWish = {
  /** As the caller wrote them; undefined is whatever they may see. */
  topics: readonly string[] | undefined;
  after: string | undefined;
  limit: number;
  waitMs: number;
};

export type Feed = {
  /**
   * Events behind a cursor as the finished JSON of a list. When there are none it waits for the next one, or until the
   * signal aborts. `next_cursor` is null where nothing is behind `after`: ask again with the same.
   * @throws 400, 403 and 410
   */
  page(context: Context, wish: PageWish, signal: AbortSignal): Promise<string>;
  /** Where a stream begins, and what it is of. @throws 400, 403 and 410 */
  begin(
    context: Context,
    topics: readonly string[] | undefined,
    after: string | undefined,
  ): Promise<{ topics: Topics; sight: Sight; place: Place }>;
  /** @throws 400 and 403 */
  topics(context: Context, texts: readonly string[]): Topics;
  sight(context: Context, topics: Topics): Sight;
  cursors: Cursors;
};

type Means = {
  database: Pick<Database, "read">;
  news: Pick<News, "of">;
  registry: Registry;
  keyRing: Pick<KeyRing, "seal" | "open">;
};

/** Through so many places of the feed one question goes, of which little may be the caller's, before it answers. */
const mostReads = 20;

export function createFeed({ database, news, registry, keyRing }: Means): Feed {
  const nouns: ReadonlyMap<string, Resource> = nounsByPath(registry);
  const sights = createSights(registry);
  const cursors = createCursors(keyRing);

  const begin: Feed["begin"] = async (context, texts, after) => {
    const { topics, sight, at } = wishOf(context, texts, after);
    const bounds = await readBounds(database, context);
    const place = at === "now" ? { seq: bounds.head, shown: sight.full ? bounds.head : 0 } : at;
    checkKept(place, bounds);
    return { topics, sight, place };
  };
  /** What can be said without asking the database. */
  const wishOf = (context: Context, texts: readonly string[] | undefined, after: string | undefined) => {
    const topics = texts === undefined ? null : topicsOf(nouns, context, texts);
    const sight = sights(context, topics);
    return { topics, sight, at: cursors.read(context.organizationId, after, sight.full) };
  };

  return {
    begin,
    topics: (context, texts) => topicsOf(nouns, context, texts),
    sight: sights,
    cursors,

    async page(context, { topics, after, limit, waitMs }, signal) {
      const until = performance.now() + waitMs;
      const { organizationId } = context;
      const { sight, at } = wishOf(context, topics, after);
      const from = at === "now" ? (await begin(context, topics, after)).place : at;
      const written = ({ events, place }: Pick<Page, "events" | "place">) => {
        const same = place.seq === from.seq && at !== "now";
        const cursor = same ? "null" : JSON.stringify(cursors.write(organizationId, place, sight.full));
        return `{"data":[${events.map(({ json }) => json).join(",")}],"next_cursor":${cursor}}`;
      };
      if (at === "now") return written({ events: [], place: from });

      let place = from;
      for (let reads = 0; ; ) {
        // from before the look: an event that arrives while it is read wakes it too
        const woken = newsOf(organizationId, Math.max(until - performance.now(), 0), signal);
        try {
          const page = await readPage(database, context, sight, place, limit);
          checkKept(from, page.feed);
          place = page.place;
          reads = page.atHead ? 0 : reads + 1;
          const over = page.atHead && until - performance.now() <= 0;
          if (page.events.length > 0 || over || reads >= mostReads || signal.aborted) return written(page);
          if (page.atHead) await woken.news;
        } finally {
          woken.leave();
        }
      }
    },
  };

  function newsOf(organizationId: string, ms: number, signal: AbortSignal) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const leaveNews = news.of(organizationId, () => resolve());
    const timer = setTimeout(resolve, ms);
    const aborted = () => resolve();
    signal.addEventListener("abort", aborted);
    const leave = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", aborted);
      leaveNews();
    };
    return { news: promise, leave };
  }
}
