/** One good request for every verb about systems outside. */
import type { Requested } from "./every-action.ts";
import type { Shop } from "./shop.ts";

const current = { "if-match": '"1"' };
let made = 0;

/** What a connection to a Stripe takes that is never reached: 192.0.2.0/24 is nobody's. */
export const stripeWish = (wish: object = {}) => ({
  connector: "stripe",
  name: `Stripe ${++made}`,
  configuration: {
    success_url: "https://shop.example.com/thanks",
    cancel_url: "https://shop.example.com/basket",
    api_base: "https://192.0.2.1",
  },
  credentials: { secret_key: "sk_test_walk", webhook_secrets: ["whsec_walk"] },
  ...wish,
});

const connected = (s: Shop) => s.make("/v1/connections", stripeWish());
const onOne =
  (verb: string, body: object = {}): Requested =>
  async (s) => ({
    method: "POST",
    path: `/v1/connections/${await connected(s)}/${verb}`,
    body,
    headers: current,
  });

export const connectionsRequests: Record<string, Requested> = {
  "connections.create": async () => ({ method: "POST", path: "/v1/connections", body: stripeWish() }),
  "connections.update": async (s) => ({
    method: "PATCH",
    path: `/v1/connections/${await connected(s)}`,
    body: { name: `Renamed ${++made}` },
    headers: current,
  }),
  "connections.rotate": onOne("rotate", { credentials: { webhook_secrets: ["whsec_other"] } }),
  "connections.pause": onOne("pause", { because: "They move house." }),
  "connections.resume": async (s) => {
    const path = `/v1/connections/${await connected(s)}`;
    await s.post(`${path}/pause`);
    return { method: "POST", path: `${path}/resume`, headers: { "if-match": '"2"' } };
  },
  "connections.test": onOne("test"),
  "connections.delete": async (s) => ({
    method: "DELETE",
    path: `/v1/connections/${await connected(s)}`,
    headers: current,
  }),
};
