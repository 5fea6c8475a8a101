/** A product as it travels to another system. */
import { type Statement, sql } from "#platform/db";

/** One row `{ document }`: JSON text as the API writes it, without what only some may see. */
export function productDocument(organizationId: string, id: string): Statement {
  return sql`
    select json_build_object('kind', 'products', 'id', p.id, 'version', p.version, 'sku', p.sku, 'name', p.name,
                             'description', p.description, 'unit', p.unit, 'tax_category', p.tax_category, 'status', p.status,
                             'external_reference', p.external_reference,
                             'prices', coalesce((select json_agg(json_build_object('currency', r.currency, 'unit_price', trim_scale(r.unit_price)::text) order by r.currency)
                                                   from product_prices r
                                                  where r.organization_id = p.organization_id and r.product_id = p.id), '[]'::json))::text as document
      from products p
     where p.organization_id = ${organizationId} and p.id = ${id}`;
}

/** Ids behind `after`, in their order, at most `limit`: rows `{ id }`. */
export function productIds(organizationId: string, after: string, limit: number): Statement {
  return sql`
    select id from products where organization_id = ${organizationId} and id > ${after} order by id limit ${limit}::int`;
}
