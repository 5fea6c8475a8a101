import { credentialsOf, findConnectionOfWebhook } from "#modules/connections";
import { badSignature, defineIncoming } from "#platform/doors/incoming";
import { malformedRequest } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { insertEvent } from "../event.queries.ts";
import { takeInEvent } from "../jobs.ts";
import { signingSecrets } from "../stripe-connector.ts";
import { eventSealedFor, readEvent } from "../stripe-reading.ts";
import { isSignedByStripe } from "../stripe-signature.ts";

/**
 * What Stripe tells us: kept as it came, sealed because it is about people, and answered at once. What it means is a
 * job's work: Stripe waits for nobody, and tells it again when it is not answered.
 */
export const receiveStripeEvent = defineIncoming({
  name: "stripe_webhooks.receive",
  door: "POST /v1/webhooks/stripe/{connection_id}",
  describe:
    "Where Stripe sends the events of a connection, signed with one of its `webhook_secrets`. Kept and answered at once, taken in by a job; an event that comes again is taken in once.",
  because: "Stripe proves who it is by its signature over the body.",
  mostBytes: 512 * 1024,
  fails: [badSignature],
  async receive({ parameters, headers, rawBody }, { lookUp, keyRing, clock }) {
    const now = clock.now();
    const found = await findConnectionOfWebhook(lookUp, "stripe", parameters.connection_id ?? "");
    const secrets = found === undefined ? [] : signingSecrets(credentialsOf(keyRing, found, now));
    // also of a connection that is not there: the same answer for the same work
    if (!isSignedByStripe(rawBody, headers["stripe-signature"], secrets, now) || found === undefined)
      return { refused: badSignature("The webhook is not signed with a secret of this connection.") };

    const text = rawBody.toString("utf8");
    const event = readEvent(parsed(text));
    if (event === undefined) return { refused: malformedRequest("The body is no event of Stripe's.") };
    const { id: connectionId, organizationId } = found;
    const { eventId: externalId, type } = event;
    const payloadSealed = keyRing.seal(eventSealedFor, text);
    return {
      organizationId,
      async store(tx) {
        const id = uuidv7();
        if (await insertEvent(tx, { id, connectionId, externalId, type, payloadSealed }))
          takeInEvent.enqueue(tx, { event_id: id });
      },
    };
  },
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
