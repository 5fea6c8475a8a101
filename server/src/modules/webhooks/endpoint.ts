/** What an endpoint is, what it listens to, and when it is given up. Pure. */

export const endpointStates = ["active", "paused", "disabled"] as const;
export type EndpointStatus = (typeof endpointStates)[number];

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
