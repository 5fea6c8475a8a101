/** Begins a subscription and keeps what its owner may ask it. */
import type { Transport } from "../transport.ts";
import { deferred } from "./deferred.ts";
import { Cut, type Door, type DoorName, usualTiming } from "./door.ts";
import { follow, type Journey } from "./follow.ts";
import { createHandler, HandlerFailed } from "./handler.ts";
import { createLadder } from "./ladder.ts";
import { pollDoor } from "./poll-door.ts";
import { type SocketConstructor, socketDoor } from "./socket-door.ts";
import { streamDoor } from "./stream-door.ts";
import type { SubscribeOptions, Subscription, SubscriptionState } from "./subscription.ts";

export type Means = { transport: Transport; WebSocket: SocketConstructor | undefined };

/** @throws TypeError when no door is left to take */
export function subscribe(means: Means, options: SubscribeOptions): Subscription {
  const timing = { ...usualTiming, ...options.timing };
  const closing = new AbortController();
  const ready = deferred<string>();
  let state: SubscriptionState = { name: "waiting", retryInMs: 0, error: undefined };
  let cursor: string | undefined;

  const tell = (next: SubscriptionState) => {
    state = next;
    options.onState?.(next);
  };
  const handled = (next: string) => {
    cursor = next;
    journey.after = next;
    ready.resolve(next);
  };
  const journey: Journey = {
    transport: means.transport,
    timing,
    ladder: createLadder(doorsOf(means, options.doors), timing),
    handler: createHandler(options, () => closing.signal.aborted, handled),
    onResync: options.onResync,
    after: options.after ?? "now",
    topics: options.topics,
    turn: new AbortController(),
    closing: closing.signal,
    tell,
  };

  const ended = follow(journey).catch((error: unknown) => {
    const failed = error instanceof HandlerFailed;
    const why = failed ? error.cause : error;
    ready.reject(new Error("the subscription ended before a door had opened", { cause: why }));
    if (closing.signal.aborted && !failed) return tell({ name: "ended" });
    tell({ name: "ended", error: why });
    throw why;
  });
  // who hears of states has heard of the end; for everybody else a failure must not pass unseen
  if (options.onState !== undefined) ended.catch(() => {});
  ready.promise.catch(() => {});

  const close = () => {
    closing.abort(new Cut("the subscription was closed"));
    return ended.catch(() => {});
  };
  if (options.signal?.aborted) close();
  options.signal?.addEventListener("abort", close, { once: true });

  return {
    get state() {
      return state;
    },
    get cursor() {
      return cursor;
    },
    ready: ready.promise,
    ended,
    setTopics(topics) {
      journey.topics = [...topics];
      journey.turn.abort(new Cut("other topics"));
    },
    close,
  };
}

function doorsOf({ transport, WebSocket }: Means, names?: readonly DoorName[]): [Door, ...Door[]] {
  const Socket = WebSocket ?? (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
  const [first, ...others] = (names ?? ["socket", "stream", "poll"]).flatMap((name): Door[] => {
    if (name === "poll") return [pollDoor(transport)];
    if (name === "stream") return [streamDoor(transport)];
    return Socket === undefined ? [] : [socketDoor(transport, Socket)];
  });
  if (first === undefined)
    throw new TypeError("no door is left: without a WebSocket name stream or poll too");
  return [first, ...others];
}
