/** What a mail to a customer must know of it: the company, its people with an address, and where goods and invoices go. */
import { type Statement, sql } from "#platform/db";

export type WrittenTo = {
  name: string;
  paymentTermsDays: number;
  /** Its people, the one who was known first before the others; not all have an address. */
  contacts: { id: string; name: string; email: string | null }[];
  addresses: PostalAddress[];
};

export type PostalAddress = {
  kind: "billing" | "shipping";
  recipient: string | null;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string | null;
  country: string;
};

/** One row, a `WrittenTo`, or none. Only for the organization's own doings. */
export function customerToWriteTo(organizationId: string, id: string): Statement {
  // scope: asked by the organization's own jobs, which see every customer
  return sql`
    select c.name, c.payment_terms_days as "paymentTermsDays",
           (select coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'email', t.email) order by t.id), '[]')
              from contacts t
             where t.organization_id = c.organization_id and t.customer_id = c.id) as contacts,
           (select coalesce(json_agg(json_build_object(
                     'kind', a.kind, 'recipient', a.recipient, 'line1', a.line1, 'line2', a.line2, 'city', a.city,
                     'region', a.region, 'postalCode', a.postal_code, 'country', a.country) order by a.id), '[]')
              from addresses a
             where a.organization_id = c.organization_id and a.customer_id = c.id) as addresses
      from customers c
     where c.organization_id = ${organizationId} and c.id = ${id}`;
}
