/** A customer as it travels to another system. */
import { type Statement, sql } from "#platform/db";

/** One row `{ document }`: JSON text as the API writes it. Only for the organization's own doings. */
export function customerDocument(organizationId: string, id: string): Statement {
  // scope: asked by the organization's own jobs, which see every customer
  return sql`
    select json_build_object('kind', 'customers', 'id', id, 'version', version, 'name', name, 'status', status, 'tax_id', tax_id,
                             'country', country, 'currency', currency, 'payment_terms_days', payment_terms_days,
                             'external_reference', external_reference)::text as document
      from customers
     where organization_id = ${organizationId} and id = ${id}`;
}

/** Ids behind `after`, in their order, at most `limit`: rows `{ id }`. Only for the organization's own doings. */
export function customerIds(organizationId: string, after: string, limit: number): Statement {
  // scope: asked by the organization's own jobs, which see every customer
  return sql`
    select id from customers where organization_id = ${organizationId} and id > ${after} order by id limit ${limit}::int`;
}
