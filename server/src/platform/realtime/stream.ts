/**
 * One open stream: from its cursor it reads pages until it has caught up with its organization, and from then on it is
 * handed what happens. How bytes leave is the door's.
 */
import type { Context } from "#platform/access";
import type { Database } from "#platform/db";
import type { StoredEvent } from "#platform/events";
import { countTold } from "#platform/telemetry";
import type { Place } from "./cursor.ts";
import { type Ending, endings } from "./ending.ts";
import { readPage, type Shown, show } from "./reader.ts";
import type { Sight } from "./sight.ts";

/** Where a stream's bytes go. */
export type Sink = {
  /** Bytes that the network has not taken yet. */
  pending(): number;
  write(bytes: Buffer): void;
  /** Resolves when the network has taken what waited, or the sink is closed. */
  drained(): Promise<void>;
  /** That it lives. @param cursor where it differs from what was written last */
  beat(cursor: string | undefined): void;
  /** Says why, then closes. */
  end(ending: Ending): void;
};

/** How a door writes events. One object for all streams of a door: what it writes for equals is made once. */
export type Format = {
  name: "sse" | "socket";
  /** @param place behind the events @param full counts as the feed does */
  events(events: readonly Shown[], place: Place, organizationId: string, full: boolean): Buffer;
};

/** What happened in an organization: read once, handed to every stream. */
export type Batch = {
  events: readonly StoredEvent[];
  /** Behind them. */
  upTo: number;
  /** The bytes for those who see the same and count the same, made by the first of them. */
  shared: Map<Format, Map<ReadonlySet<string>, Buffer>>;
};

export type Stream = {
  readonly format: Format;
  context: Context;
  sight: Sight;
  /** Everything up to here was handed out, or is none of theirs. */
  place: Place;
  sink: Sink;
  /** Takes what happens; before that it reads pages itself. */
  live: boolean;
  ended: boolean;
  /** Told once. */
  closed(ending: Ending): void;
};

/** Bytes that may wait for a client: more, and the stream is dropped. */
export const budgetBytes = 1024 * 1024;

const pageSize = 200;

/** Hands over what is the stream's of a batch. Costs nothing that waits. @returns whether it must read for itself */
export function deliver(stream: Stream, batch: Batch): "done" | "reads itself" {
  const { context, sight, format, place } = stream;
  if (batch.upTo <= place.seq) return "done";
  // whoever has a scope reads what concerns them under their own row policies
  if (context.scope !== "all") {
    if (batch.events.some((event) => event.seq > place.seq && sight.sees(event))) return "reads itself";
    stream.place = { ...place, seq: batch.upTo };
    return "done";
  }
  const isWhole = sight.full && place.seq < (batch.events[0]?.seq ?? 0);
  if (isWhole) {
    write(stream, sharedBytes(stream, batch), batch.events.length);
    stream.place = { seq: batch.upTo, shown: batch.upTo };
    return "done";
  }
  const events = show(
    sight,
    batch.events.filter(({ seq }) => seq > place.seq),
    place,
  );
  const shown = sight.full ? batch.upTo : (events.at(-1)?.place.shown ?? place.shown);
  stream.place = { seq: batch.upTo, shown };
  if (events.length > 0)
    write(stream, format.events(events, stream.place, context.organizationId, sight.full), events.length);
  return "done";
}

function sharedBytes({ context, sight, format }: Stream, { events, upTo, shared }: Batch): Buffer {
  const byPermissions = shared.get(format) ?? new Map<ReadonlySet<string>, Buffer>();
  shared.set(format, byPermissions);
  const made = byPermissions.get(context.permissions);
  if (made !== undefined) return made;
  const place = { seq: upTo, shown: upTo };
  const bytes = format.events(show(sight, events, place), place, context.organizationId, true);
  byPermissions.set(context.permissions, bytes);
  return bytes;
}

function write(stream: Stream, bytes: Buffer, events: number): void {
  if (stream.sink.pending() > budgetBytes) return void end(stream, endings.tooSlow);
  stream.sink.write(bytes);
  countTold(events);
}

/**
 * Reads pages and hands them over, at the pace at which they are taken.
 * @param caughtUp asked when the feed has no more: whether the stream may go live at this moment
 */
export async function catchUp(
  stream: Stream,
  database: Pick<Database, "read">,
  caughtUp: () => boolean,
): Promise<void> {
  for (;;) {
    if (stream.ended) return;
    const { context, sight } = stream;
    const page = await readPage(database, context, sight, stream.place, pageSize);
    if (stream.ended) return;
    // what they may see has changed while it was read
    if (stream.sight !== sight) continue;
    stream.place = page.place;
    if (page.events.length > 0) {
      stream.sink.write(stream.format.events(page.events, page.place, context.organizationId, sight.full));
      countTold(page.events.length);
    }
    if (page.atHead && caughtUp()) return;
    if (stream.sink.pending() > budgetBytes / 4) await stream.sink.drained();
  }
}

export function end(stream: Stream, ending: Ending): void {
  if (stream.ended) return;
  stream.ended = true;
  stream.sink.end(ending);
  stream.closed(ending);
}
