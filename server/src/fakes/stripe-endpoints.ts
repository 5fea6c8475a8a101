/** Where the fake of Stripe sends its webhooks: what was registered with it, as with Stripe. */
import { randomBytes } from "node:crypto";
import type { StripeObject } from "./stripe-books.ts";

export type Endpoint = { url: string; secrets: string[]; events: string[] };

export type Endpoints = ReturnType<typeof openEndpoints>;

export function openEndpoints() {
  const registered: Endpoint[] = [];
  return {
    /** @returns it with its secret, which is shown this once */
    register(url: string, events: string[]): StripeObject {
      const secret = `whsec_${randomBytes(16).toString("hex")}`;
      registered.push({ url, secrets: [secret], events });
      const id = `we_${randomBytes(12).toString("hex")}`;
      return {
        ...{ id, object: "webhook_endpoint", created: Math.floor(Date.now() / 1_000), livemode: false },
        ...{ status: "enabled", url, enabled_events: events, secret },
      };
    },
    /** Those that want to hear of it. */
    for: (type: string): Endpoint[] =>
      registered.filter(({ events }) => events.includes("*") || events.includes(type)),
  };
}
