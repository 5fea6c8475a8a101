/** One good request for every verb about what people write to each other. */
import type { Requested } from "./every-action.ts";
import type { Shop } from "./shop.ts";

let made = 0;

const wish = async (s: Shop) => ({
  subject_type: "customer",
  subject_id: await s.customer(),
  body: `Call before noon, ${++made}.`,
});

const at = async (s: Shop) => `/v1/comments/${await s.make("/v1/comments", await wish(s))}`;
const headers = { "if-match": '"1"' };

export const commentsRequests: Record<string, Requested> = {
  "comments.create": async (s) => ({ method: "POST", path: "/v1/comments", body: await wish(s) }),
  "comments.update": async (s) => ({
    method: "PATCH",
    path: await at(s),
    body: { body: "After noon." },
    headers,
  }),
  "comments.delete": async (s) => ({ method: "DELETE", path: await at(s), headers }),
};
