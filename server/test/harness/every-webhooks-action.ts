/** One good request for every verb about webhooks. */
import type { TestApp } from "./app.ts";
import type { Requested } from "./every-action.ts";
import { execute } from "./execute.ts";
import type { Shop } from "./shop.ts";

const current = { "if-match": '"1"' };

/** What an endpoint takes that is never reached, and is told of hardly anything. */
export const endpointWish = (wish: object = {}) => ({
  url: "https://hooks.plinth.invalid/",
  events: ["warehouse.deleted"],
  description: "The walk's.",
  ...wish,
});

/** No verb makes a delivery: it comes of what happens. The endpoint's first one. */
export async function pastDelivery(
  { database }: Pick<TestApp, "database">,
  organization: string,
  endpoint: string,
): Promise<void> {
  await execute(
    database.adminUrl,
    `with made as (
       insert into deliveries (organization_id, endpoint_id, number, event_id, type, subject_type, subject_id, occurred_at,
                               body, status, attempts, finished_at)
       values ($1, $2, 1, uuidv7(), 'product.created', 'product', uuidv7(), now(), '{}', 'delivered', 1, now())
       returning organization_id, id)
     insert into delivery_attempts (organization_id, delivery_id, number, started_at, url, request_headers, duration_ms)
     select organization_id, id, 1, now(), 'https://hooks.plinth.invalid/', '{}', 5 from made`,
    [organization, endpoint],
  );
  await execute(
    database.adminUrl,
    "update webhook_progress set began_seq = 0, last_number = 1, opened_up_to = 1 where organization_id = $1 and id = $2",
    [organization, endpoint],
  );
}

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
  "webhook_endpoints.replay": async (s, t) => {
    const id = await endpoint(s);
    await pastDelivery(t, s.organization, id);
    return {
      method: "POST",
      path: `/v1/webhook_endpoints/${id}/replay`,
      body: { from: 1 },
      headers: current,
    };
  },
  "webhook_endpoints.delete": async (s) => ({
    method: "DELETE",
    path: `/v1/webhook_endpoints/${await endpoint(s)}`,
    headers: current,
  }),
};
