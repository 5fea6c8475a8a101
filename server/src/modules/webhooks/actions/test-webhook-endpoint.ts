import Type from "typebox";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { webhookEndpoint } from "../endpoint.resource.ts";
import { endpointTested } from "../events.ts";
import { lockEndpoint, writeTested } from "../queries.ts";

/** Try an endpoint out: it gets a webhook of its own, under its next number, like any other. */
export const testWebhookEndpoint = defineAction({
  name: "webhook_endpoints.test",
  door: "POST /v1/webhook_endpoints/{id}/test",
  permission: "webhooks:write",
  describe:
    "Send an endpoint a `webhook.test`, under its next number like everything else. `GET /v1/deliveries?endpoint_id=…&type=webhook.test` says what came of it.",
  input: Type.Object({}, { additionalProperties: false }),
  output: webhookEndpoint,
  status: 202,
  wholeOrganization: true,
  leaves: { tested_at: "2026-11-21T08:10:04.819123Z" },
  fails: [invalidState],
  async run(context, tx, { id, ifMatch }) {
    const found = await lockEndpoint(tx, id);
    if (found === undefined) throw notFound("There is no webhook endpoint with this id.");
    checkVersion(found.version, ifMatch);
    if (found.status !== "active")
      throw invalidState(`The endpoint is ${found.status}: resume it, then what waits is sent first.`);

    await writeTested(tx, id);
    noteChanges(tx, id, { tested_at: { before: found.testedAt } });
    endpointTested.emit(tx, context, { id, version: found.version + 1 }, {});
    return id;
  },
});
