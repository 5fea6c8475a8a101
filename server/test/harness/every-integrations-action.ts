/** One good request for every verb about ERPs. */
import type { TestApp } from "./app.ts";
import type { Requested } from "./every-action.ts";
import { execute } from "./execute.ts";
import type { Shop } from "./shop.ts";

let made = 0;

/** What a connection to an ERPNext takes that is never reached: 192.0.2.0/24 is nobody's. */
export const erpnextWish = (wish: object = {}) => ({
  connector: "erpnext",
  name: `ERPNext ${++made}`,
  configuration: { url: "https://192.0.2.1", company: "Plinth GmbH" },
  credentials: { api_key: "walk", api_secret: "walk" },
  // nothing is on its way by itself
  allows: ["payments"],
  ...wish,
});

/** No verb makes a conflict: the customer was changed here and in the ERP. @returns its id */
export async function openConflict(
  { database }: Pick<TestApp, "database">,
  organization: string,
  connection: string,
  customer: string,
): Promise<string> {
  const [made] = await execute(
    database.adminUrl,
    `with link as (
       insert into sync_links (organization_id, connection_id, kind, object_id, state)
       values ($1, $2, 'customers', $3, 'conflict') returning *)
     insert into sync_conflicts (organization_id, link_id, connection_id, kind, object_id, ours, theirs, ours_changed,
                                 theirs_changed, our_version)
     select organization_id, id, connection_id, kind, object_id, '{"tax_id":"DE1"}', '{"tax_id":"DE2"}', '{tax_id}', '{tax_id}', 1
       from link
     returning id`,
    [organization, connection, customer],
  );
  return String(made?.id);
}

const connected = (s: Shop) => s.make("/v1/connections", erpnextWish());

export const integrationsRequests: Record<string, Requested> = {
  "connections.push": async (s) => ({
    method: "POST",
    path: `/v1/connections/${await connected(s)}/push`,
    body: { kind: "payments" },
  }),
  "sync_conflicts.resolve": async (s, t) => ({
    method: "POST",
    path: `/v1/sync_conflicts/${await openConflict(t, s.organization, await connected(s), await s.customer())}/resolve`,
    body: { take: "ours" },
    headers: { "if-match": '"1"' },
  }),
};
