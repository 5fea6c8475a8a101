/** One good request for every verb about webhooks. */
import type { Requested } from "./every-action.ts";
import type { Shop } from "./shop.ts";
import { until } from "./until.ts";

const current = { "if-match": '"1"' };
let made = 0;

/** What an endpoint takes that is never reached, and is told of hardly anything. */
export const endpointWish = (wish: object = {}) => ({
  url: `https://hooks.plinth.invalid/${++made}`,
  events: ["warehouse.deleted"],
  description: "The walk's.",
  ...wish,
});

const endpoint = (s: Shop) => s.make("/v1/webhook_endpoints", endpointWish());
const onOne =
  (verb: string, body: object = {}): Requested =>
  async (s) => ({
    method: "POST",
    path: `/v1/webhook_endpoints/${await endpoint(s)}/${verb}`,
    body,
    headers: current,
  });

export const webhooksRequests: Record<string, Requested> = {
  "webhook_endpoints.create": async () => ({
    method: "POST",
    path: "/v1/webhook_endpoints",
    body: endpointWish(),
  }),
  "webhook_endpoints.update": async (s) => ({
    method: "PATCH",
    path: `/v1/webhook_endpoints/${await endpoint(s)}`,
    body: { events: ["order.*"], pauses_after_hours: 24 },
    headers: current,
  }),
  "webhook_endpoints.rotate": onOne("rotate"),
  "webhook_endpoints.pause": onOne("pause", { because: "They move house." }),
  "webhook_endpoints.resume": async (s) => {
    const path = `/v1/webhook_endpoints/${await endpoint(s)}`;
    await s.post(`${path}/pause`);
    return { method: "POST", path: `${path}/resume`, headers: { "if-match": '"2"' } };
  },
  "webhook_endpoints.test": onOne("test"),
  "webhook_endpoints.replay": async (s) => {
    const path = `/v1/webhook_endpoints/${await endpoint(s)}`;
    await s.post(`${path}/test`);
    await until("the trial to be numbered", async () => (await s.get(path)).json.progress.opened_up_to === 1);
    return { method: "POST", path: `${path}/replay`, body: { from: 1 }, headers: { "if-match": '"2"' } };
  },
  "webhook_endpoints.delete": async (s) => ({
    method: "DELETE",
    path: `/v1/webhook_endpoints/${await endpoint(s)}`,
    headers: current,
  }),
};
