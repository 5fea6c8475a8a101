/**
 * One good request for every verb that is declared. A verb that is not in the table makes the tests that walk
 * over it red: whoever declares one says here how it is asked.
 */
import type { TestApp } from "./app.ts";
import { commentsRequests } from "./every-comments-action.ts";
import { connectionsRequests } from "./every-connections-action.ts";
import { integrationsRequests } from "./every-integrations-action.ts";
import { mailsRequests } from "./every-mails-action.ts";
import { notificationsRequests } from "./every-notifications-action.ts";
import { operationsRequests } from "./every-operations-action.ts";
import { paymentsRequests } from "./every-payments-action.ts";
import { peoplesRequests } from "./every-people-action.ts";
import { webhooksRequests } from "./every-webhooks-action.ts";
import type { Shop } from "./shop.ts";

export type Request = {
  method: string;
  path: string;
  body?: object;
  headers?: Record<string, string>;
  /** Whose credential it is sent with, where it is not the shop's own key. */
  key?: string;
};

/** Makes what the request needs, and answers the request; asked twice it is another one. */
export type Requested = (s: Shop, t: TestApp) => Promise<Request>;

const current = { "if-match": '"1"' };
let made = 0;
const name = () => `walk ${++made}`;

export const requests: Record<string, Requested> = {
  "api_keys.create": async () => ({
    method: "POST",
    path: "/v1/api_keys",
    body: { name: name(), role: "sales", scopes: ["orders:read"], expires_at: "2099-01-01T00:00:00Z" },
  }),
  "api_keys.revoke": async (s) => ({
    method: "POST",
    path: `/v1/api_keys/${await s.make("/v1/api_keys", { name: name() })}/revoke`,
  }),
  "stock_movements.create": async (s) => ({
    method: "POST",
    path: "/v1/stock_movements",
    body: { product_id: await s.product(), quantity: 1.5, reason: "received", note: "A note" },
  }),
  "audit_entries.erase": async (s) => {
    const contact = { customer_id: await s.customer(), name: name(), email: "a@example.com" };
    return {
      method: "POST",
      path: "/v1/audit_entries/erase",
      body: { subject_id: await s.make("/v1/contacts", contact) },
    };
  },
  "orders.place": placing,
  "orders.cancel": async (s) => {
    const { path, body } = await placing(s);
    return { method: "POST", path: `/v1/orders/${await s.make(path, body ?? {})}/cancel`, headers: current };
  },
  "orders.annotate": async (s) => {
    const { path, body } = await placing(s);
    const order = await s.make(path, body ?? {});
    return {
      method: "POST",
      path: `/v1/orders/${order}/annotate`,
      body: { internal_note: name() },
      headers: current,
    };
  },
  "orders.confirm": async (s) => {
    const { path, body } = await placing(s);
    return { method: "POST", path: `/v1/orders/${await s.make(path, body ?? {})}/confirm`, headers: current };
  },
  "orders.record": async (s) => ({
    method: "POST",
    path: "/v1/orders/record",
    body: {
      external_reference: name(),
      customer_id: await s.customer(),
      currency: "JPY",
      status: "returned",
      placed_at: "1996-07-04T00:00:00Z",
      lines: [{ product_id: await s.product(), quantity: 1, unit_price: "3", tax_rate_percent: 8.1 }],
    },
  }),
  "organizations.update": async (s) => {
    const path = `/v1/organizations/${s.organization}`;
    const etag = (await s.get(path)).headers.get("etag") ?? "";
    return { method: "PATCH", path, body: { name: name() }, headers: { "if-match": etag } };
  },
  "settings.update": async (s) => {
    const etag = (await s.get("/v1/settings")).headers.get("etag") ?? "";
    const body = { "mail.sender_name": name() };
    return { method: "PATCH", path: "/v1/settings", body, headers: { "if-match": etag } };
  },
  ...masterData("customers", (i) => ({ name: i, country: "DE", currency: "EUR", credit_limit_minor: 500 })),
  ...masterData("contacts", async (i, s) => ({
    customer_id: await s.customer(),
    name: i,
    email: "a@example.com",
  })),
  ...masterData(
    "addresses",
    async (i, s) => ({
      customer_id: await s.customer(),
      kind: "billing",
      line1: i,
      city: "Berlin",
      country: "DE",
    }),
    { city: "Bonn" },
  ),
  ...masterData("products", (i) => ({
    sku: i,
    name: i,
    unit_cost: "1.5",
    prices: [
      { currency: "EUR", unit_price: "1.000001" },
      { currency: "JPY", unit_price: "150" },
    ],
  })),
  ...masterData(
    "tax_rates",
    (i) => ({ country: "BR", category: "standard", first_on: dayOf(i), rate_percent: 17.25 }),
    { rate_percent: 18 },
  ),
  ...masterData("warehouses", (i) => ({ code: i, name: i, priority: 7 })),
  ...commentsRequests,
  ...connectionsRequests,
  ...webhooksRequests,
  ...integrationsRequests,
  ...operationsRequests,
  ...notificationsRequests,
  ...mailsRequests,
  ...paymentsRequests,
  ...peoplesRequests,
};

export async function requested(action: string, s: Shop, t: TestApp): Promise<Request> {
  const request = requests[action];
  if (request === undefined) throw new Error(`server/test/harness has no request for "${action}"`);
  return await request(s, t);
}

async function placing(s: Shop): Promise<Request> {
  const product = await s.product();
  await s.receive(product, 10);
  const lines = [{ product_id: product, quantity: 1.5, unit_price: "3.123456", discount_percent: 12.5 }];
  const body = { customer_id: await s.customer(), currency: "EUR", customer_reference: name(), lines };
  return { method: "POST", path: "/v1/orders", body };
}

function masterData(
  path: string,
  body: (name: string, s: Shop) => object | Promise<object>,
  patch: object = { name: "changed" },
): typeof requests {
  const at = async (s: Shop) => `/v1/${path}/${await s.make(`/v1/${path}`, await body(name(), s))}`;
  return {
    [`${path}.create`]: async (s) => ({ method: "POST", path: `/v1/${path}`, body: await body(name(), s) }),
    [`${path}.update`]: async (s) => ({ method: "PATCH", path: await at(s), body: patch, headers: current }),
    [`${path}.delete`]: async (s) => ({ method: "DELETE", path: await at(s), headers: current }),
  };
}

/** A day of its own for every name. */
function dayOf(words: string): string {
  return new Date(Date.UTC(1990, 0, 1) + Number(words.split(" ")[1]) * 86_400_000).toISOString().slice(0, 10);
}
