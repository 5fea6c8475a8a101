/** An order as people are told of it, and who brought it in. */
import { listCustomers } from "#modules/customers";
import { whoDid } from "#platform/audit";
import { sql, type Tx } from "#platform/db";
import type { OrderState } from "./order.ts";
import type { Hold } from "./payment.ts";

export type ToldOrder = {
  number: string;
  /** The customer's name. */
  customer: string;
  status: OrderState;
  currency: string;
  totalMinor: number;
  heldBecause: Hold | null;
  /** In the deed that placed it: whoever did knows. */
  confirmedAtOnce: boolean;
};

type Row = Omit<ToldOrder, "customer"> & { customerId: string };

/** Only for the organization's own doings. Undefined when there is none. */
export async function findToldOrder(tx: Tx, id: string): Promise<ToldOrder | undefined> {
  // scope: asked by the organization's own jobs, which see every order
  const [row] = await tx.query<Row>(sql`
    select number, customer_id as "customerId", status, currency, total_minor as "totalMinor", held_because as "heldBecause",
           coalesce(confirmed_at = placed_at, false) as "confirmedAtOnce"
      from orders
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
  if (row === undefined) return undefined;
  const { customerId, ...order } = row;
  const [customer] = await listCustomers(tx, [customerId]);
  return { ...order, customer: customer?.name ?? "" };
}

/** Who placed it, as `member:0199…`; undefined for what was taken over. */
export async function whoPlaced(tx: Tx, id: string): Promise<string | undefined> {
  const [row] = await tx.query<{ actor: string }>(whoDid(tx.context.organizationId, id, "orders.place"));
  return row?.actor;
}
