/** One reader's way through the feed: pages behind a place, cut to what may be seen, in the reader's own numbers. */
import type { Context } from "#platform/access";
import type { Database } from "#platform/db";
import { type Bounds, readEventsBehind, type StoredEvent } from "#platform/events";
import type { Place } from "./cursor.ts";
import type { Sight } from "./sight.ts";

/** An event as its reader is shown it, and where they are behind it. */
export type Shown = { json: string; place: Place };

/** What is shown of these events, which follow the place. Pure. */
export function show(sight: Sight, events: readonly StoredEvent[], from: Place): Shown[] {
  let { shown } = from;
  return events
    .filter((event) => sight.sees(event))
    .map((event) => {
      shown = sight.full ? event.seq : shown + 1;
      return { json: sight.show(event, shown), place: { seq: event.seq, shown } };
    });
}

export type Page = {
  events: Shown[];
  /** Behind everything that was looked at, also what is not shown. */
  place: Place;
  /** Nothing else was in the feed when it was read. */
  atHead: boolean;
  feed: Bounds;
};

/** @param most so many events at the most; fewer where much of what was looked at is not shown */
export async function readPage(
  database: Pick<Database, "read">,
  context: Context,
  sight: Sight,
  from: Place,
  most: number,
): Promise<Page> {
  const found = await readEventsBehind(database, context, from.seq, sight.nouns, most);
  const events = show(sight, found.events, from);
  const shown = sight.full ? found.upTo : (events.at(-1)?.place.shown ?? from.shown);
  const { feed, upTo } = found;
  return { events, place: { seq: upTo, shown }, atHead: upTo >= feed.head, feed };
}
