/**
 * All streams of this process: opened with a credential, looked at again and again whether that is still good and for
 * what, told now and then that they live, and ended when the process stops.
 */
import { type Context, isSameScope } from "#platform/access";
import type { Database } from "#platform/db";
import { Problem, unavailable } from "#platform/errors";
import type { News } from "#platform/events";
import { countStreamEnd, noteStreams } from "#platform/telemetry";
import { type Ending, endings } from "./ending.ts";
import type { Feed } from "./feed.ts";
import { createHub } from "./hub.ts";
import { end, type Format, type Sink, type Stream } from "./stream.ts";
import { createStreamLimit, type StreamLimits } from "./stream-limit.ts";
import type { Topics } from "./topics.ts";

export type OpenStream = {
  readonly topics: Topics;
  /** @throws 400 and 403; the stream goes on as it was */
  listenTo(texts: readonly string[]): void;
  /** The client has gone. */
  close(): void;
  end(ending: Ending): void;
};

export type StreamWish = {
  topics: readonly string[] | undefined;
  after: string | undefined;
  format: Format;
  /** Called when the stream is sure to begin, with the cursor that it begins behind. */
  sink(cursor: string, topics: Topics): Sink;
  /** Who is it by now? @throws 401 or 403 when the credential is no longer good */
  authenticate(): Context | Promise<Context>;
};

export type Streams = {
  /** @throws 400, 401, 403, 410, 429, and 503 when the process stops */
  open(wish: StreamWish): Promise<OpenStream>;
  stop(): void;
};

type Means = {
  database: Pick<Database, "read">;
  news: Pick<News, "of">;
  feed: Feed;
  limits?: Partial<StreamLimits> | undefined;
  failed(error: unknown): void;
};

/** Rights that were lost end or narrow a stream within a second: a revocation is learned of within half of one. */
const lookAgainEveryMs = 400;
const usualBeatMs = 15_000;
const sliceMs = 2;

type Held = {
  stream: Stream;
  topics: Topics;
  authenticate: StreamWish["authenticate"];
  asking: boolean;
  /** The place that the client was told of last. */
  told: number;
  /** Bytes that waited behind the last beat: as many at the next, and nobody takes them. */
  waited: number;
  giveBack(): void;
};

export function createStreams({ database, news, feed, limits = {}, failed }: Means): Streams {
  const hub = createHub(database, news, failed);
  const limit = createStreamLimit(limits);
  const held = new Map<Stream, Held>();
  let stopped = false;

  const close = (one: Held, code: string): void => {
    if (!held.delete(one.stream)) return;
    hub.close(one.stream);
    one.giveBack();
    countStreamEnd(code);
    noteStreams(one.stream.format.name, -1);
  };
  const endOne = (one: Held, ending: Ending): void => end(one.stream, ending);

  /** What the caller is now, and what they may see. */
  const renew = (one: Held, known: Context): void => {
    const { stream } = one;
    const before = stream.context;
    if (known.organizationId !== before.organizationId) {
      endOne(one, endings.rightsChanged);
      return;
    }
    if (known.permissions === before.permissions && isSameScope(known.scope, before.scope)) return;
    try {
      // what may no longer be read cannot be asked for
      if (one.topics !== null)
        feed.topics(
          known,
          one.topics.map(({ text }) => text),
        );
    } catch {
      endOne(one, endings.rightsChanged);
      return;
    }
    const sight = feed.sight(known, one.topics);
    // it counts as the feed does, which whoever sees a part of it must not
    if (stream.sight.full && !sight.full) {
      endOne(one, endings.rightsChanged);
      return;
    }
    stream.context = slim(known);
    stream.sight = stream.sight.full ? sight : { ...sight, full: false };
  };

  const lookAt = (one: Held): void => {
    const lost = (error: unknown) => {
      // that nobody could be asked is no loss of rights; without a database nothing is told anyway
      if (error instanceof Problem && [401, 403].includes(error.kind.status))
        endOne(one, endings.unauthenticated);
    };
    if (one.asking) return;
    try {
      const known = one.authenticate();
      if (!(known instanceof Promise)) {
        renew(one, known);
        return;
      }
      one.asking = true;
      known
        .then((context) => renew(one, context), lost)
        .finally(() => {
          one.asking = false;
        });
    } catch (error) {
      lost(error);
    }
  };

  const beat = (one: Held): void => {
    const { sink, place, sight, context } = one.stream;
    const waits = sink.pending();
    if (waits > 0 && waits === one.waited) {
      endOne(one, endings.tooSlow);
      return;
    }
    const moved = !sight.full && place.seq !== one.told;
    one.told = place.seq;
    sink.beat(moved ? feed.cursors.write(context.organizationId, place, sight.full) : undefined);
    one.waited = 0;
    // with the beat itself, once it is wrapped for its way
    if (waits > 0)
      setImmediate(() => {
        one.waited = sink.pending();
      });
  };

  const { beatEveryMs = usualBeatMs } = limits;
  /** What goes wrong with one of them ends that one, and keeps nobody from being looked at. */
  const each = (work: (one: Held) => void) => (one: Held) => {
    try {
      work(one);
    } catch (error) {
      failed(error);
      endOne(one, endings.failed);
    }
  };
  const timers = [every(lookAgainEveryMs, held, each(lookAt)), every(beatEveryMs, held, each(beat))];

  return {
    async open({ topics: texts, after, format, sink: makeSink, authenticate }) {
      const context = slim(await authenticate());
      const giveBack = limit.take(context);
      try {
        const { topics, sight, place } = await feed.begin(context, texts, after);
        if (stopped) throw unavailable("The server is stopping.", { retryAfterSeconds: 1 });
        const sink = makeSink(feed.cursors.write(context.organizationId, place, sight.full), topics);
        const closed = (ending: Ending) => close(one, ending.code);
        const stream: Stream = { context, sight, place, format, sink, live: false, ended: false, closed };
        const one: Held = {
          stream,
          topics,
          authenticate,
          asking: false,
          told: place.seq,
          waited: 0,
          giveBack,
        };
        held.set(stream, one);
        noteStreams(format.name, 1);
        hub.open(stream);
        return {
          get topics() {
            return one.topics;
          },
          listenTo(wanted) {
            one.topics = feed.topics(stream.context, wanted);
            // from here on it sees a part of the feed, and counts its own
            stream.sight = { ...feed.sight(stream.context, one.topics), full: false };
          },
          close: () => close(one, "gone"),
          end: (ending) => endOne(one, ending),
        };
      } catch (error) {
        giveBack();
        throw error;
      }
    },
    stop() {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      for (const one of [...held.values()]) endOne(one, endings.restarting);
      hub.stop();
    },
  };
}

/** What a stream needs of its caller for as long as it is open: not the request that opened it. */
const noDevice = { userAgent: null, cookie: () => undefined };
const slim = (context: Context): Context => ({ ...context, device: noDevice });

/** Goes through all of them in slices, so that thousands hold up nothing. Never twice at once. */
function every(ms: number, held: ReadonlyMap<Stream, Held>, work: (one: Held) => void): NodeJS.Timeout {
  let running = false;
  const timer = setInterval(async () => {
    if (running) return;
    running = true;
    let until = performance.now() + sliceMs;
    for (const one of held.values()) {
      work(one);
      if (performance.now() < until) continue;
      await new Promise<void>((resolve) => void setImmediate(resolve));
      until = performance.now() + sliceMs;
    }
    running = false;
  }, ms);
  timer.unref();
  return timer;
}
