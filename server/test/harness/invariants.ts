/**
 * What must be true of the data whatever happened: after rivals, kills and retries. Asked as the superuser,
 * over all organizations, of the tables alone. Every rule is one query whose rows are its violations.
 */
import assert from "node:assert/strict";
import { execute } from "./execute.ts";
import { auditRows, relayed, sealed } from "./trail.ts";

/** Digits of the currencies' minor units that differ from two; tests use no others. */
const digits = "case o.currency when 'JPY' then 0 when 'KWD' then 3 else 2 end";

export const invariants: Record<string, string> = {
  "what lies there is the sum of its movements": `
    select l.product_id, l.warehouse_id, l.on_hand, coalesce(sum(m.quantity), 0) as moved
      from stock_levels l
      left join stock_movements m
        on (m.organization_id, m.product_id, m.warehouse_id) = (l.organization_id, l.product_id, l.warehouse_id)
     group by l.organization_id, l.product_id, l.warehouse_id, l.on_hand
    having l.on_hand <> coalesce(sum(m.quantity), 0)`,
  "no movement is without its level": `
    select m.id from stock_movements m
     where not exists (select from stock_levels l
                        where (l.organization_id, l.product_id, l.warehouse_id) = (m.organization_id, m.product_id, m.warehouse_id))`,
  "what is reserved is the sum of the reservations that are not released": `
    select l.product_id, l.warehouse_id, l.reserved, coalesce(sum(r.quantity), 0) as held
      from stock_levels l
      left join reservations r
        on (r.organization_id, r.product_id, r.warehouse_id) = (l.organization_id, l.product_id, l.warehouse_id)
       and r.released_at is null
     group by l.organization_id, l.product_id, l.warehouse_id, l.reserved
    having l.reserved <> coalesce(sum(r.quantity), 0)`,
  "nothing is sold that does not lie there": `
    select id, on_hand, reserved, available from stock_levels where reserved > on_hand or reserved < 0 or available < 0`,
  "an open order holds exactly what its lines say, a cancelled or recorded one nothing": `
    select n.id, o.status, n.quantity, coalesce(sum(r.quantity) filter (where r.released_at is null), 0) as held
      from order_lines n
      join orders o on (o.organization_id, o.id) = (n.organization_id, n.order_id)
      left join reservations r on (r.organization_id, r.order_line_id) = (n.organization_id, n.id)
     group by n.organization_id, n.id, n.quantity, o.status, o.recorded_at
    having coalesce(sum(r.quantity) filter (where r.released_at is null), 0)
           <> case when o.status in ('placed', 'confirmed') and o.recorded_at is null then n.quantity else 0 end`,
  "a reservation is of its line's product": `
    select r.id from reservations r join order_lines n on (n.organization_id, n.id) = (r.organization_id, r.order_line_id)
     where n.product_id <> r.product_id`,
  "a line is quantity × price less discount, rounded half away from zero": `
    select n.id, n.net_minor from order_lines n join orders o on (o.organization_id, o.id) = (n.organization_id, n.order_id)
     where n.net_minor <> round(n.quantity * n.unit_price * (100 - n.discount_percent) * 0.01 * power(10::numeric, ${digits}), 0)`,
  "an order is the sum of its lines and of the tax per rate": `
    select o.id, o.subtotal_minor, o.tax_minor
      from orders o
      join (select x.organization_id, x.order_id, sum(x.net) as net, sum(round(x.net * x.rate * 0.01, 0)) as tax
              from (select organization_id, order_id, tax_rate_percent as rate, sum(net_minor::numeric) as net
                      from order_lines group by 1, 2, 3) x
             group by 1, 2) s on (s.organization_id, s.order_id) = (o.organization_id, o.id)
     where o.subtotal_minor <> s.net or o.tax_minor <> s.tax or o.total_minor <> s.net + s.tax`,
  "an order has lines, placed one after the other from 1": `
    select o.id from orders o
      left join order_lines n on (n.organization_id, n.order_id) = (o.organization_id, o.id)
     group by o.organization_id, o.id
    having count(n.id) = 0 or min(n.position) <> 1 or max(n.position) <> count(n.id)`,
  "placed orders are numbered without a gap": `
    select organization_id, series, last, count from (
      select c.organization_id, c.series, c.last, count(o.id)
        from plinth.counters c
        left join orders o on o.organization_id = c.organization_id and o.recorded_at is null
         and o.number like c.series || '-%'
       group by 1, 2, 3) x
     where last <> count`,
  "the feed of an organization is numbered from 1 without a hole": `
    select organization_id, count(*), min(seq), max(seq) from plinth.events
     where organization_id <> '00000000-0000-0000-0000-000000000000' -- the canary's, which is gone after a minute
     group by 1
    having min(seq) <> 1 or max(seq) <> count(*)`,
  "positions of the whole feed have no hole": `
    select count(*), max(pos) from plinth.events where pos > 0 having count(*) <> coalesce(max(pos), 0)`,
  "a fact is told once": `
    select id, count(*) from plinth.events group by 1 having count(*) > 1
    union all
    select subject_id, count(*) from plinth.events where subject_type = 'order' group by subject_id, type having count(*) > 1`,
  "an order has told that it was placed or recorded, a cancelled one that it was cancelled": `
    select o.id, o.status from orders o
     where not exists (select from plinth.events e where (e.organization_id, e.subject_id) = (o.organization_id, o.id)
                          and e.type = case when o.recorded_at is null then 'order.placed' else 'order.recorded' end)
        or (o.cancelled_at is not null) <> exists (
             select from plinth.events e where (e.organization_id, e.subject_id) = (o.organization_id, o.id)
                and e.type = 'order.cancelled')`,
  "an order is held as long as it is placed, and has told so; one that is paid in full says since when": `
    select o.id, o.status, o.held_because, o.payment_status, o.paid_at from orders o
     where (o.held_because is not null and o.status <> 'placed')
        or (o.held_because is not null and not exists (
             select from plinth.events e where (e.organization_id, e.subject_id) = (o.organization_id, o.id)
                and e.type = 'order.held'))
        or (o.payment_status in ('paid', 'overpaid') and o.total_minor > 0 and o.paid_at is null)`,
  "what an order says of its payment follows from its amounts": `
    select id, payment_status, total_minor, paid_minor, refunded_minor from orders
     where payment_status <> case
             when paid_minor = 0 and payment_method is null then 'not_tracked'
             when paid_minor = 0 then case when total_minor = 0 then 'paid' else 'unpaid' end
             when paid_minor <= refunded_minor then 'refunded'
             when paid_minor - refunded_minor > total_minor then 'overpaid'
             when paid_minor - refunded_minor = total_minor then 'paid'
             when paid_minor >= total_minor then 'partly_refunded'
             else 'partly_paid' end`,
  "what a rule confirms on account fits the customer's credit": `
    select o.customer_id, sum(o.total_minor - greatest(0, o.paid_minor - o.refunded_minor)) as open, c.credit_limit_minor
      from orders o join customers c on (c.organization_id, c.id) = (o.organization_id, o.customer_id)
     where o.payment_method = 'on_account' and o.status <> 'cancelled' and o.currency = c.currency and c.version = 1
       and o.confirmed_by like 'system:%' and o.refunded_minor = 0
     group by o.organization_id, o.customer_id, c.credit_limit_minor
    having sum(o.total_minor - greatest(0, o.paid_minor - o.refunded_minor)) > c.credit_limit_minor`,
  "nothing is told of an order or movement that is not there": `
    select e.subject_id from plinth.events e
     where (e.subject_type = 'order' and not exists (
             select from orders o where (o.organization_id, o.id) = (e.organization_id, e.subject_id)))
        or (e.subject_type = 'stock_movement' and not exists (
             select from stock_movements m where (m.organization_id, m.id) = (e.organization_id, e.subject_id)))`,
  "no effect is told before its cause": `
    select c.subject_id from plinth.events c join plinth.events p using (organization_id, subject_id)
     where c.type = 'order.cancelled' and p.type = 'order.placed' and c.seq < p.seq`,
  "every order and movement that came through a door has its audit row": `
    select id from (select organization_id, id from orders union all select organization_id, id from stock_movements) x
     where not exists (select from ${auditRows} a where (a.organization_id, a.subject_id) = (x.organization_id, x.id))`,
  "the trail of an organization is numbered from 1 without a hole": `
    select organization_id, count(*), max(seq) from plinth.audit_trail
     group by organization_id having count(*) <> max(seq) or min(seq) <> 1`,
  "an entry of the trail is there once": `
    select id from ${auditRows} a group by organization_id, id having count(*) > 1`,
  "every entry that left the deed's table is under a seal, and the head knows the last one": `
    select organization_id, t.entries, s.covered, h.seq
      from (select organization_id, count(*) as entries from plinth.audit_trail group by 1) t
      full join (select organization_id, sum(last_seq - first_seq + 1) as covered, max(last_seq) as last_seq
                   from plinth.audit_seals group by 1) s using (organization_id)
      full join plinth.audit_heads h using (organization_id)
     where (t.entries = s.covered and s.covered = s.last_seq and h.seq = s.last_seq) is not true`,
  "a member bears the name and the address of the human who it is": `
    select m.id from members m left join users u on u.id = m.id
     where u.id is null or (m.ended_at is null and (m.name, m.email) is distinct from (u.name, u.email))`,
  "whoever accepted an invitation is or was a member there": `
    select i.id from invitations i
     where (i.accepted_at is null) <> (i.accepted_by is null)
        or (i.accepted_by is not null and not exists (
             select from members m where (m.organization_id, m.id) = (i.organization_id, i.accepted_by)))`,
  "every process was told of a session that was ended a moment ago": `
    select s.id from sessions s
     where s.ended_at > now() - interval '1 minute'
       and not exists (select from plinth.user_revocations r where r.user_id = s.user_id and r.subject_id in (s.id, s.user_id))`,
  "an idempotency record names an order that is there": `
    select r.key, r.location from plinth.idempotency_records r
     where r.location like '/v1/orders/%' and r.status = 201
       and not exists (select from orders o where o.organization_id = r.organization_id
                          and o.id::text = split_part(r.location, '/', 4))`,
};

/** @returns one sentence per rule that is broken, with its first violation; empty when all hold. */
export async function brokenInvariants(adminUrl: string): Promise<string[]> {
  const broken: string[] = [];
  for (const [rule, text] of Object.entries(invariants)) {
    const rows = await execute(adminUrl, text);
    if (rows.length > 0) broken.push(`not true: ${rule}: ${rows.length} ×, first ${JSON.stringify(rows[0])}`);
  }
  return broken;
}

/** Waits for the relays, then holds the database to every rule. */
export async function assertInvariants(adminUrl: string): Promise<void> {
  await relayed(adminUrl);
  await sealed(adminUrl);
  assert.deepEqual(await brokenInvariants(adminUrl), []);
}
