/** Orders that do not move: those that nobody paid for in time, and those that wait for a person. */
import { sql, type Tx } from "#platform/db";
import type { StillOrder } from "./incident.ts";
import type { OrderWithLines } from "./queries.ts";

/**
 * Prepaid orders of which nothing was received for that long, and of which no payment is under way; the oldest first.
 * What locks them must ask the same again.
 */
export function listUnpaid(
  tx: Tx,
  hours: number,
  most: number,
): Promise<(OrderWithLines & { id: string })[]> {
  // scope: asked by the organization's own job, which sees every order
  return tx.query<OrderWithLines & { id: string }>(sql`
    select o.id, o.customer_id as "customerId",
           array(select l.id from order_lines l where l.organization_id = o.organization_id and l.order_id = o.id) as "lineIds",
           array(select l.product_id from order_lines l where l.organization_id = o.organization_id and l.order_id = o.id) as "productIds"
      from orders o
     where o.organization_id = ${tx.context.organizationId} and o.status = 'placed'
       and o.placed_at < plinth.now() - make_interval(hours => ${hours}::int)
       and o.payment_method = 'prepaid' and o.payment_status = 'unpaid'
       and (o.being_paid_until is null or o.being_paid_until < plinth.now())
     order by o.placed_at, o.id
     limit ${most}::int`);
}

/** Of these, those that are still unpaid, locked in id order; call after their stock is locked. With their versions. */
export async function lockUnpaid(tx: Tx, ids: string[]): Promise<Map<string, number>> {
  // scope: asked by the organization's own job, which sees every order
  const rows = await tx.query<{ id: string; version: number }>(sql`
    select id, version
      from orders
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[]) and status = 'placed'
       and payment_method = 'prepaid' and payment_status = 'unpaid'
       and (being_paid_until is null or being_paid_until < plinth.now())
     order by id
       for update`);
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** Cancels orders that are locked. */
export function markExpired(tx: Tx, ids: string[]): void {
  // scope: asked by the organization's own job, which sees every order
  tx.later(sql`
    update orders
       set status = 'cancelled', cancelled_at = plinth.now(), cancelled_by = plinth.actor(), held_because = null, held_at = null,
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[])`);
}

/** Orders that are held, as they are now. */
export function listHeld(tx: Tx, ids: string[]): Promise<StillOrder[]> {
  return tx.query<StillOrder>(sql`
    select id, number, status, currency, total_minor as "totalMinor", paid_minor as "paidMinor",
           refunded_minor as "refundedMinor", held_because as "heldBecause", held_at as since
      from orders
     where organization_id = ${tx.context.organizationId} and id = any (${ids}::uuid[]) and held_at is not null
       and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))
     order by id`);
}

/**
 * What needs a person: orders that do not fit the credit, at once; placed ones and cancelled ones with money, after that
 * long. Recorded ones are history, and those from before payments were known here are as if they were. The oldest first.
 */
export function listStill(tx: Tx, hours: number, most: number): Promise<StillOrder[]> {
  const { organizationId } = tx.context;
  // scope: asked by the organization's own job, which sees every order. Three parts, each with an index of its own
  return tx.query<StillOrder>(sql`
    select o.id, o.number, o.status, o.currency, o.total_minor as "totalMinor", o.paid_minor as "paidMinor",
           o.refunded_minor as "refundedMinor", o.held_because as "heldBecause", still.since
      from (select id, held_at as since
              from orders
             where organization_id = ${organizationId} and held_because in ('credit_limit', 'credit_currency') and status = 'placed'
            union all
            select id, coalesce(held_at, placed_at)
              from orders
             where organization_id = ${organizationId} and status = 'placed' and payment_method is not null
               and placed_at < plinth.now() - make_interval(hours => ${hours}::int)
               and coalesce(held_at, placed_at) < plinth.now() - make_interval(hours => ${hours}::int)
               and (held_because is null or held_because = 'second_person')
               and (being_paid_until is null or being_paid_until < plinth.now())
            union all
            select id, cancelled_at
              from orders
             where organization_id = ${organizationId} and status = 'cancelled' and paid_minor > refunded_minor
               and cancelled_at < plinth.now() - make_interval(hours => ${hours}::int)
             order by 2, 1
             limit ${most}::int) still
      join orders o on o.organization_id = ${organizationId} and o.id = still.id
     order by still.since, o.id`);
}
