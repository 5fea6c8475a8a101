import Type from "typebox";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { settle } from "#platform/inbox";
import { resumeDestination } from "#platform/outbound";
import { webhookEndpoint } from "../endpoint.resource.ts";
import { endpointResumed } from "../events.ts";
import { endpointPausedKey } from "../inbox.ts";
import { openDeliveries } from "../jobs.ts";
import { lockEndpoint, writeResumed } from "../queries.ts";

/** Deliver to an endpoint again: what waited comes first, in order. */
export const resumeWebhookEndpoint = defineAction({
  name: "webhook_endpoints.resume",
  door: "POST /v1/webhook_endpoints/{id}/resume",
  permission: "webhooks:write",
  describe:
    "Deliver to an endpoint again that was paused or disabled. What waited is delivered in order, and then what happens.",
  input: Type.Object({}, { additionalProperties: false }),
  output: webhookEndpoint,
  wholeOrganization: true,
  leaves: { status: "active", stopped_at: null, stopped_by: null, stopped_because: null },
  fails: [invalidState],
  async run(context, tx, { id, ifMatch }) {
    const found = await lockEndpoint(tx, id);
    if (found === undefined) throw notFound("There is no webhook endpoint with this id.");
    checkVersion(found.version, ifMatch);
    if (found.status === "active") throw invalidState("The endpoint is delivered to already.");

    await writeResumed(tx, id);
    await resumeDestination(tx, id);
    await settle(tx, context.organizationId, endpointPausedKey(id), "The endpoint was resumed.");
    openDeliveries.enqueue(tx, { endpoint_id: id });
    noteChanges(tx, id, {
      status: { before: found.status },
      stopped_at: { before: found.stoppedAt },
      stopped_by: { before: found.stoppedBy },
      ...(found.stoppedBecause === null ? {} : { stopped_because: { before: found.stoppedBecause } }),
    });
    endpointResumed.emit(tx, context, { id, version: found.version + 1 }, {});
    return id;
  },
});
