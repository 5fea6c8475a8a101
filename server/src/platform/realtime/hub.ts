/**
 * Hands what happens to the open streams of this process: an organization's news are read once, and written to its
 * streams in slices, so that thousands of them hold up nothing else.
 */
import { type Context, createContext, permissionSet } from "#platform/access";
import type { Database } from "#platform/db";
import { type News, readEventsBehind } from "#platform/events";
import { uuidv7 } from "#platform/uuid";
import { endings } from "./ending.ts";
import { type Batch, catchUp, deliver, end, type Stream } from "./stream.ts";

export type Hub = {
  /** From its place on. */
  open(stream: Stream): void;
  close(stream: Stream): void;
  stop(): void;
};

/** What is written in one go, before others have their turn. */
const sliceMs = 2;
const mostInBatch = 500;
const againMs = 1_000;

type Channel = {
  organizationId: string;
  /** Under it the organization's feed is read for all. */
  context: Context;
  streams: Set<Stream>;
  /** What was read last and is being handed out; nobody goes live behind it. */
  upTo: number | undefined;
  reading: boolean;
  again: boolean;
  leave(): void;
};

/** @param failed hears why the feed could not be read, or a stream not be written */
export function createHub(
  database: Pick<Database, "read">,
  news: Pick<News, "of">,
  failed: (error: unknown) => void,
): Hub {
  const channels = new Map<string, Channel>();
  let stopped = false;

  const channelOf = (organizationId: string): Channel => {
    const known = channels.get(organizationId);
    if (known !== undefined) return known;
    const channel: Channel = {
      organizationId,
      context: ofEverybody(organizationId),
      streams: new Set(),
      upTo: undefined,
      reading: false,
      again: false,
      leave: news.of(organizationId, () => void read(channel)),
    };
    channels.set(organizationId, channel);
    return channel;
  };

  /** Reads on from where the live streams are, until there is no more. */
  const read = async (channel: Channel): Promise<void> => {
    channel.again = true;
    if (channel.reading || channel.upTo === undefined) return;
    channel.reading = true;
    try {
      while (channel.again && !stopped && channel.streams.size > 0) {
        channel.again = false;
        const found = await readEventsBehind(database, channel.context, channel.upTo, null, mostInBatch);
        if (found.upTo <= channel.upTo) continue;
        channel.upTo = found.upTo;
        channel.again ||= found.upTo < found.feed.head;
        await handOut(channel, { events: found.events, upTo: found.upTo, shared: new Map() });
      }
    } catch (error) {
      failed(error);
      // not only by the next news: that of what is to be read now has been told
      setTimeout(() => void read(channel), againMs).unref();
    } finally {
      channel.reading = false;
    }
  };

  const handOut = async ({ streams }: Channel, batch: Batch): Promise<void> => {
    let until = performance.now() + sliceMs;
    for (const stream of streams) {
      if (!stream.live || stream.ended) continue;
      try {
        if (deliver(stream, batch) === "reads itself") begin(stream);
      } catch (error) {
        // it goes on from its cursor; the others are handed the batch all the same
        failed(error);
        end(stream, endings.failed);
      }
      if (performance.now() < until) continue;
      await nextTurn();
      until = performance.now() + sliceMs;
    }
  };

  const begin = (stream: Stream): void => {
    stream.live = false;
    const channel = channelOf(stream.context.organizationId);
    catchUp(stream, database, () => {
      // behind what is handed out already: it would miss that
      if (channel.upTo !== undefined && stream.place.seq < channel.upTo) return false;
      channel.upTo ??= stream.place.seq;
      stream.live = true;
      return true;
    }).then(
      () => void (stream.live && read(channel)),
      (error: unknown) => {
        if (stream.ended) return;
        failed(error);
        end(stream, endings.failed);
      },
    );
  };

  return {
    open(stream) {
      channelOf(stream.context.organizationId).streams.add(stream);
      begin(stream);
    },
    close(stream) {
      stream.ended = true;
      const channel = channels.get(stream.context.organizationId);
      if (channel === undefined || !channel.streams.delete(stream) || channel.streams.size > 0) return;
      channel.leave();
      channels.delete(channel.organizationId);
    },
    stop() {
      stopped = true;
      for (const { streams } of channels.values())
        for (const stream of streams) end(stream, endings.restarting);
    },
  };
}

const nobody = "00000000-0000-0000-0000-000000000000";

/** The process itself, which cuts what it reads to what each of its readers may see. */
function ofEverybody(organizationId: string): Context {
  return createContext({
    organizationId,
    actor: { kind: "system", id: nobody, name: "streams" },
    permissions: permissionSet([]),
    scope: "all",
    requestId: uuidv7(),
    door: "stream",
  });
}

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve));
