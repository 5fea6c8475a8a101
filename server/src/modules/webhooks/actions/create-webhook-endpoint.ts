import { defineAction } from "#platform/action";
import { invalidState } from "#platform/errors";
import { saveDestination } from "#platform/outbound";
import { text } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { webhookEndpoint } from "../endpoint.resource.ts";
import { destinationOf } from "../endpoint.ts";
import { endpointCreated } from "../events.ts";
import { CreateEndpoint } from "../input.ts";
import { checkEvents, checkOwner, checkRoom, checkUrl } from "../policy.ts";
import { insertEndpoint } from "../queries.ts";
import { drawSecret, sealedFor } from "../signature.ts";

/** Have what happens told to an address, from this moment on. */
export const createWebhookEndpoint = defineAction({
  name: "webhook_endpoints.create",
  door: "POST /v1/webhook_endpoints",
  permission: "webhooks:write",
  allows:
    "Have all that happens in the organization told to addresses outside; change, pause, try out and remove these endpoints, and ask for deliveries again.",
  describe:
    "Have what happens from now on told to an address, signed as Standard Webhooks asks for. The answer shows the secret once. You look after it unless another member is named.",
  input: CreateEndpoint,
  output: webhookEndpoint,
  wholeOrganization: true,
  dryRun: false,
  stepUp: true,
  shows: {
    secret: text({
      describe: "What signatures are checked with: shown this once.",
      example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
    }),
  },
  fails: [invalidState],
  async prepare(_context, { url, events }, { outbound, keyRing }) {
    checkUrl({ outbound }, url);
    checkEvents(events);
    const secret = drawSecret();
    return { secret, sealed: keyRing.seal(sealedFor, secret) };
  },
  async run(context, tx, input, { secret, sealed }) {
    const wanted = {
      url: input.url,
      description: input.description ?? null,
      events: input.events,
      pausesAfterHours: input.pauses_after_hours ?? 72,
      concurrency: input.concurrency ?? 4,
      perMinute: input.per_minute ?? null,
      ownerUserId: input.owner_user_id === undefined ? context.responsibleUserId : input.owner_user_id,
    };
    await checkRoom(tx);
    await checkOwner(tx, wanted.ownerUserId);

    const id = uuidv7();
    await insertEndpoint(tx, id, wanted, sealed);
    await saveDestination(tx, destinationOf(id, wanted));
    endpointCreated.emit(tx, context, { id, version: 1 }, {});
    return { id, answer: { secret } };
  },
});
