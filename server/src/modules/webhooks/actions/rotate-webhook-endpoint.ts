import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { notFound } from "#platform/errors";
import { text } from "#platform/resource";
import { webhookEndpoint } from "../endpoint.resource.ts";
import { endpointRotated } from "../events.ts";
import { RotateEndpoint } from "../input.ts";
import { lockEndpoint, writeSecret } from "../queries.ts";
import { drawSecret, sealedFor } from "../signature.ts";

/** Replace an endpoint's secret. For a while both sign, so that the receiver changes when it is ready. */
export const rotateWebhookEndpoint = defineAction({
  name: "webhook_endpoints.rotate",
  door: "POST /v1/webhook_endpoints/{id}/rotate",
  permission: "webhooks:write",
  describe:
    "Replace an endpoint's secret; the answer shows the new one once. Until `retire_at` every webhook carries the signatures of both.",
  input: RotateEndpoint,
  output: webhookEndpoint,
  status: 200,
  wholeOrganization: true,
  dryRun: false,
  stepUp: true,
  shows: {
    secret: text({
      describe: "The new secret: shown this once.",
      example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
    }),
  },
  async prepare(_context, _input, { keyRing }) {
    const secret = drawSecret();
    return { secret, sealed: keyRing.seal(sealedFor, secret) };
  },
  async run(context, tx, { id, ifMatch, overlap_hours = 24 }, { secret, sealed }) {
    const found = await lockEndpoint(tx, id);
    if (found === undefined) throw notFound("There is no webhook endpoint with this id.");
    checkVersion(found.version, ifMatch);
    await writeSecret(tx, id, sealed, overlap_hours);
    noteChanges(tx, id, {
      secret: { masked: true },
      secret_set_at: { before: found.secretSetAt },
      ...(found.retireAt === null && overlap_hours === 0 ? {} : { retire_at: { before: found.retireAt } }),
    });
    endpointRotated.emit(tx, context, { id, version: found.version + 1 }, {});
    return { id, answer: { secret } };
  },
});
