import type { Destination } from "#platform/outbound";
import type { Wanted } from "./queries.ts";

/** An endpoint as the way out of the house knows it. */
export function destinationOf(id: string, { concurrency, perMinute, ownerUserId }: Wanted): Destination {
  return { id, kind: "webhook_endpoint", concurrency, perMinute, ownerUserId };
}
