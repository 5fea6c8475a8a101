import { checkVersion, defineAction } from "#platform/action";
import { changesBetween, noteChanges } from "#platform/audit";
import { notFound } from "#platform/errors";
import { saveDestination } from "#platform/outbound";
import { webhookEndpoint } from "../endpoint.resource.ts";
import { asTold, destinationOf, type Wanted } from "../endpoint.ts";
import { endpointUpdated } from "../events.ts";
import { UpdateEndpoint } from "../input.ts";
import { checkEvents, checkOwner, checkUrl } from "../policy.ts";
import { lockEndpoint, writeEndpoint } from "../queries.ts";

/** Change an endpoint: where it is, what it is told, how fast, and who looks after it. */
export const updateWebhookEndpoint = defineAction({
  name: "webhook_endpoints.update",
  door: "PATCH /v1/webhook_endpoints/{id}",
  permission: "webhooks:write",
  describe:
    "Change an endpoint (JSON Merge Patch, RFC 7396): what is absent stays. What waits is sent to the new address; which events it is told is heeded from now on.",
  input: UpdateEndpoint,
  output: webhookEndpoint,
  wholeOrganization: true,
  stepUp: true,
  ifMatch: "required",
  async prepare(_context, { url, events }, { outbound }) {
    if (url !== undefined) checkUrl({ outbound }, url);
    if (events !== undefined) checkEvents(events);
  },
  async run(context, tx, { id, ifMatch, ...patch }) {
    const before = await lockEndpoint(tx, id);
    if (before === undefined) throw notFound("There is no webhook endpoint with this id.");
    checkVersion(before.version, ifMatch);
    const after: Wanted = {
      url: patch.url ?? before.url,
      description: patch.description === undefined ? before.description : patch.description,
      events: patch.events ?? before.events,
      pausesAfterHours: patch.pauses_after_hours ?? before.pausesAfterHours,
      concurrency: patch.concurrency ?? before.concurrency,
      perMinute: patch.per_minute === undefined ? before.perMinute : patch.per_minute,
      ownerUserId: patch.owner_user_id === undefined ? before.ownerUserId : patch.owner_user_id,
    };
    const changes = changesBetween(asTold(before), asTold(after), new Set());
    const changed = Object.keys(changes);
    if (changed.length === 0) return id;
    if (after.ownerUserId !== before.ownerUserId) await checkOwner(tx, after.ownerUserId);

    await writeEndpoint(tx, id, after);
    await saveDestination(tx, destinationOf(id, after));
    noteChanges(tx, id, changes);
    endpointUpdated.emit(tx, context, { id, version: before.version + 1 }, { changed });
    return id;
  },
});
