/** An order as it travels to another system. */
import { type Statement, sql } from "#platform/db";

/**
 * One row `{ document }`: JSON text as the API writes it, with its lines, without what only some may see. Only for the
 * organization's own doings.
 * @param timeZone where its day is told
 */
export function orderDocument(organizationId: string, id: string, timeZone: string): Statement {
  // scope: asked by the organization's own jobs, which see every order
  return sql`
    select json_build_object('kind', 'orders', 'id', o.id, 'version', o.version, 'number', o.number, 'customer_id', o.customer_id,
                             'status', o.status, 'currency', o.currency, 'customer_reference', o.customer_reference,
                             'placed_on', (o.placed_at at time zone ${timeZone})::date, 'subtotal_minor', o.subtotal_minor,
                             'tax_minor', o.tax_minor, 'total_minor', o.total_minor,
                             'lines', (select json_agg(json_build_object(
                                                'position', l.position, 'product_id', l.product_id, 'sku', l.sku, 'name', l.name,
                                                'quantity', trim_scale(l.quantity), 'unit_price', trim_scale(l.unit_price)::text,
                                                'discount_percent', trim_scale(l.discount_percent)::text,
                                                'tax_rate_percent', trim_scale(l.tax_rate_percent)::text, 'net_minor', l.net_minor)
                                              order by l.position)
                                         from order_lines l
                                        where l.organization_id = o.organization_id and l.order_id = o.id))::text as document
      from orders o
     where o.organization_id = ${organizationId} and o.id = ${id}`;
}

/** Ids behind `after` of orders that another system is to have, in their order, at most `limit`: rows `{ id }`. */
export function orderIds(organizationId: string, after: string, limit: number): Statement {
  // scope: asked by the organization's own jobs, which see every order. What was recorded is history: nothing follows of it
  return sql`
    select id from orders
     where organization_id = ${organizationId} and id > ${after} and status <> 'placed' and recorded_at is null
     order by id limit ${limit}::int`;
}
