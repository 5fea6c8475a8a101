/** What the three doors have in common: the same events and the same cursor, however they travel. */
import type { Answer } from "../call-types.ts";

/** A fact, as `GET /v1/events` shows it. */
export type PlinthEvent = Answer<"GET", "/v1/events">["data"][number];

/** A WebSocket, a stream of server-sent events, or the long poll. */
export type DoorName = "socket" | "stream" | "poll";

/** What a door hands over: the first one, often without events, says that the door works. */
export type Delivery = {
  events: PlinthEvent[];
  /** Behind these events. */
  cursor: string;
};

/** Where to go on, and what is wished for. */
export type Opening = {
  /** A cursor, or "now". */
  after: string;
  topics: readonly string[] | undefined;
  signal: AbortSignal;
  timing: Timing;
};

/**
 * Hands over until it ends: it throws, always. A PlinthProblem is what the server said, a Cut is a connection that
 * worked and is gone, anything else is a door that does not work. What is not taken yet waits in the door.
 */
export type Door = {
  name: DoorName;
  open(opening: Opening): AsyncGenerator<Delivery, never>;
};

/** How long each thing may take; all of them have usual values. */
export type Timing = {
  /** Until a door has to say its first word. */
  openMs: number;
  /** Without a byte (the server says something every 15 seconds) a connection is dead. */
  silenceMs: number;
  /** Between two pings of a socket. */
  pingMs: number;
  /** The wait of a long poll, in whole seconds. */
  pollSeconds: number;
  /** Between two polls: a busy feed is read in pages and not event by event. */
  pollRestMs: number;
  /** Before the first return after a cut; it doubles with every failure. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** A connection that lasted so long was a good one. */
  steadyMs: number;
  /** After which a better door that failed is tried again; it doubles with every failure. */
  climbMs: number;
};

export const usualTiming: Timing = {
  openMs: 8_000,
  silenceMs: 40_000,
  pingMs: 20_000,
  pollSeconds: 25,
  pollRestMs: 100,
  firstWaitMs: 500,
  longestWaitMs: 30_000,
  steadyMs: 10_000,
  climbMs: 60_000,
};

/** A connection that worked ended, and the server does not mind us coming back. */
export class Cut extends Error {
  override readonly name = "Cut";
}

/** What both streams and polls say in their address. */
export function askedFor({ after, topics }: Opening): { after: string; topics?: string[] } {
  return { after, ...(topics === undefined ? {} : { topics: [...topics] }) };
}
