import { defineInboxKind, type Incident } from "#platform/inbox";

const kind = defineInboxKind({
  kind: "endpoint_paused",
  describe:
    "Webhooks are not delivered to an endpoint any more: it has failed for too long, or said that it is gone.",
});

export const endpointPausedKey = (endpointId: string) => `endpoint_paused ${endpointId}`;

export function endpointStopped(
  endpointId: string,
  because: string,
  ownerUserId: string | null,
  since: Date,
): Incident {
  return {
    kind,
    key: endpointPausedKey(endpointId),
    subject: { type: "webhook_endpoint", id: endpointId },
    because,
    resolves: [
      { action: "webhook_endpoints.resume", door: `POST /v1/webhook_endpoints/${endpointId}/resume` },
      { action: "webhook_endpoints.delete", door: `DELETE /v1/webhook_endpoints/${endpointId}` },
    ],
    ownerUserId,
    since,
  };
}
