import Type from "typebox";
import { checkVersion, defineAction } from "#platform/action";
import { type Changes, noteChanges } from "#platform/audit";
import { notFound } from "#platform/errors";
import { settle } from "#platform/inbox";
import { removeDestination } from "#platform/outbound";
import { asTold } from "../endpoint.ts";
import { endpointDeleted } from "../events.ts";
import { endpointPausedKey } from "../inbox.ts";
import { forget } from "../jobs.ts";
import { deleteEndpoint, type LockedEndpoint, lockEndpoint } from "../queries.ts";

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
    const { version } = found;
    checkVersion(version, ifMatch);
    await deleteEndpoint(tx, id);
    await removeDestination(tx, id);
    await settle(tx, context.organizationId, endpointPausedKey(id), "The endpoint was removed.");
    forget.enqueue(tx, { endpoint_id: id });
    noteChanges(tx, id, gone(found), version);
    endpointDeleted.emit(tx, context, { id, version }, {});
    return { answer: {}, id };
  },
});

/** All that it had. */
function gone(found: LockedEndpoint): Changes {
  const had = {
    ...asTold(found),
    status: found.status,
    stopped_at: found.stoppedAt,
    stopped_by: found.stoppedBy,
    stopped_because: found.stoppedBecause,
    secret_set_at: found.secretSetAt,
    retire_at: found.retireAt,
    tested_at: found.testedAt,
    replayed_at: found.replayedAt,
  };
  return Object.fromEntries(
    Object.entries(had).flatMap(([name, before]) => (before === null ? [] : [[name, { before }]])),
  );
}
