/**
 * What is true of an order's amounts. Said in SQL and not by the rules that made them (`order.ts`, `payment.ts`): a rule
 * that is wrong would find itself right.
 */
import { creditLimits } from "#modules/customers";
import { type Statement, sql } from "#platform/db";
import { defineInvariant } from "#platform/invariants";
import { unusualMinorDigits } from "#platform/money";
import { lookedAt } from "./looked-at.ts";

const unusual = JSON.stringify(unusualMinorDigits);

export const amountInvariants = [
  defineInvariant({
    name: "line_is_quantity_times_price",
    describe: "A line is its quantity times its price less its discount, rounded half away from zero.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, 'line ' || n.position || ' is ' || n.net_minor || ' and not ' || its.net as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
        join order_lines n on n.organization_id = ${organization} and n.order_id = o.id
       cross join lateral (
             select round(n.quantity * n.unit_price * (100 - n.discount_percent) * 0.01
                          * power(10::numeric, coalesce((${unusual}::jsonb ->> o.currency)::int, 2)), 0) as net) its
       where n.net_minor <> its.net`,
  }),
  defineInvariant({
    name: "order_is_its_lines",
    describe:
      "An order costs the sum of its lines, and the tax of each rate on the sum of that rate's lines.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, o.subtotal_minor || ' and tax of ' || o.tax_minor || ', and lines of ' || s.net || ' and ' || s.tax as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
       cross join lateral (
             select sum(x.net) as net, sum(round(x.net * x.rate * 0.01, 0)) as tax
               from (select n.tax_rate_percent as rate, sum(n.net_minor::numeric) as net
                       from order_lines n
                      where n.organization_id = ${organization} and n.order_id = o.id
                      group by n.tax_rate_percent) x) s
       where o.subtotal_minor <> s.net or o.tax_minor <> s.tax or o.total_minor <> s.net + s.tax`,
  }),
  defineInvariant({
    name: "payment_status_follows_amounts",
    describe:
      "What an order says of its payment follows from what it costs, what was paid and what was given back.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key,
             o.payment_status || ' of ' || o.total_minor || ', paid ' || o.paid_minor || ', given back ' || o.refunded_minor as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
       where o.payment_status <> case
               when o.paid_minor = 0 and o.payment_method is null then 'not_tracked'
               when o.paid_minor = 0 then case when o.total_minor = 0 then 'paid' else 'unpaid' end
               when o.paid_minor <= o.refunded_minor then 'refunded'
               when o.paid_minor - o.refunded_minor > o.total_minor then 'overpaid'
               when o.paid_minor - o.refunded_minor = o.total_minor then 'paid'
               when o.paid_minor >= o.total_minor then 'partly_refunded'
               else 'partly_paid' end
          or (o.payment_status in ('paid', 'overpaid') and o.total_minor > 0 and o.paid_at is null)`,
  }),
  defineInvariant({
    name: "rule_gives_no_more_credit",
    describe:
      "What a rule has confirmed on account fits the customer's credit, as long as nobody has changed that.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys, most }) => sql`
      select o.id::text as key, null as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
        join (${creditLimits(organization)}) c on c.id = o.customer_id and c.version = 1 and c.currency = o.currency
       cross join lateral (
             select sum(x.total_minor - x.paid_minor) as minor, count(*) as rows
               from (select total_minor, paid_minor
                       from orders
                      where organization_id = ${organization} and customer_id = o.customer_id
                        and payment_method = 'on_account' and status <> 'cancelled' and paid_minor - refunded_minor < total_minor
                        and currency = c.currency and confirmed_by like 'system:%' and refunded_minor = 0
                      limit ${most}::bigint + 1) x) open
       where o.payment_method = 'on_account' and o.status <> 'cancelled' and o.confirmed_by like 'system:%' and o.refunded_minor = 0
         and open.minor > c.credit_limit_minor and (${most}::bigint is null or open.rows <= ${most}::bigint)`,
  }),
];

/** What orders say was paid, `(id, paid_minor, refunded_minor)`, as a part of the statements of others. */
export const paidOrders = (organizationId: string): Statement =>
  // scope: for the organization's own look at its books, which sees every order
  sql`select id, paid_minor, refunded_minor from orders where organization_id = ${organizationId}`;
