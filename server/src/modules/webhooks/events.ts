import { defineEvent } from "#platform/events";

const fact = <Data extends object = Record<string, never>>(
  happened: string,
  describe: string,
  data: Record<string, string> = {},
) => defineEvent<Data>({ type: `webhook_endpoint.${happened}`, subject: "webhook_endpoint", describe, data });

export const endpointCreated = fact(
  "created",
  "An endpoint for webhooks was made: what happens from here on is told to it.",
);
export const endpointUpdated = fact<{ changed: string[] }>(
  "updated",
  "An endpoint for webhooks was changed.",
  {
    changed: "Names of the fields that changed.",
  },
);
export const endpointRotated = fact("rotated", "An endpoint for webhooks got a new secret.");
export const endpointPaused = fact<{ by_itself: boolean }>(
  "paused",
  "Nothing is delivered to an endpoint for the time being.",
  {
    by_itself: "Whether nobody decided it: the endpoint failed for too long.",
  },
);
export const endpointDisabled = fact(
  "disabled",
  "An endpoint said that it is gone, and nothing is delivered to it any more.",
);
export const endpointResumed = fact("resumed", "An endpoint is delivered to again, from where it was left.");
export const endpointTested = fact(
  "tested",
  "Somebody tried an endpoint out: this is delivered to it as `webhook.test`.",
);
export const endpointReplayed = fact<{ from: number; to: number }>(
  "replayed",
  "Deliveries of an endpoint were asked for again.",
  {
    from: "The first number that is delivered again.",
    to: "The last one.",
  },
);
export const endpointDeleted = fact("deleted", "An endpoint for webhooks was removed.");
