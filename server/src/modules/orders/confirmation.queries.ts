/** An order as its customer reads it when it is confirmed. */
import type { PaymentMethod } from "#modules/customers";
import { type Statement, sql } from "#platform/db";
import type { OrderState } from "./order.ts";
import type { PaymentStatus } from "./payment.ts";

export type ConfirmedLine = {
  sku: string;
  name: string;
  /** Decimals as text, without zeros at their end. */
  quantity: string;
  unitPrice: string;
  discountPercent: string;
  taxRatePercent: string;
  netMinor: number;
};

/** What is taxed with one rate, rounded once, as the order's total is. */
export type TaxOfRate = { ratePercent: string; netMinor: number; taxMinor: number };

export type ConfirmedOrder = {
  number: string;
  customerId: string;
  status: OrderState;
  currency: string;
  customerReference: string | null;
  placedAt: Date;
  subtotalMinor: number;
  totalMinor: number;
  paidMinor: number;
  paymentMethod: PaymentMethod | null;
  paymentStatus: PaymentStatus;
  lines: ConfirmedLine[];
  taxes: TaxOfRate[];
};

/** One row, a `ConfirmedOrder`, or none. Only for the organization's own doings. */
export function orderToConfirm(organizationId: string, id: string): Statement {
  // scope: asked by the organization's own jobs, which see every order
  return sql`
    select o.number, o.customer_id as "customerId", o.status, o.currency, o.customer_reference as "customerReference",
           o.placed_at as "placedAt", o.subtotal_minor as "subtotalMinor", o.total_minor as "totalMinor",
           o.paid_minor as "paidMinor", o.payment_method as "paymentMethod", o.payment_status as "paymentStatus",
           (select json_agg(json_build_object(
                     'sku', l.sku, 'name', l.name, 'quantity', trim_scale(l.quantity)::text,
                     'unitPrice', trim_scale(l.unit_price)::text, 'discountPercent', trim_scale(l.discount_percent)::text,
                     'taxRatePercent', trim_scale(l.tax_rate_percent)::text, 'netMinor', l.net_minor)
                   order by l.position)
              from order_lines l
             where l.organization_id = o.organization_id and l.order_id = o.id) as lines,
           -- numeric is rounded half away from zero, as the order's tax was
           (select json_agg(json_build_object(
                     'ratePercent', trim_scale(t.rate)::text, 'netMinor', t.net, 'taxMinor', round(t.net * t.rate / 100))
                   order by t.rate desc)
              from (select l.tax_rate_percent as rate, sum(l.net_minor) as net
                      from order_lines l
                     where l.organization_id = o.organization_id and l.order_id = o.id
                     group by l.tax_rate_percent) t) as taxes
      from orders o
     where o.organization_id = ${organizationId} and o.id = ${id}`;
}
