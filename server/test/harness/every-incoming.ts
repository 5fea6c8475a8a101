/** One good message of every system outside that tells us something, signed as it signs. */
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import type { Request } from "./every-action.ts";
import { stripeWish } from "./every-connections-action.ts";
import type { Shop } from "./shop.ts";

/** What an application takes Resend's signature by: `testApp({ leaving: { resendWebhookSecrets: [resendSecret] } })`. */
export const resendSecret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;

/** By the name of the door. */
export const messages: Record<string, (s: Shop) => Promise<Request>> = {
  "stripe_webhooks.receive": async (s) => {
    const connection = await s.make("/v1/connections", stripeWish());
    const payload = JSON.stringify({
      ...{ id: `evt_${connection}`, object: "event", type: "customer.created", created: 1, livemode: false },
      ...{ api_version: "2026-01-01", data: { object: { id: "cus_1", object: "customer" } } },
    });
    const signature = new Stripe("sk_test_walk").webhooks.generateTestHeaderString({
      payload,
      secret: "whsec_walk",
    });
    return message(`/v1/webhooks/stripe/${connection}`, payload, { "stripe-signature": signature });
  },
  "resend_webhooks.receive": async () => {
    const payload = JSON.stringify({
      type: "email.opened",
      created_at: new Date(),
      data: { email_id: "re_1" },
    });
    const [id, at] = ["msg_walk", new Date()];
    return message("/v1/webhooks/resend", payload, {
      "svix-id": id,
      "svix-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "svix-signature": new Webhook(resendSecret).sign(id, at, payload),
    });
  },
};

/** What is signed are these bytes. */
function message(path: string, payload: string, headers: Record<string, string>): Request {
  return { method: "POST", path, body: payload as unknown as object, headers };
}
