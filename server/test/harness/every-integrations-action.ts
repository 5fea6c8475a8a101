/** One good request for every verb about ERPs. */
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

const connected = (s: Shop) => s.make("/v1/connections", erpnextWish());

export const integrationsRequests: Record<string, Requested> = {
  "connections.push": async (s) => ({
    method: "POST",
    path: `/v1/connections/${await connected(s)}/push`,
    body: { kind: "payments" },
  }),
  "sync_conflicts.resolve": async (s, t) => {
    const connection = await connected(s);
    const [row] = await execute(
      t.database.adminUrl,
      `with link as (
         insert into sync_links (organization_id, connection_id, kind, object_id, state)
         values ($1, $2, 'customers', $3, 'conflict') returning *)
       insert into sync_conflicts (organization_id, link_id, connection_id, kind, object_id, ours, theirs, ours_changed,
                                   theirs_changed, our_version)
       select organization_id, id, connection_id, kind, object_id, '{"tax_id":"DE1"}', '{"tax_id":"DE2"}', '{tax_id}', '{tax_id}', 1
         from link
       returning id`,
      [s.organization, connection, await s.customer()],
    );
    return {
      method: "POST",
      path: `/v1/sync_conflicts/${String(row?.id)}/resolve`,
      body: { take: "ours" },
      headers: { "if-match": '"1"' },
    };
  },
};
