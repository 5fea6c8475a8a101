/** What one who subscribes says and gets. */
import type { PlinthProblem } from "../problem.ts";
import type { DoorName, PlinthEvent, Timing } from "./door.ts";

export type { Timing } from "./door.ts";

export type SubscribeOptions = {
  /** `orders`, `orders/{id}`, `inbox` …; absent: everything that you may see. */
  topics?: readonly string[] | undefined;
  /** The cursor to go on from; "0": the beginning of what is kept; absent: now. */
  after?: string | undefined;
  /** Called with one event after the other, in order, each once. A promise is awaited before the next. */
  onEvent: (event: PlinthEvent) => void | Promise<void>;
  /** Everything up to this cursor was handled: what to keep when the process shall go on here after a restart. */
  onCursor?: (cursor: string) => void | Promise<void>;
  /** Where the subscription is, for a light in a corner of the screen and for the log. */
  onState?: (state: SubscriptionState) => void;
  /**
   * What happened since your cursor can no longer be told. Read anew what you show; the subscription goes on from a
   * moment before this was called, so nothing falls in between. Without it the subscription ends with the problem.
   */
  onResync?: (problem: PlinthProblem) => void | Promise<void>;
  /** Which doors may be taken, the best first; absent: socket, stream, poll. */
  doors?: readonly DoorName[];
  signal?: AbortSignal | undefined;
  timing?: Partial<Timing>;
};

export type SubscriptionState =
  | { name: "connecting"; door: DoorName }
  | { name: "live"; door: DoorName }
  /** Nothing works at the moment; it is tried again by itself. */
  | { name: "waiting"; retryInMs: number; error: unknown }
  /** For good: closed (no error), refused, or an `onEvent` that threw. */
  | { name: "ended"; error?: unknown };

export type Subscription = {
  readonly state: SubscriptionState;
  /** Everything up to here was handled; undefined until the first door has opened. */
  readonly cursor: string | undefined;
  /** Resolves with the first cursor: whatever happens from then on will be told. */
  readonly ready: Promise<string>;
  /** Resolves when it was closed; rejects with what ended it otherwise. */
  readonly ended: Promise<void>;
  /** Other topics from here on, with what happened meanwhile. */
  setTopics(topics: readonly string[]): void;
  /** @returns when the last `onEvent` has finished */
  close(): Promise<void>;
};
