import Type from "typebox";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { notFound } from "#platform/errors";
import { settle } from "#platform/inbox";
import { removeDestination } from "#platform/outbound";
import { endpointDeleted } from "../events.ts";
import { endpointPausedKey } from "../inbox.ts";
import { forget } from "../jobs.ts";
import { deleteEndpoint, lockEndpoint } from "../queries.ts";

/** Remove an endpoint at once; its deliveries go after it, some at a time. */
export const deleteWebhookEndpoint = defineAction({
  name: "webhook_endpoints.delete",
  door: "DELETE /v1/webhook_endpoints/{id}",
  permission: "webhooks:write",
  describe:
    "Remove an endpoint with its secret. Nothing more is sent to it; its deliveries are removed soon after.",
  input: Type.Object({}, { additionalProperties: false }),
  status: 204,
  subject: "webhook_endpoint",
  wholeOrganization: true,
  whileSuspended: true,
  async run(context, tx, { id, ifMatch }) {
    const found = await lockEndpoint(tx, id);
    if (found === undefined) throw notFound("There is no webhook endpoint with this id.");
    const { version, url, status, events } = found;
    checkVersion(version, ifMatch);
    await deleteEndpoint(tx, id);
    await removeDestination(tx, id);
    await settle(tx, context.organizationId, endpointPausedKey(id), "The endpoint was removed.");
    forget.enqueue(tx, { endpoint_id: id });
    noteChanges(
      tx,
      id,
      { url: { before: url }, events: { before: events }, status: { before: status } },
      version,
    );
    endpointDeleted.emit(tx, context, { id, version }, {});
    return { answer: {}, id };
  },
});
