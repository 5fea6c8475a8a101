import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { pauseDestination } from "#platform/outbound";
import { webhookEndpoint } from "../endpoint.resource.ts";
import { endpointPaused } from "../events.ts";
import { PauseEndpoint } from "../input.ts";
import { lockEndpoint, writeStopped } from "../queries.ts";

/** Stop delivering to an endpoint: what happens is numbered all the same, and waits. */
export const pauseWebhookEndpoint = defineAction({
  name: "webhook_endpoints.pause",
  door: "POST /v1/webhook_endpoints/{id}/pause",
  permission: "webhooks:write",
  describe:
    "Stop delivering to an endpoint. What happens is numbered all the same, and delivered in order when it is resumed.",
  input: PauseEndpoint,
  output: webhookEndpoint,
  wholeOrganization: true,
  whileSuspended: true,
  leaves: {
    status: "paused",
    stopped_at: "2026-11-21T08:10:04.819123Z",
    stopped_by: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    stopped_because: "They move house.",
  },
  fails: [invalidState],
  async run(context, tx, { id, ifMatch, because = null }) {
    const found = await lockEndpoint(tx, id);
    if (found === undefined) throw notFound("There is no webhook endpoint with this id.");
    checkVersion(found.version, ifMatch);
    if (found.status !== "active") throw invalidState(`The endpoint is ${found.status} already.`);

    await writeStopped(tx, id, "paused", because);
    await pauseDestination(tx, id, because ?? "Somebody paused the endpoint.");
    noteChanges(tx, id, {
      status: { before: "active" },
      stopped_at: { before: null },
      stopped_by: { before: null },
      ...(because === null ? {} : { stopped_because: { before: null } }),
    });
    endpointPaused.emit(tx, context, { id, version: found.version + 1 }, { by_itself: false });
    return id;
  },
});
