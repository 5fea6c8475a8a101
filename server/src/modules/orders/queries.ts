import { sql, type Tx } from "#platform/db";
import type { OrderState } from "./order.ts";
import type { Hold } from "./payment.ts";
import type { NewLine, NewOrder } from "./rows.ts";

/**
 * Writes orders with their lines. Those without a number take the next ones of the series: one counter row per
 * organization and series, a lock until commit, taken once for the whole set.
 * @param series what their numbers begin with
 */
export function insertOrders(tx: Tx, series: string, orders: NewOrder[], lines: NewLine[]): void {
  const { organizationId } = tx.context;
  const unnumbered = orders.filter(({ number }) => number === null).length;
  tx.later(sql`
    with counter as (
      insert into plinth.counters as c (organization_id, series, last)
      select ${organizationId}::uuid, ${series}::text, ${unnumbered}::bigint where ${unnumbered}::bigint > 0
      on conflict (organization_id, series) do update set last = c.last + excluded.last
      returning last - ${unnumbered}::bigint as before
    )
    insert into orders (organization_id, id, number, customer_id, status, currency, customer_reference, external_reference,
                        internal_note, subtotal_minor, tax_minor, total_minor, margin_minor, payment_method, payment_status,
                        held_because, held_at, confirmed_by, confirmed_at, placed_at, recorded_at)
    select ${organizationId}::uuid, x.id,
           coalesce(x.number, ${series}::text || '-' || to_char((select before from counter) + row_number() over (partition by x.number is null order by x.id), 'FM9999999000000')),
           x.customer_id, x.status, x.currency, x.customer_reference, x.external_reference,
           x.internal_note, x.subtotal_minor, x.tax_minor, x.total_minor, x.margin_minor,
           x.payment_method, x.payment_status, x.held_because, case when x.held_because is not null then plinth.now() end,
           x.confirmed_by, case when x.confirmed_by is not null then plinth.now() end, coalesce(x.placed_at, plinth.now()),
           case when x.recorded then plinth.now() end
      from json_to_recordset(${JSON.stringify(orders)}::json)
           as x(id uuid, number text, customer_id uuid, status text, currency text, customer_reference text,
                external_reference text, internal_note text, subtotal_minor bigint, tax_minor bigint, total_minor bigint,
                margin_minor bigint, payment_method text, payment_status text, held_because text, confirmed_by text,
                placed_at timestamptz, recorded boolean)`);
  tx.later(sql`
    insert into order_lines (organization_id, id, order_id, customer_id, position, product_id, sku, name, quantity, unit_price,
                             discount_percent, tax_rate_percent, net_minor, unit_cost)
    select ${organizationId}::uuid, x.id, x.order_id, x.customer_id, x.position, x.product_id, x.sku, x.name, x.quantity, x.unit_price,
           x.discount_percent, x.tax_rate_percent, x.net_minor, x.unit_cost
      from json_to_recordset(${JSON.stringify(lines)}::json)
           as x(id uuid, order_id uuid, customer_id uuid, position int, product_id uuid, sku text, name text, quantity numeric,
                unit_price numeric, discount_percent numeric, tax_rate_percent numeric, net_minor bigint,
                unit_cost numeric)`);
}

export type OrderWithLines = { customerId: string; lineIds: string[]; productIds: string[] };

/** What never changes of an order: its customer and lines. Undefined when there is none that the actor may see. */
export async function findOrder(tx: Tx, id: string): Promise<OrderWithLines | undefined> {
  const [order] = await tx.query<OrderWithLines>(sql`
    select o.customer_id as "customerId",
           array(select l.id from order_lines l where l.organization_id = o.organization_id and l.order_id = o.id) as "lineIds",
           array(select l.product_id from order_lines l where l.organization_id = o.organization_id and l.order_id = o.id) as "productIds"
      from orders o
     where o.organization_id = ${tx.context.organizationId} and o.id = ${id}
       and (${tx.within}::uuid[] is null or o.customer_id = any (${tx.within}::uuid[]))`);
  return order;
}

/** What a deed may change of an order, and what it was held for. */
export type Standing = { status: OrderState; version: number; heldBecause: Hold | null; heldAt: Date | null };

/** Locks the order; call after its stock is locked. */
export async function lockOrder(tx: Tx, id: string): Promise<Standing> {
  const [order] = await tx.query<Standing>(sql`
    select status, version, held_because as "heldBecause", held_at as "heldAt"
      from orders
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))
       for update`);
  if (order === undefined) throw new Error("an order disappeared while it was being changed");
  return order;
}

export type LockedOrder = Standing & { customerId: string };

/** Locks the order alone, for what moves no stock. Undefined when there is none that the actor may see. */
export async function findAndLockOrder(tx: Tx, id: string): Promise<LockedOrder | undefined> {
  const [order] = await tx.query<LockedOrder>(sql`
    select customer_id as "customerId", status, version, held_because as "heldBecause", held_at as "heldAt"
      from orders
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))
       for update`);
  return order;
}

export async function markConfirmed(tx: Tx, id: string): Promise<void> {
  // scope: the order was found within reach, and is locked
  await tx.query(sql`
    update orders
       set status = 'confirmed', confirmed_at = plinth.now(), confirmed_by = plinth.actor(), held_because = null, held_at = null,
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function markCancelled(tx: Tx, id: string): Promise<void> {
  // scope: the order was found within reach, and is locked
  await tx.query(sql`
    update orders
       set status = 'cancelled', cancelled_at = plinth.now(), cancelled_by = plinth.actor(), held_because = null, held_at = null,
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export type Annotated = { customerId: string; version: number; internalNote: string | null };

/** Locks the order, to change what is written on it. Undefined when there is none that the actor may see. */
export async function lockNote(tx: Tx, id: string): Promise<Annotated | undefined> {
  const [order] = await tx.query<Annotated>(sql`
    select customer_id as "customerId", version, internal_note as "internalNote"
      from orders
     where organization_id = ${tx.context.organizationId} and id = ${id}
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))
       for update`);
  return order;
}

export async function writeNote(tx: Tx, id: string, note: string | null): Promise<void> {
  // scope: the order was found within reach, and is locked
  await tx.query(sql`
    update orders
       set internal_note = ${note}, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** Which of these numbers and external references are taken. */
export async function takenNames(
  tx: Tx,
  numbers: string[],
  references: string[],
): Promise<{ numbers: Set<string>; references: Set<string> }> {
  const { organizationId } = tx.context;
  const [byNumber, byReference] = await Promise.all([
    tx.query<{ number: string }>(
      // scope: who sees some customers only may not give such names, and is refused before
      sql`select number from orders where organization_id = ${organizationId} and number = any (${numbers}::text[])`,
    ),
    // scope: the same
    tx.query<{ external_reference: string }>(sql`
      select external_reference from orders
       where organization_id = ${organizationId} and external_reference = any (${references}::text[])`),
  ]);
  return {
    numbers: new Set(byNumber.map(({ number }) => number)),
    references: new Set(byReference.map(({ external_reference }) => external_reference)),
  };
}
