/** A payment as it travels to another system, once its money is here. */
import { type Statement, sql } from "#platform/db";

/**
 * One row `{ document }`: JSON text; none for a payment whose money has not arrived. Only for the organization's own doings.
 * @param timeZone where its day is told
 */
export function paymentDocument(organizationId: string, id: string, timeZone: string): Statement {
  // scope: asked by the organization's own jobs, which see every payment
  return sql`
    select json_build_object('kind', 'payments', 'id', id, 'version', version, 'order_id', order_id, 'customer_id', customer_id,
                             'currency', currency, 'amount_minor', received_minor,
                             'received_on', coalesce(value_on, (succeeded_at at time zone ${timeZone})::date),
                             'reference', coalesce(reference, intent_id, id::text))::text as document
      from payments
     where organization_id = ${organizationId} and id = ${id} and status = 'succeeded'`;
}

/** Ids of the order's payments whose money is here, in their order: rows `{ id }`. */
export function orderPaymentIds(organizationId: string, orderId: string): Statement {
  // scope: asked by the organization's own jobs, which see every payment
  return sql`
    select id from payments
     where organization_id = ${organizationId} and order_id = ${orderId} and status = 'succeeded'
     order by id`;
}

/** Ids behind `after` of payments whose money is here, in their order, at most `limit`: rows `{ id }`. */
export function paymentIds(organizationId: string, after: string, limit: number): Statement {
  // scope: asked by the organization's own jobs, which see every payment
  return sql`
    select id from payments
     where organization_id = ${organizationId} and id > ${after} and status = 'succeeded'
     order by id limit ${limit}::int`;
}
