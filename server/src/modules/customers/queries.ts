import { sql, type Tx } from "#platform/db";

/** What an order must know of the company that places it. */
export type KnownCustomer = {
  id: string;
  name: string;
  status: "active" | "on_hold" | "archived";
  country: string;
};

/** Of these customers, those that the actor may see, in no order. */
export function listCustomers(tx: Tx, ids: string[]): Promise<KnownCustomer[]> {
  return tx.query<KnownCustomer>(sql`
    select id, name, status, country
      from customers
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[])
       and (${tx.within}::uuid[] is null or id = any (${tx.within}::uuid[]))`);
}
