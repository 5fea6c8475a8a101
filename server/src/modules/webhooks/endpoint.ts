/** What an endpoint is, what it listens to, and when it is given up. Pure. */
import type { Destination } from "#platform/outbound";

export const endpointStates = ["active", "paused", "disabled"] as const;
export type EndpointStatus = (typeof endpointStates)[number];

/** What somebody decides of it. */
export type Wanted = {
  url: string;
  description: string | null;
  events: string[];
  pausesAfterHours: number;
  concurrency: number;
  perMinute: number | null;
  ownerUserId: string | null;
};

/** What somebody decides of it, by the names of its fields. */
export const asTold = ({
  url,
  description,
  events,
  pausesAfterHours,
  concurrency,
  perMinute,
  ownerUserId,
}: Wanted) => ({
  ...{ url, description, events, concurrency },
  pauses_after_hours: pausesAfterHours,
  per_minute: perMinute,
  owner_user_id: ownerUserId,
});

/** As the way out of the house knows it. */
export function destinationOf(id: string, { concurrency, perMinute, ownerUserId }: Wanted): Destination {
  return { id, kind: "webhook_endpoint", concurrency, perMinute, ownerUserId };
}

/** The type under which a trial is delivered: to the endpoint that is tried out, whatever it listens to. */
export const trialType = "webhook.test";

/**
 * Whether one of the patterns is for events of this type: `*` is for all, `order.*` for all of a noun, `order.placed`
 * for that one.
 */
export function listensTo(patterns: readonly string[], type: string): boolean {
  const [noun] = type.split(".");
  return patterns.some((pattern) => pattern === "*" || pattern === `${noun}.*` || pattern === type);
}

/** The patterns that no event will ever fit, by their place. */
export function unknownPatterns(patterns: readonly string[], types: readonly string[]): number[] {
  return patterns.flatMap((pattern, place) =>
    types.some((type) => listensTo([pattern], type)) ? [] : [place],
  );
}

/** Whether it has failed, and nothing else, for longer than it may. @param failingSince null: it works */
export function isDead(
  { failingSince, pausesAfterHours }: { failingSince: Date | null; pausesAfterHours: number },
  now: Date,
): boolean {
  return failingSince !== null && now.getTime() - failingSince.getTime() >= pausesAfterHours * 3_600_000;
}
