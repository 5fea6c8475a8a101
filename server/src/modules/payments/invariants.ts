/** What is true of money whatever happened: payments, refunds, orders and the ledger say the same. */
import { paidOrders } from "#modules/orders";
import { type Statement, sql } from "#platform/db";
import { defineInvariant, type Invariant, rowsOf } from "#platform/invariants";

const lookedAt = { of: rowsOf({ name: "payments", table: "payments" }), noun: "payment" };

/** What the ledger says was received and given back, over the postings of which this is true. */
const booked = (organization: string, condition: Statement): Statement => sql`
  select coalesce(sum(b.amount_minor) filter (where b.entry = 'received'), 0) as received,
         coalesce(sum(b.amount_minor) filter (where b.refund_id is not null and b.debit_account = 'receivables'), 0)
           - coalesce(sum(b.amount_minor) filter (where b.refund_id is not null and b.credit_account = 'receivables'), 0) as refunded,
         count(distinct b.currency) as currencies, min(b.currency) as currency
    from payment_postings b
   where b.organization_id = ${organization} and ${condition}`;

export const paymentsInvariants: Invariant[] = [
  defineInvariant({
    name: "payment_is_its_postings",
    describe: "What a payment received and gave back is what the ledger has of it, in its currency.",
    ...lookedAt,
    // scope: the organization's own look, which sees every payment
    violations: ({ organization, keys }) => sql`
      select p.id::text as key,
             'received ' || p.received_minor || ', given back ' || p.refunded_minor || '; booked ' || b.received || ' and ' || b.refunded as says
        from unnest(${keys}::uuid[]) k(id)
        join payments p on p.organization_id = ${organization} and p.id = k.id
       cross join lateral (${booked(organization, sql`b.payment_id = p.id`)}) b
       where p.received_minor <> b.received or p.refunded_minor <> b.refunded
          or b.currencies > 1 or (b.currencies = 1 and b.currency <> p.currency)`,
  }),
  defineInvariant({
    name: "payment_is_its_refunds",
    describe: "What a payment gave back is the sum of its refunds that succeeded.",
    ...lookedAt,
    // scope: the organization's own look, which sees every payment
    violations: ({ organization, keys }) => sql`
      select p.id::text as key, p.refunded_minor || ' given back, and refunds of ' || given.minor as says
        from unnest(${keys}::uuid[]) k(id)
        join payments p on p.organization_id = ${organization} and p.id = k.id
       cross join lateral (select coalesce(sum(r.amount_minor), 0) as minor
                             from refunds r
                            where r.organization_id = ${organization} and r.payment_id = p.id and r.status = 'succeeded') given
       where p.refunded_minor <> given.minor`,
  }),
  defineInvariant({
    name: "paid_order_is_its_ledger",
    describe: "What an order says was paid and given back is what the ledger has of its payments.",
    ...lookedAt,
    // scope: the organization's own look, which sees every payment
    violations: ({ organization, keys }) => sql`
      select p.id::text as key, 'its order says ' || o.paid_minor || ' and ' || o.refunded_minor || '; booked ' || b.received || ' and ' || b.refunded as says
        from unnest(${keys}::uuid[]) k(id)
        join payments p on p.organization_id = ${organization} and p.id = k.id
       cross join lateral (select id, paid_minor, refunded_minor
                             from (${paidOrders(organization)}) o where o.id = p.order_id limit 1) o
       cross join lateral (${booked(organization, sql`b.order_id = o.id`)}) b
       where o.paid_minor <> b.received or o.refunded_minor <> b.refunded`,
  }),
];
